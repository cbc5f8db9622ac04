//! What is answered, as schemas: derived from the wire types by `utoipa`, and then said more exactly where a type of
//! Rust says less than the wire keeps: words of closed sets, formats, and that every member is always there.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use crate::domain::case::{Outcome, Placement, State};
use crate::domain::correction::CorrectionKind;
use crate::domain::journal::EventKind;
use crate::domain::report::Kind;
use crate::web::api::{
    annotation_out, articles, cases, corrections, journal, receipts, reported, reports,
};
use crate::web::problem::{self, Sort};

/// Members that an answer may lack.
const OPTIONAL: &[(&str, &str)] = &[("CaseProposal", "patch")];

/// What a member's text looks like.
const FORMATS: &[(&str, &str)] = &[
    ("id", "uuid"),
    ("url", "uri"),
    ("receipt_url", "uri"),
    ("at", "date-time"),
    ("received", "date-time"),
    ("withdrawn", "date-time"),
    ("published", "date-time"),
    ("modified", "date-time"),
    ("opened", "date-time"),
    ("last_reported", "date-time"),
];

/// Every schema by name.
pub(super) fn schemas() -> Value {
    let mut found = Vec::new();
    add::<articles::Stored>(&mut found);
    add::<cases::Row>(&mut found);
    add::<cases::Detail>(&mut found);
    add::<corrections::Notice>(&mut found);
    add::<journal::Line>(&mut found);
    add::<receipts::Status>(&mut found);
    add::<reported::Reported>(&mut found);
    add::<reports::Created>(&mut found);
    let mut schemas: Map<String, Value> = found
        .into_iter()
        .map(|(name, schema)| {
            let mut schema = serde_json::to_value(schema).unwrap_or_default();
            sharpen(&name, &mut schema);
            (name, schema)
        })
        .collect();
    schemas.insert("Problem".to_owned(), problem_schema());
    schemas.insert("WidgetSettings".to_owned(), widget_schema());
    schemas.insert("Annotation".to_owned(), annotation_out::schema());
    Value::Object(schemas)
}

fn add<T: ToSchema>(found: &mut Vec<(String, RefOr<Schema>)>) {
    found.push((T::name().into_owned(), T::schema()));
    T::schemas(found);
}

/// Goes through a schema, and those that it is put together of.
fn sharpen(name: &str, schema: &mut Value) {
    if let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) {
        for part in parts {
            sharpen(name, part);
        }
    }
    let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    let mut always = Vec::new();
    for (member, of) in members.iter_mut() {
        if !OPTIONAL.contains(&(name, member)) {
            always.push(json!(member));
        }
        let is_text = of["type"] == "string" || of["type"] == json!(["string", "null"]);
        if !is_text {
            continue;
        }
        if let Some(words) = words(name, member) {
            let or_null = of["type"].is_array().then_some(Value::Null);
            of["enum"] = words.into_iter().map(Value::from).chain(or_null).collect();
        } else if let Some((_, format)) = FORMATS.iter().find(|(known, _)| known == member) {
            of["format"] = json!(format);
        }
    }
    schema["required"] = Value::Array(always);
}

/// The closed set that a member is of.
fn words(schema: &str, member: &str) -> Option<Vec<&'static str>> {
    Some(match (schema, member) {
        (_, "placement") => Placement::ALL.iter().map(|word| word.as_str()).collect(),
        (_, "state") => State::ALL.iter().map(|word| word.as_str()).collect(),
        (_, "outcome") => Outcome::ALL.iter().map(|word| word.as_str()).collect(),
        ("Notice", "kind") => CorrectionKind::ALL
            .iter()
            .map(|word| word.as_str())
            .collect(),
        ("JournalLine", "kind") => EventKind::ALL.iter().map(|word| word.as_str()).collect(),
        (_, "kind") => Kind::ALL.iter().map(|word| word.as_str()).collect(),
        _ => return None,
    })
}

/// The `type` of a sort.
pub(super) fn type_of(sort: &Sort) -> String {
    format!("/api/problems/{}", sort.name)
}

/// How a problem of this sort looks.
pub(super) fn example_of(sort: &Sort) -> Value {
    json!({
        "type": type_of(sort),
        "title": sort.title,
        "status": sort.status.as_u16(),
        "detail": sort.advice,
    })
}

fn problem_schema() -> Value {
    let types: Vec<String> = problem::ALL.iter().map(type_of).collect();
    json!({
        "type": "object",
        "description": "A problem of RFC 9457.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": types, "description": "Stable; also the address of its explanation."},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What to do about this one."},
            "errors": {
                "type": "array",
                "description": "Where in the body something is wrong.",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": {"pointer": {"type": "string", "description": "A JSON Pointer."}, "detail": {"type": "string"}},
                },
            },
            "challenge": {"type": "string", "description": "Where a proof of work is to be had."},
            "proof": {"type": "string", "description": "What is wrong with the proof that came."},
            "case": {"$ref": "#/components/schemas/CaseDetail"},
        },
    })
}

/// The widget's settings are its own affair; what others may rely on is this.
fn widget_schema() -> Value {
    json!({
        "type": "object",
        "required": ["text", "lang", "dir", "words", "kinds"],
        "properties": {
            "text": {
                "type": "object",
                "required": ["version", "root", "ignore"],
                "properties": {"version": {"type": "integer"}, "root": {"type": "string"}, "ignore": {"type": "string"}},
            },
            "lang": {"type": "string"},
            "dir": {"type": "string", "enum": ["ltr", "rtl"]},
            "words": {"type": "object"},
            "kinds": {"type": "array", "items": {"type": "string"}},
        },
    })
}
