//! What of a page is text: a site's settings `text.root` and `text.ignore`, in a grammar small enough that the
//! widget implements the same: type, `.class`, `#id`, `[attr]`, `[attr=value]`, compounds, descendants, commas.

use std::borrow::Cow;
use std::fmt;

/// The number of the text rules; it changes with every change that could give another text for the same source.
///
/// ```
/// assert_eq!(corrigenda_anchor::TEXT_RULES_VERSION, 1);
/// ```
pub const TEXT_RULES_VERSION: u32 = 1;

const DEFAULT_ROOT: &str = "[itemprop=articleBody], article, main, body";
const DEFAULT_IGNORE: &str =
    "aside, nav, form, [hidden], [aria-hidden=true], [data-corrigenda-ignore]";

/// Which element of a page holds the article, and which of those below it are no text of it.
///
/// ```
/// use corrigenda_anchor::{Format, Rules, Scope, Text};
/// let rules = Rules::parse(".story", "aside, .ad")?;
/// let html = "<h1>Paper</h1><div class=story>News<p class=ad>Buy</p></div>";
/// assert_eq!(Text::extract(html, Format::Html, Scope::Page, &rules).as_str(), "News");
/// # Ok::<(), corrigenda_anchor::RulesError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub(crate) root: Vec<Complex>,
    pub(crate) ignore: Vec<Complex>,
}

impl Default for Rules {
    fn default() -> Self {
        Self::parse(DEFAULT_ROOT, DEFAULT_IGNORE).expect("the defaults are in the grammar")
    }
}

impl Rules {
    /// Reads the two settings. The selectors of `root` are tried in the order given, and of the first that matches
    /// anything the first element is the root; every element that matches one of `ignore` is left out. An empty
    /// `ignore` ignores only what is never text: scripts, styles, form controls and the widget.
    ///
    /// ```
    /// # use corrigenda_anchor::Rules;
    /// assert!(Rules::parse("article, main", ".ad, [hidden]").is_ok());
    /// assert!(Rules::parse("article > p", "").is_err());
    /// ```
    ///
    /// # Errors
    /// When a selector is outside of the grammar.
    pub fn parse(root: &str, ignore: &str) -> Result<Self, RulesError> {
        Ok(Self {
            root: parse_list(root)?,
            ignore: parse_list(ignore)?,
        })
    }
}

/// Why a selector could not be read.
///
/// ```
/// let error = corrigenda_anchor::Rules::parse("p > b", "").unwrap_err();
/// assert_eq!(error.to_string(), "`p > b` is no selector of the grammar: unexpected `>`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesError {
    selector: String,
    reason: String,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no selector of the grammar: {}",
            self.selector, self.reason
        )
    }
}

impl std::error::Error for RulesError {}

/// Compounds from the outermost to the element itself.
pub(crate) type Complex = Vec<Compound>;

/// Conditions that one element must meet, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Compound {
    pub(crate) name: Option<String>,
    pub(crate) attributes: Vec<Condition>,
}

/// What is asked of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    Has(String),
    Equals(String, String),
    Class(String),
}

impl Compound {
    /// Whether an element of this (lower-case) name meets it; `attribute` gives the value of a lower-case name.
    pub(crate) fn matches<'a>(
        &self,
        name: &str,
        attribute: &dyn Fn(&str) -> Option<Cow<'a, str>>,
    ) -> bool {
        if self.name.as_deref().is_some_and(|wanted| wanted != name) {
            return false;
        }
        self.attributes.iter().all(|condition| match condition {
            Condition::Has(key) => attribute(key).is_some(),
            Condition::Equals(key, value) => attribute(key).as_deref() == Some(value),
            Condition::Class(class) => attribute("class")
                .is_some_and(|list| list.split_ascii_whitespace().any(|word| word == class)),
        })
    }
}

fn parse_list(list: &str) -> Result<Vec<Complex>, RulesError> {
    if list.trim().is_empty() {
        return Ok(Vec::new());
    }
    split_outside(list, ',')
        .into_iter()
        .map(parse_complex)
        .collect()
}

