//! `corrigenda anchor`: one answer a line, in order, whatever the line holds.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use super::program;

#[test]
fn every_line_gets_its_answer() {
    let folder = tempfile::tempdir().unwrap();
    let quote = json!({"type": "TextQuoteSelector", "prefix": "She heard ", "exact": "teh", "suffix": " call"});
    let question = json!({
        "id": "a1", "format": "text", "source": "She heard teh call.", "selector": [quote], "replacement": "the",
    });
    let mut child = program(folder.path())
        .arg("anchor")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{question}\nnot json\n{question}").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(
        (&answers[0]["status"], &answers[0]["start"]),
        (&json!("exact"), &json!(10))
    );
    assert_eq!(answers[0]["patched"], "She heard the call.");
    assert!(answers[1]["error"].is_string(), "{text}");
    assert_eq!(answers[2], answers[0]);
}
