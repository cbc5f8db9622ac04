//! Find a quoted passage in a text as it is now, and correct it in its source.
//!
//! Given what a reader marked, say where that passage is in the article as it is now, or that it was removed or
//! cannot be told apart; and put a correction into the HTML or Markdown source with the smallest possible change.
//! No I/O, no async, no clock: text in, place out.
//!
//! ```
//! use corrigenda_anchor::{describe, patch, resolve, Edit, Format, Rules, Scope, Span, Text};
//! let rules = Rules::default();
//! let seen = Text::extract("<p>She heard <b>teh</b> call.</p>", Format::Html, Scope::Body, &rules);
//! let selectors = describe(&seen, Span::new(10, 13));
//!
//! let source = "<h1>News</h1><p>At last she heard <b>teh</b> call.</p>";
//! let text = Text::extract(source, Format::Html, Scope::Body, &rules);
//! let anchor = resolve(&text, &selectors).expect("it is there");
//! let edit = Edit::smallest(&text, anchor.span, "the").expect("it reads otherwise");
//! let patch = patch(source, &text, &edit, Format::Html, Scope::Body, &rules).expect("it stands in the source");
//! assert_eq!(patch.apply(source), "<h1>News</h1><p>At last she heard <b>the</b> call.</p>");
//! ```

mod align;
mod alphabet;
mod before;
mod candidates;
mod carry;
mod confidence;
mod describe;
mod diff;
mod edit;
mod extract;
mod fold;
mod likeness;
mod opaque;
mod patch;
mod places;
mod resolve;
mod rules;
mod search;
mod selector;
mod sought;
mod span;
mod splice;
mod text;
mod tokens;

pub use before::resolve_with_before;
pub use describe::describe;
pub use edit::Edit;
pub use patch::{Patch, Refused, patch};
pub use resolve::{Anchor, Lost, Status, resolve};
pub use rules::{Rules, RulesError, TEXT_RULES_VERSION};
pub use selector::{Selectors, TextQuote};
pub use span::Span;
pub use text::{Format, Scope, Text, UnknownFormat};
