//! The nouns of a corrections desk and their rules, pure: no I/O, no clock, no async, no wire formats.
//!
//! One file a noun. Whatever could be argued with an editor, no computer in the room, is decided here;
//! how it is asked, stored or shown is not.

pub mod article;
pub mod case;
pub mod correction;
pub mod decision;
pub mod email;
pub mod grouping;
pub mod job;
pub mod journal;
pub mod password;
pub mod placement;
pub mod reconsider;
pub mod report;
pub mod retention;
pub mod search;
pub mod sender;
pub mod site;
mod teaser;
pub mod user;

/// Declares a newtype over a UUIDv7, so that ids of different nouns cannot be mixed up.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id whose leading bits are the given time, so that ids sort by age.
            pub fn new(now: jiff::Timestamp) -> Self {
                let seconds = u64::try_from(now.as_second()).unwrap_or(0);
                let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
                Self(uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}
pub(crate) use id;

/// Declares a closed set of words as an enum with one spelling, used on the wire, in the store and in forms.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every member, in the order in which people are offered them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The one spelling of this word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::domain::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(crate::domain::UnknownWord { expected: &[$($word),+] }),
                }
            }
        }
    };
}
pub(crate) use words;

/// A word outside a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one of: {}", expected.join(", "))]
pub struct UnknownWord {
    /// The words that are allowed.
    pub expected: &'static [&'static str],
}
