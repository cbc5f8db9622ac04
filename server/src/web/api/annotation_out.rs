//! A report as the W3C Web Annotation it came as, for whoever may read it: editors' programs and exports. What it says
//! keeps every MUST of the Web Annotation Data Model; what identifies a reader stays behind.

use serde_json::{Value, json};

use crate::domain::report::Report;

/// The context that makes JSON an annotation.
pub const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// The media type of the model's section 1.
pub const MEDIA_TYPE: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// The annotation. `iri` identifies it, `source` is the article's URL.
pub fn annotation(report: &Report, iri: &str, source: &str) -> Value {
    let body = |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"});
    let suggestion = report
        .suggestion
        .as_deref()
        .map(|value| body("editing", value));
    let purpose = if suggestion.is_some() {
        "commenting"
    } else {
        "questioning"
    };
    let comment = report.comment.as_deref().map(|value| body(purpose, value));
    let motivation = if suggestion.is_some() {
        "editing"
    } else {
        "questioning"
    };
    let bodies: Vec<Value> = [suggestion, comment].into_iter().flatten().collect();
    let mut annotation = json!({
        "@context": CONTEXT,
        "id": iri,
        "type": "Annotation",
        "motivation": motivation,
        "created": report.received.to_string(),
        "body": bodies,
        "target": {"type": "SpecificResource", "source": source},
    });
    let selectors = selectors(report);
    if !selectors.is_empty() {
        annotation["target"]["selector"] = Value::Array(selectors);
    }
    annotation
}

fn selectors(report: &Report) -> Vec<Value> {
    let Some(selectors) = &report.selectors else {
        return Vec::new();
    };
    let quote = selectors.quote.as_ref().map(|quote| {
        json!({"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix})
    });
    let position = selectors.position.map(
        |span| json!({"type": "TextPositionSelector", "start": span.start(), "end": span.end()}),
    );
    quote.into_iter().chain(position).collect()
}

/// What an annotation looks like.
pub(super) fn schema() -> Value {
    let selector = json!({"oneOf": [
        {
            "type": "object",
            "required": ["type", "exact", "prefix", "suffix"],
            "properties": {"type": {"const": "TextQuoteSelector"}, "exact": {"type": "string"}, "prefix": {"type": "string"}, "suffix": {"type": "string"}},
        },
        {
            "type": "object",
            "required": ["type", "start", "end"],
            "properties": {"type": {"const": "TextPositionSelector"}, "start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0}},
        },
    ]});
    let body = json!({
        "type": "object",
        "required": ["type", "purpose", "value", "format"],
        "properties": {
            "type": {"const": "TextualBody"},
            "purpose": {"enum": ["editing", "commenting", "questioning"]},
            "value": {"type": "string"},
            "format": {"const": "text/plain"},
        },
    });
    json!({
        "type": "object",
        "required": ["@context", "id", "type", "motivation", "created", "body", "target"],
        "properties": {
            "@context": {"const": CONTEXT},
            "id": {"type": "string", "format": "uri"},
            "type": {"const": "Annotation"},
            "motivation": {"enum": ["editing", "questioning"]},
            "created": {"type": "string", "format": "date-time"},
            "body": {"type": "array", "items": body},
            "target": {
                "type": "object",
                "required": ["type", "source"],
                "properties": {"type": {"const": "SpecificResource"}, "source": {"type": "string", "format": "uri"}, "selector": {"type": "array", "minItems": 1, "items": selector}},
            },
        },
    })
}
