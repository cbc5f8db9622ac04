//! From a source to its normal text: one file a format, and what they share. The rules are settled in
//! `docs/decisions/0001-text-rules.md`; the cases in `anchor/cases/text` hold for the widget as well.

mod builder;
mod elements;
mod entity;
mod foreign;
pub(crate) mod html;
pub(crate) mod markdown;
mod page;
pub(crate) mod plain;
mod render;
mod scan;
mod tree;
