//! A stored report as the W3C annotation that it came as, and back again, exactly.
//!
//! What the annotation says is taken out of the row; what it has no word for, and what it could not say exactly, stays
//! in the member `row`: the case, the placement, the time of a withdrawal. The reader's address stays there as well, as
//! it is stored: whoever sends an exported annotation to another server must not cause mail.

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::store::{CopiedRow, SOURCE};

/// The context of the W3C model.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// The annotation of a report's row.
pub(super) fn of(mut row: CopiedRow) -> anyhow::Result<Value> {
    let id = words(&mut row, "report_id").context("report_id is missing")?;
    let id = Uuid::parse_str(&id).context("report_id")?;
    let source = words(&mut row, SOURCE).context("its article is missing")?;
    let kind = words(&mut row, "kind").context("kind is missing")?;
    let received = row.remove("received").and_then(|value| value.as_i64());
    let received = Timestamp::from_microsecond(received.context("received is missing")?)?;
    let suggestion = words(&mut row, "suggestion");
    let comment = words(&mut row, "comment");
    let motivation = match suggestion {
        Some(_) => "editing",
        None => "questioning",
    };
    let body = |purpose: &str, value: Option<String>| {
        value.map(|value| json!({"type": "TextualBody", "purpose": purpose, "value": value}))
    };
    let body: Vec<Value> = body("editing", suggestion)
        .into_iter()
        .chain(body("commenting", comment))
        .collect();
    let mut target = json!({"source": source});
    let selectors: Vec<Value> = quote(&mut row)
        .into_iter()
        .chain(position(&mut row))
        .collect();
    if !selectors.is_empty() {
        target["selector"] = selectors.into();
    }
    Ok(json!({
        "@context": CONTEXT,
        "type": "Annotation",
        "id": id.urn().to_string(),
        "motivation": motivation,
        "created": received.to_string(),
        "kind": kind,
        "body": body,
        "target": target,
        "row": row,
    }))
}

/// The row of a report's annotation.
pub(super) fn row(mut line: Map<String, Value>) -> anyhow::Result<CopiedRow> {
    let Some(Value::Object(mut row)) = line.remove("row") else {
        bail!("row is missing");
    };
    let id = line["id"].as_str().context("id is missing")?;
    let id = Uuid::parse_str(id).context("id is no URN of a UUID")?;
    let created = line["created"].as_str().context("created is missing")?;
    let created: Timestamp = created.parse().context("created is no time")?;
    row.insert("report_id".to_owned(), id.simple().to_string().into());
    row.insert("received".to_owned(), created.as_microsecond().into());
    row.insert("kind".to_owned(), line["kind"].clone());
    for (purpose, column) in [("editing", "suggestion"), ("commenting", "comment")] {
        let body = line["body"].as_array().into_iter().flatten();
        let mut said = body.filter(|body| body["purpose"] == purpose);
        let value = said
            .next()
            .map_or(Value::Null, |body| body["value"].clone());
        row.insert(column.to_owned(), value);
    }
    for selector in line["target"]["selector"].as_array().into_iter().flatten() {
        let members: &[(&str, &str)] = match selector["type"].as_str() {
            Some("TextQuoteSelector") => &[
                ("exact", "exact"),
                ("prefix", "prefix"),
                ("suffix", "suffix"),
            ],
            Some("TextPositionSelector") => &[("start", "span_start"), ("end", "span_end")],
            _ => &[],
        };
        for (member, column) in members {
            row.insert((*column).to_owned(), selector[*member].clone());
        }
    }
    Ok(row)
}

/// A quote, when there is one and both of its sides are known.
fn quote(row: &mut CopiedRow) -> Option<Value> {
    let is_whole = ["exact", "prefix", "suffix"]
        .iter()
        .all(|name| row[*name].is_string());
    is_whole.then(|| {
        json!({
            "type": "TextQuoteSelector",
            "exact": row.remove("exact"),
            "prefix": row.remove("prefix"),
            "suffix": row.remove("suffix"),
        })
    })
}

fn position(row: &mut CopiedRow) -> Option<Value> {
    let is_whole = ["span_start", "span_end"]
        .iter()
        .all(|name| row[*name].is_number());
    is_whole.then(|| {
        json!({
            "type": "TextPositionSelector",
            "start": row.remove("span_start"),
            "end": row.remove("span_end"),
        })
    })
}

/// A member that is a string, taken out.
fn words(row: &mut CopiedRow, name: &str) -> Option<String> {
    match row.remove(name) {
        Some(Value::String(words)) => Some(words),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Value {
        json!({
            "report_id": "0192d3a1000070008000000000000001", "article_url": "https://daily.example.org/a",
            "site_id": "daily", "article_id": "0192d3a1000070008000000000000002", "case_id": null,
            "kind": "typo", "received": 1_794_000_000_123_456_i64, "suggestion": "the", "comment": null,
            "exact": "teh", "prefix": "heard ", "suffix": " call", "span_start": 3, "span_end": 6,
            "email": "reader@example.org", "withdrawn": null,
        })
    }

    #[track_caller]
    fn comes_back(stored: Value) -> Value {
        let Value::Object(mut stored) = stored else {
            panic!("an object")
        };
        let annotation = of(stored.clone()).unwrap();
        let Value::Object(line) = annotation.clone() else {
            panic!("an object")
        };
        let back = row(line).unwrap();
        stored.remove(SOURCE);
        assert_eq!(back, stored);
        annotation
    }

    #[test]
    fn a_report_is_an_annotation_and_comes_back() {
        let annotation = comes_back(stored());
        assert_eq!(
            annotation["id"],
            "urn:uuid:0192d3a1-0000-7000-8000-000000000001"
        );
        assert_eq!(annotation["motivation"], "editing");
        assert_eq!(annotation["target"]["selector"][0]["exact"], "teh");
        assert_eq!(annotation["row"]["email"], "reader@example.org");
        assert!(annotation.get("contact").is_none());
    }

    #[test]
    fn what_the_model_has_no_word_for_comes_back_too() {
        for (name, value) in [
            ("prefix", Value::Null),
            ("span_end", Value::Null),
            ("exact", Value::Null),
            ("suggestion", Value::Null),
            ("suggestion", json!("")),
            ("comment", json!("")),
            ("withdrawn", json!(7)),
            ("received", json!(-1)),
        ] {
            let mut stored = stored();
            stored[name] = value;
            comes_back(stored);
        }
    }
}
