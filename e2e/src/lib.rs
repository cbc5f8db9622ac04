//! What a journey needs: a real browser, the real program, and two people.
//!
//! A journey speaks as a reader or an editor does, by what is on the screen:
//! roles and names of the accessibility tree, words of the text, keys, the mouse,
//! a finger. Nothing here knows an element's class or the inside of the widget.

#![forbid(unsafe_code)]

mod axe;
mod browser;
mod demo;
pub mod firefox;
mod hands;
mod network;
mod publisher;
mod screen;
mod wait;

pub use browser::{Browser, Device};
pub use demo::Demo;
pub use publisher::{Publisher, Rough};
pub use screen::Node;
pub use wait::until;
