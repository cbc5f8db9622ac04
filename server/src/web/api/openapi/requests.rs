//! What callers send, as schemas: the limits are the constants that a body is held against when it is read.

use serde_json::{Value, json};

use crate::domain::article::{ArticleUrl, Content};
use crate::domain::case::Outcome;
use crate::domain::correction::{CorrectionKind, MAX_NOTICE};
use crate::domain::report::{Kind, MAX_CONTEXT, MAX_EXACT, MAX_WORDS};

/// A body of JSON with an example.
fn body(schema: &Value, example: &Value) -> Value {
    json!({"required": true, "content": {"application/json": {"schema": schema, "example": example}}})
}

/// Text without control characters other than tab and line ends, in code points.
fn text(most: usize) -> Value {
    json!({"type": "string", "maxLength": most, "pattern": "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$"})
}

/// A member that may be absent or null.
fn nullable(mut schema: Value) -> Value {
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

/// A report.
pub(super) fn annotation() -> Value {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let one_or_many =
        |of: Value| json!({"anyOf": [of, {"type": "array", "items": of, "minItems": 1}]});
    let schema = json!({
        "type": "object",
        "required": ["target", "body"],
        "properties": {
            "@context": {"description": "http://www.w3.org/ns/anno.jsonld"},
            "type": {"const": "Annotation"},
            "motivation": one_or_many(json!({"type": "string", "enum": ["editing", "questioning", "commenting"]})),
            "body": one_or_many(words()),
            "target": target(),
            "kind": {"type": "string", "enum": kinds},
            "contact": {"type": "object", "properties": {"email": {"type": "string", "format": "email", "maxLength": 254}}},
            "extensions": {"type": "object", "description": "Opaque, at most 4 KiB as JSON, never shown, erased with the report."},
            "text_rules": {"type": "integer", "minimum": 0, "maximum": u32::MAX},
        },
    });
    let example = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "editing",
        "body": [{"type": "TextualBody", "purpose": "editing", "value": "the"}],
        "target": {
            "source": "https://daily.example.org/2026/11/a-long-call",
            "selector": [
                {"type": "TextQuoteSelector", "prefix": "the keeper heard ", "exact": "teh", "suffix": " call from the pier"},
                {"type": "TextPositionSelector", "start": 41, "end": 44},
            ],
        },
        "kind": "typo",
    });
    body(&schema, &example)
}

fn words() -> Value {
    let mut value = text(MAX_WORDS);
    value["description"] =
        json!("`editing`: how the passage should read, empty to delete it; `commenting`: why.");
    json!({
        "type": "object",
        "required": ["type", "value"],
        "properties": {
            "type": {"const": "TextualBody"},
            "purpose": {"type": "string", "enum": ["editing", "commenting", "questioning"]},
            "value": value,
        },
    })
}

fn target() -> Value {
    let source = json!({"type": "string", "format": "uri", "maxLength": ArticleUrl::MAX_BYTES,
        "description": "The article's URL, on one of the site's origins."});
    let quote = json!({
        "type": "object",
        "required": ["type", "exact"],
        "properties": {"type": {"const": "TextQuoteSelector"}, "exact": text(MAX_EXACT), "prefix": text(MAX_CONTEXT), "suffix": text(MAX_CONTEXT)},
    });
    let position = json!({
        "type": "object",
        "required": ["type", "start", "end"],
        "properties": {"type": {"const": "TextPositionSelector"}, "start": {"type": "integer", "minimum": 0, "maximum": usize::MAX}, "end": {"type": "integer", "minimum": 1, "maximum": usize::MAX}},
    });
    let selector = json!({"oneOf": [quote, position]});
    json!({"anyOf": [source, {
        "type": "object",
        "required": ["source"],
        "properties": {
            "source": source,
            "selector": {"anyOf": [selector, {"type": "array", "items": selector, "minItems": 1, "maxItems": 2}]},
        },
    }]})
}

/// An editor's decision.
pub(super) fn decision() -> Value {
    let outcomes: Vec<&str> = Outcome::ALL
        .iter()
        .map(|outcome| outcome.as_str())
        .collect();
    let kinds: Vec<&str> = CorrectionKind::ALL
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    let notice = json!({
        "type": ["object", "null"],
        "required": ["kind", "text"],
        "description": "What the public reads; absent for the drafted one, null for none.",
        "properties": {"kind": {"type": "string", "enum": kinds}, "text": text(MAX_NOTICE)},
    });
    let schema = json!({
        "type": "object",
        "required": ["action", "version"],
        "properties": {
            "action": {"type": "string", "enum": crate::web::api::decisions::ACTIONS.split(", ").collect::<Vec<_>>()},
            "version": {"type": "integer", "minimum": 0, "maximum": i64::MAX},
            "proposal": nullable(json!({"type": "string", "format": "uuid"})),
            "text": nullable(text(MAX_WORDS)),
            "outcome": {"enum": outcomes.iter().map(|word| json!(word)).chain([Value::Null]).collect::<Vec<_>>()},
            "reason": nullable(text(MAX_WORDS)),
            "notice": notice,
        },
    });
    body(
        &schema,
        &json!({"action": "decline", "version": 3, "outcome": "not-an-error", "reason": "It is a quotation."}),
    )
}

/// A publisher's article.
pub(super) fn article() -> Value {
    use crate::web::api::articles::MAX_TITLE;
    let schema = json!({
        "type": "object",
        "required": ["url", "title", "format", "scope", "source"],
        "properties": {
            "url": {"type": "string", "format": "uri", "maxLength": ArticleUrl::MAX_BYTES},
            "title": text(MAX_TITLE),
            "format": {"type": "string", "enum": ["html", "markdown", "text"]},
            "scope": {"type": "string", "enum": ["page", "body"]},
            "source": {"type": "string", "pattern": "^[^\\u0000]*$", "maxLength": Content::MAX_BYTES, "description": "At most 4 MiB."},
            "section": nullable(text(MAX_TITLE)),
            "published": nullable(json!({"type": "string", "format": "date-time"})),
        },
    });
    let example = json!({
        "url": "https://daily.example.org/2026/11/a-long-call",
        "title": "A long call",
        "format": "html",
        "scope": "body",
        "source": "<p>At half past nine the keeper heard teh call.</p>",
    });
    body(&schema, &example)
}
