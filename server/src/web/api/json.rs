//! Reading a JSON value by hand, so that every complaint names its place by a JSON Pointer (RFC 6901) and a
//! client learns of all of them at once. What the members mean is the business of the callers.

use serde_json::Value;

use crate::web::error::{Error, FieldError};

/// A value with its place in the body.
#[derive(Debug, Clone)]
pub struct At<'a> {
    value: &'a Value,
    pointer: String,
}

impl<'a> At<'a> {
    /// The whole body.
    pub fn root(value: &'a Value) -> Self {
        Self {
            value,
            pointer: String::new(),
        }
    }

    /// Where this is, as a JSON Pointer.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The value itself.
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// A member of an object; `null` counts as absent.
    pub fn member(&self, name: &str) -> Option<At<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(At {
            value,
            pointer: format!("{}/{name}", self.pointer),
        })
    }

    /// The members of an array, or the value itself: JSON-LD lets one stand for a list of one.
    pub fn each(&self) -> Vec<At<'a>> {
        match self.value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| At {
                    value,
                    pointer: format!("{}/{index}", self.pointer),
                })
                .collect(),
            _ => vec![self.clone()],
        }
    }

    /// The word in `type`, for choosing among forms.
    pub fn kind(&self) -> Option<&'a str> {
        self.value.get("type").and_then(Value::as_str)
    }
}

/// Collects what is wrong while a body is read.
#[derive(Debug, Default)]
pub struct Reader {
    errors: Vec<FieldError>,
}

impl Reader {
    /// Notes that something is wrong there.
    pub fn refuse(&mut self, at: &At<'_>, detail: impl Into<String>) {
        self.refuse_at(at.pointer.clone(), detail);
    }

    /// Notes that something is wrong at a place that may not exist, such as a missing member.
    pub fn refuse_at(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        self.errors.push(FieldError::new(pointer, detail));
    }

    /// A member that must be there.
    pub fn need<'a>(&mut self, at: &At<'a>, name: &str) -> Option<At<'a>> {
        let found = at.member(name);
        if found.is_none() {
            self.refuse_at(
                format!("{}/{name}", at.pointer),
                format!("{name} is missing"),
            );
        }
        found
    }

    /// A string of at most `max` code points without control characters other than tab and line ends.
    pub fn text(&mut self, at: &At<'_>, max: usize) -> Option<String> {
        let Some(text) = at.value.as_str() else {
            self.refuse(at, "must be a string");
            return None;
        };
        match unfit(text, max) {
            None => Some(text.to_owned()),
            Some(why) => {
                self.refuse(at, why);
                None
            }
        }
    }

    /// A whole number, zero or more.
    pub fn count(&mut self, at: &At<'_>) -> Option<usize> {
        let number = at.value.as_u64().and_then(|n| usize::try_from(n).ok());
        if number.is_none() {
            self.refuse(at, "must be a whole number, zero or more");
        }
        number
    }

    /// A word of a closed set.
    pub fn word<T>(&mut self, at: &At<'_>) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let Some(text) = at.value.as_str() else {
            self.refuse(at, "must be a string");
            return None;
        };
        text.parse()
            .map_err(|why: T::Err| self.refuse(at, why.to_string()))
            .ok()
    }

    /// What was read, if nothing was wrong.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Error> {
        match read {
            Some(read) if self.errors.is_empty() => Ok(read),
            _ => Err(Error::Invalid(self.errors)),
        }
    }
}

/// Why a text cannot be taken: too long in code points, or with control characters, which no page shows and
/// one of the databases cannot hold.
pub fn unfit(text: &str, max: usize) -> Option<String> {
    let length = text.chars().count();
    if length > max {
        return Some(format!(
            "must have at most {max} characters, this has {length}"
        ));
    }
    text.chars()
        .find(|&c| is_control(c) && c != '\r')
        .map(|c| format!("must not hold the control character U+{:04X}", u32::from(c)))
}

/// Whether a text should not hold this: a control character that is neither a tab nor a line end.
pub fn is_control(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n')) || c == '\u{7f}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_are_named() {
        let body = json!({"target": {"selector": [{"exact": 5}]}});
        let mut reader = Reader::default();
        let target = At::root(&body).member("target").unwrap();
        for selector in target.member("selector").unwrap().each() {
            let exact = reader.need(&selector, "exact").unwrap();
            assert_eq!(reader.text(&exact, 10), None);
            reader.need(&selector, "prefix");
        }
        let Err(Error::Invalid(errors)) = reader.finish(Some(())) else {
            panic!("must be refused")
        };
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            ["/target/selector/0/exact", "/target/selector/0/prefix"]
        );
    }

    #[test]
    fn length_is_counted_in_code_points() {
        assert_eq!(unfit("їжак", 4), None);
        assert!(unfit("їжак!", 4).is_some());
        assert!(unfit("a\0b", 4).is_some());
        assert_eq!(unfit("a\r\n\t", 4), None);
    }
}