/// Splits at `sign`, but not within brackets or quotes.
fn split_outside(list: &str, sign: char) -> Vec<&str> {
    let (mut parts, mut from, mut quote, mut bracket) = (Vec::new(), 0, None, false);
    for (at, c) in list.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => bracket = true,
            (None, ']') => bracket = false,
            (None, _) if c == sign && !bracket => {
                parts.push(&list[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&list[from..]);
    parts
}

fn parse_complex(selector: &str) -> Result<Complex, RulesError> {
    let selector = selector.trim();
    let fail = |reason: String| RulesError {
        selector: selector.to_owned(),
        reason,
    };
    let normal = selector.replace(['\t', '\n', '\r', '\u{c}'], " ");
    let parts = split_outside(&normal, ' ');
    let compounds: Result<Complex, String> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(parse_compound)
        .collect();
    match compounds {
        Ok(compounds) if compounds.is_empty() => Err(fail("it is empty".to_owned())),
        Ok(compounds) => Ok(compounds),
        Err(reason) => Err(fail(reason)),
    }
}

fn parse_compound(part: &str) -> Result<Compound, String> {
    let mut compound = Compound::default();
    let mut rest = part;
    let len = identifier(rest);
    if len > 0 {
        compound.name = Some(rest[..len].to_ascii_lowercase());
        rest = &rest[len..];
    }
    while let Some(sign) = rest.chars().next() {
        rest = &rest[sign.len_utf8()..];
        let condition = match sign {
            '.' => Condition::Class(take_identifier(&mut rest)?),
            '#' => Condition::Equals("id".to_owned(), take_identifier(&mut rest)?),
            '[' => take_attribute(&mut rest)?,
            _ => return Err(format!("unexpected `{sign}`")),
        };
        compound.attributes.push(condition);
    }
    Ok(compound)
}

fn take_attribute(rest: &mut &str) -> Result<Condition, String> {
    let end = bracket_end(rest).ok_or("`]` is missing")?;
    let inside = rest[..end].trim();
    *rest = &rest[end + 1..];
    let (key, value) = match inside.split_once('=') {
        None => (inside, None),
        Some((key, value)) => (key.trim(), Some(unquote(value.trim())?)),
    };
    if key.is_empty() || identifier(key) != key.len() {
        return Err(format!("`{key}` is no name of an attribute"));
    }
    let key = key.to_ascii_lowercase();
    Ok(value.map_or_else(
        || Condition::Has(key.clone()),
        |value| Condition::Equals(key.clone(), value),
    ))
}

fn bracket_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, ']') => return Some(at),
            _ => {}
        }
    }
    None
}

fn unquote(value: &str) -> Result<String, String> {
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            return inside
                .strip_suffix(quote)
                .map(str::to_owned)
                .ok_or_else(|| "a quote is left open".to_owned());
        }
    }
    if value.is_empty() || identifier(value) != value.len() {
        return Err(format!("the value `{value}` needs quotes"));
    }
    Ok(value.to_owned())
}

fn take_identifier(rest: &mut &str) -> Result<String, String> {
    let len = identifier(rest);
    if len == 0 {
        return Err("a name is missing".to_owned());
    }
    let name = rest[..len].to_owned();
    *rest = &rest[len..];
    Ok(name)
}

fn identifier(text: &str) -> usize {
    let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii();
    text.chars().take_while(part).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_of_the_grammar_are_read() {
        let rules = Rules::parse("div#a.b[c][d='e f'] p, main", "[aria-hidden=true]")
            .expect("in the grammar");
        assert_eq!(rules.root.len(), 2);
        assert_eq!(rules.root[0].len(), 2);
        assert_eq!(rules.root[0][0].attributes.len(), 4);
        assert_eq!(
            rules.root[0][0].attributes[3],
            Condition::Equals("d".into(), "e f".into())
        );
    }

    #[test]
    fn whatever_is_outside_of_the_grammar_is_refused() {
        for selector in [
            "a > b", "a:hover", "*", "[a", "[a=]", "[a~=b]", ".", "a,,b", "[=b]", "a+b",
        ] {
            assert!(Rules::parse(selector, "").is_err(), "{selector}");
        }
    }
}
