//! What a journey needs: a real browser, the real program, and two people.
//!
//! A journey speaks as a reader or an editor does, by what is on the screen:
//! roles and names of the accessibility tree, words of the text, keys, the mouse,
//! a finger. Nothing here knows an element's class or the inside of the widget.

#![forbid(unsafe_code)]

mod axe;
mod browser;
mod demo;
mod hands;
mod screen;
mod wait;

pub use browser::{Browser, Device};
pub use demo::Demo;
pub use screen::Node;
pub use wait::until;
