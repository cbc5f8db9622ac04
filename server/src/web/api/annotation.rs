//! The W3C Web Annotation that a report travels as, read from JSON into a [`NewReport`].
//!
//! Members that are not known are ignored, as JSON-LD asks; members that are known must be right. Who may send
//! it, and what happens with it, is `reports`'.

use corrigenda_anchor::{Selectors, Span, TextQuote};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::json::{At, Reader};
use crate::domain::article::{ArticleUrl, BadArticleUrl};
use crate::domain::report::{self, Idempotency, Kind, NewReport, ReportId};
use crate::domain::site::Site;
use crate::web::error::Error;
use crate::web::guess;

/// What the bodies of an annotation say.
#[derive(Debug, Default)]
struct Words {
    suggestion: Option<String>,
    comment: Option<String>,
}

/// Reads a report for `site` that arrived `now`, sent under the idempotency key `key`.
pub fn read(
    body: &Value,
    site: &Site,
    key: Option<String>,
    now: Timestamp,
) -> Result<NewReport, Error> {
    let mut reader = Reader::default();
    let root = At::root(body);
    if !body.is_object() {
        reader.refuse(&root, "must be an object, a W3C Web Annotation");
        return reader.finish(None);
    }
    check_head(&mut reader, &root);
    let target = reader
        .need(&root, "target")
        .map(|target| read_target(&mut reader, &target));
    let (source, selectors) = target.unwrap_or_default();
    let mut words = read_bodies(&mut reader, &root);
    settle(&mut reader, selectors.as_ref(), &mut words);
    let kind = root.member("kind").map(|kind| reader.word::<Kind>(&kind));
    let email = read_email(&mut reader, &root);
    let extensions = read_extensions(&mut reader, &root);
    let text_rules = read_text_rules(&mut reader, &root);
    let source = reader.finish(Some(source))?;
    let url = source.ok_or_else(|| Error::ForeignArticle(BadArticleUrl::NotAUrl))?;
    let url = ArticleUrl::parse(&url, site).map_err(Error::ForeignArticle)?;
    let quoted = selectors
        .as_ref()
        .and_then(|s| s.quote.as_ref())
        .map(|quote| quote.exact.as_str());
    let guessed = || guess::kind(quoted, words.suggestion.as_deref());
    Ok(NewReport {
        id: ReportId::new(now),
        site: site.key.clone(),
        url,
        kind: kind.flatten().unwrap_or_else(guessed),
        selectors,
        suggestion: words.suggestion,
        comment: words.comment,
        email,
        extensions,
        text_rules,
        idempotency: key.map(|key| Idempotency {
            key,
            digest: digest(body),
        }),
        received: now,
    })
}

/// The members that only say what this is.
fn check_head(reader: &mut Reader, root: &At<'_>) {
    if let Some(kind) = root.member("type")
        && !kind.each().iter().any(|kind| kind.value() == "Annotation")
    {
        reader.refuse(&kind, "must be \"Annotation\"");
    }
    const MOTIVATIONS: [&str; 3] = ["editing", "questioning", "commenting"];
    for motivation in root
        .member("motivation")
        .map(|m| m.each())
        .unwrap_or_default()
    {
        if !motivation
            .value()
            .as_str()
            .is_some_and(|word| MOTIVATIONS.contains(&word))
        {
            reader.refuse(
                &motivation,
                format!("expected one of: {}", MOTIVATIONS.join(", ")),
            );
        }
    }
}

/// The article's URL and where in it. A target that is nothing but a URL speaks of the whole article.
fn read_target(reader: &mut Reader, target: &At<'_>) -> (Option<String>, Option<Selectors>) {
    match target.value() {
        Value::String(_) => (reader.text(target, ArticleUrl::MAX_BYTES), None),
        Value::Object(_) => {
            let source = reader.need(target, "source");
            let source = source.and_then(|source| reader.text(&source, ArticleUrl::MAX_BYTES));
            (source, read_selectors(reader, target))
        }
        _ => {
            reader.refuse(target, "must be one object with a source, and selectors");
            (None, None)
        }
    }
}

