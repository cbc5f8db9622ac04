//! The API, one module for each of its files.

mod annotations;
mod articles;
mod cases;
mod corrections;
mod decisions;
mod history;
mod journal;
mod limits;
mod openapi;
mod problems;
mod receipts;
mod reported;
mod reports;
mod w3c;
mod widget;
