//! Corrections: a marked passage and what it should read, to be put into the source byte for byte as the maintainers
//! did.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use corrigenda_anchor::{Edit, Format, Rules, Scope, Text, patch, resolve};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::corpus::{Texts, rows, texts, word};
use crate::drift::selectors;
use crate::table::{percent, print};

enum Outcome {
    Right,
    Wrong(String),
    Declined(String),
}

pub(crate) fn measure(folder: &Path, list: Option<&String>) -> Result<(), Box<dyn Error>> {
    let cases = rows(&folder.join("corrections.cases.jsonl"))?;
    let texts = texts(&folder.join("corrections.texts.jsonl.zst"))?;
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for case in &cases {
        let outcome = correct(case, &texts);
        let (column, reason) = match &outcome {
            Outcome::Right => (0, None),
            Outcome::Wrong(what) => (1, Some(format!("wrong: {what}"))),
            Outcome::Declined(why) => (2, Some(why.clone())),
        };
        let crosses = case["crosses_markup"] == Value::Bool(true);
        let mut groups = vec![
            "all".to_owned(),
            word(case, "lang"),
            format!("{} only", word(case, "format")),
        ];
        groups.push(
            if crosses {
                "crosses markup"
            } else {
                "within one run"
            }
            .to_owned(),
        );
        groups.push(format!("kind {}", word(case, "kind")));
        for group in groups {
            counts.entry(group).or_default()[column] += 1;
        }
        if let Some(reason) = reason {
            if list.is_some_and(|wanted| reason.starts_with(wanted.as_str())) {
                println!("{} {reason}", word(case, "id"));
            }
            *reasons
                .entry(reason.split(':').next().unwrap_or_default().to_owned())
                .or_default() += 1;
        }
    }
    let row = |(group, counts): (&String, &[usize; 3])| {
        let all: usize = counts.iter().sum();
        let mut row = vec![group.clone(), all.to_string()];
        row.extend(counts.iter().map(|&count| percent(count, all)));
        row
    };
    let body: Vec<Vec<String>> = counts.iter().map(row).collect();
    print(
        "Corrections",
        &["", "n", "right", "wrong", "declined"],
        &body,
    );
    let body: Vec<Vec<String>> = reasons
        .iter()
        .map(|(reason, count)| vec![reason.clone(), count.to_string()])
        .collect();
    print("Not right, by reason", &["reason", "n"], &body);
    Ok(())
}

fn correct(case: &Value, texts: &Texts) -> Outcome {
    let format = if word(case, "format") == "md" {
        Format::Markdown
    } else {
        Format::Html
    };
    let rules = Rules::parse("body", "").expect("in the grammar");
    let source = &texts[&word(case, "before")];
    let text = Text::extract(source, format, Scope::Body, &rules);
    let anchor = match resolve(&text, &selectors(case)) {
        Ok(anchor) => anchor,
        Err(lost) => return Outcome::Declined(format!("{lost:?}")),
    };
    let edit = match Edit::suggested(
        &text,
        anchor.span,
        &word(case, "exact"),
        &word(case, "suggestion"),
    ) {
        Ok(Some(edit)) => edit,
        Ok(None) => return Outcome::Declined("already".to_owned()),
        Err(refused) => return Outcome::Declined(format!("{refused:?}")),
    };
    let patched = match patch(source, &text, &edit, format, Scope::Body, &rules) {
        Ok(patch) => patch.apply(source),
        Err(refused) => return Outcome::Declined(format!("{refused:?}")),
    };
    let hash: String = Sha256::digest(patched.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if hash == word(case, "expected_sha256") {
        return Outcome::Right;
    }
    Outcome::Wrong(format!(
        "{:?} -> {:?}; expected {} -> {}",
        edit.old, edit.new, case["edit"]["cut"], case["edit"]["insert"]
    ))
}