/// One selector of each sort at most; sorts that are not known are passed over, unless there is no other.
fn read_selectors(reader: &mut Reader, target: &At<'_>) -> Option<Selectors> {
    let member = target.member("selector")?;
    let mut selectors = Selectors::default();
    for selector in member.each() {
        let twice = match selector.kind() {
            Some("TextQuoteSelector") => read_quote(reader, &selector)
                .is_some_and(|quote| selectors.quote.replace(quote).is_some()),
            Some("TextPositionSelector") => read_position(reader, &selector)
                .is_some_and(|span| selectors.position.replace(span).is_some()),
            Some(_) => false,
            None => {
                reader.refuse_at(format!("{}/type", selector.pointer()), "type is missing");
                false
            }
        };
        if twice {
            reader.refuse(&selector, "there can be one selector of this type only");
        }
    }
    if selectors == Selectors::default() {
        let known = "expected a TextQuoteSelector, a TextPositionSelector, or both";
        reader.refuse(&member, known);
        return None;
    }
    Some(selectors)
}

fn read_quote(reader: &mut Reader, selector: &At<'_>) -> Option<TextQuote> {
    let exact = reader.need(selector, "exact")?;
    let mut context = |name: &str| match selector.member(name) {
        Some(member) => reader.text(&member, report::MAX_CONTEXT),
        None => Some(String::new()),
    };
    let (prefix, suffix) = (context("prefix"), context("suffix"));
    let words = reader.text(&exact, report::MAX_EXACT)?;
    if words.trim().is_empty() {
        reader.refuse(&exact, "must hold the words of the passage");
        return None;
    }
    Some(TextQuote {
        prefix: prefix?,
        exact: words,
        suffix: suffix?,
    })
}

fn read_position(reader: &mut Reader, selector: &At<'_>) -> Option<Span> {
    let start = reader
        .need(selector, "start")
        .and_then(|at| reader.count(&at));
    let end = reader.need(selector, "end");
    let (start, end_at) = (start?, end?);
    let end = reader.count(&end_at)?;
    if end <= start || end - start > report::MAX_EXACT {
        reader.refuse(
            &end_at,
            format!("must be after start, by at most {}", report::MAX_EXACT),
        );
        return None;
    }
    Some(Span::new(start, end))
}

/// The editing body is the suggestion, the commenting one the comment. A body without a purpose has the
/// annotation's motivation, as the W3C model says.
fn read_bodies(reader: &mut Reader, root: &At<'_>) -> Words {
    let mut words = Words::default();
    let motivation = root
        .member("motivation")
        .and_then(|m| m.each().first().and_then(|m| m.value().as_str()));
    for body in root
        .member("body")
        .map(|body| body.each())
        .unwrap_or_default()
    {
        if body.kind() != Some("TextualBody") {
            reader.refuse_at(
                format!("{}/type", body.pointer()),
                "must be \"TextualBody\"",
            );
            continue;
        }
        let purpose = body
            .member("purpose")
            .and_then(|p| p.value().as_str())
            .or(motivation);
        let place = match purpose {
            Some("editing") => &mut words.suggestion,
            Some("commenting" | "questioning") | None => &mut words.comment,
            Some(_) => continue,
        };
        let Some(value) = reader.need(&body, "value") else {
            continue;
        };
        let value = reader.text(&value, report::MAX_WORDS);
        if value.is_some() && place.is_some() {
            reader.refuse(&body, "there can be one body of this purpose only");
        }
        *place = value.or(place.take());
    }
    words.comment = words
        .comment
        .take()
        .filter(|comment| !comment.trim().is_empty());
    words
}

