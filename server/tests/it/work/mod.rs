//! What is owed after the answer: from a report to the corrected file, with everything that may come between.

mod apply;
mod newsroom;
mod pages;
mod place;