/// A suggestion that leaves the passage as it is suggests nothing, and a report must say something.
fn settle(reader: &mut Reader, selectors: Option<&Selectors>, words: &mut Words) {
    if words.suggestion.is_some() && selectors.is_none() {
        reader.refuse_at(
            "/target/selector",
            "a suggestion needs the passage that it replaces",
        );
        return;
    }
    let quoted = selectors
        .and_then(|s| s.quote.as_ref())
        .map(|quote| quote.exact.trim());
    if quoted.is_some() && words.suggestion.as_deref().map(str::trim) == quoted {
        words.suggestion = None;
    }
    if words.suggestion.is_none() && words.comment.is_none() {
        reader.refuse_at(
            "/body",
            "say how the passage should read, or what is wrong with it",
        );
    }
}

fn read_email(reader: &mut Reader, root: &At<'_>) -> Option<String> {
    let at = root.member("contact")?.member("email")?;
    let email = reader.text(&at, 254)?.trim().to_owned();
    if email.is_empty() {
        return None;
    }
    if !is_address(&email) {
        reader.refuse(&at, "must be one mail address, such as name@example.org");
        return None;
    }
    Some(email)
}

/// Whether this has the shape of a mail address. Whether it is one, only a mail can tell.
pub fn is_address(text: &str) -> bool {
    let plain = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, ',' | ';' | '<' | '>' | '"' | '(' | ')')
    };
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let labels = host.split('.').collect::<Vec<_>>();
    !name.is_empty()
        && !name.contains('@')
        && text.chars().all(plain)
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
}

fn read_extensions(reader: &mut Reader, root: &At<'_>) -> Option<String> {
    let at = root.member("extensions")?;
    if !at.value().is_object() {
        reader.refuse(&at, "must be an object");
        return None;
    }
    let text = at.value().to_string();
    if text.len() > report::MAX_EXTENSIONS {
        reader.refuse(
            &at,
            format!("must have at most {} bytes as JSON", report::MAX_EXTENSIONS),
        );
        return None;
    }
    if text.contains("\\u0000") {
        reader.refuse(&at, "must not hold the control character U+0000");
        return None;
    }
    Some(text)
}

fn read_text_rules(reader: &mut Reader, root: &At<'_>) -> Option<u32> {
    let at = root.member("text_rules")?;
    let number = reader.count(&at)?;
    u32::try_from(number)
        .map_err(|_| reader.refuse(&at, "must be the number of the text rules"))
        .ok()
}

/// What makes two annotations the same: SHA-256 of the JSON with members in the order of their names.
fn digest(body: &Value) -> [u8; 32] {
    let mut canonical = Vec::new();
    write_sorted(body, &mut canonical);
    Sha256::digest(&canonical).into()
}

fn write_sorted(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            out.push(b'{');
            for (name, value) in members {
                write_plain(name, out);
                out.push(b':');
                write_sorted(value, out);
                out.push(b',');
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for item in items {
                write_sorted(item, out);
                out.push(b',');
            }
            out.push(b']');
        }
        plain => write_plain(plain, out),
    }
}

fn write_plain(value: &impl Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value)
        .expect("neither a word nor a number can be refused, nor memory");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digests are kept in databases, so the bytes that they are of stay what they are.
    #[test]
    fn a_digest_is_of_these_bytes() {
        let body = r#"{"z": [], "é\u0001\u2028": "a\"\\/\u0001\u2028😀", "body": {"b": null, "a": [1, -2, 1.5, 1e21, -0.0,
            18446744073709551615, true, {}]}}"#;
        let mut bytes = Vec::new();
        write_sorted(&serde_json::from_str(body).unwrap(), &mut bytes);
        let expected = "{\"body\":{\"a\":[1,-2,1.5,1e+21,-0.0,18446744073709551615,true,{},],\"b\":null,},\"z\":[],\"é\\u0001\u{2028}\":\"a\\\"\\\\/\\u0001\u{2028}😀\",}";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        let body = serde_json::json!({"b": [true], "a": "teh"});
        let hex = data_encoding::HEXLOWER.encode(&digest(&body));
        assert_eq!(
            hex,
            "6c890c612119bbfbbfbcc737346fb420f878564cd5b7a6ce3a922f213e0d256a"
        );
    }
}
