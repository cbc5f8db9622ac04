//! `cargo xtask freeze`: write down the statements of this version, when it is tagged.
//!
//! The tests run every statement of the store on both databases; here they are collected, and kept as
//! `server/tests/frozen/VERSION.jsonl`, which later schemas are tried on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::shell::{program, root, run};

/// How the statements of the product begin; the tests' own ask the databases about themselves.
const BEGINNINGS: &[&str] = &["select", "insert", "update", "delete", "with"];

/// What only the tests, the migrations and what reads the catalogue say. The last asks for whichever columns there are.
const OTHERS: &[&str] = &[
    "_sqlx_migrations",
    "pg_",
    "pragma",
    "sqlite_",
    "select json_object(",
    "select row_to_json(",
    "select to_jsonb(",
    "select count(t.*",
    "information_schema",
    "xmin",
    "select count(*) from case_search",
];

/// Tests break rows by statements without a parameter; the product writes nothing that way.
fn breaks_rows(sql: &str) -> bool {
    let writes = ["update", "delete"];
    writes.iter().any(|write| sql.starts_with(write)) && !sql.contains(['$', '?'])
}

/// Runs the tests and keeps what they ran.
pub(crate) fn freeze(version: &str) -> Result<()> {
    let raw = root().join("target/statements.jsonl");
    if raw.exists() {
        std::fs::remove_file(&raw)?;
    }
    run(program("cargo")
        .args(["test", "--locked", "--workspace", "--test", "it"])
        .env("CORRIGENDA_STATEMENTS", &raw))?;
    let recorded = std::fs::read_to_string(&raw).context("nothing was recorded")?;
    let frozen = merged(&recorded)?;
    let file = root().join(format!("server/tests/frozen/{version}.jsonl"));
    std::fs::write(&file, &frozen)?;
    println!("{} statements: {}", frozen.lines().count(), file.display());
    Ok(())
}

/// Each statement once, with the databases it is for, in order.
fn merged(recorded: &str) -> Result<String> {
    let mut statements: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in recorded.lines() {
        let line: Value = serde_json::from_str(line)?;
        let (sql, on) = (&line["sql"], &line["on"]);
        let (sql, on) = sql.as_str().zip(on.as_str()).context("no statement")?;
        let words: Vec<&str> = sql.split_whitespace().collect();
        let sql = words.join(" ");
        let is_ours =
            BEGINNINGS.contains(&words[0]) && !OTHERS.iter().any(|other| sql.contains(other));
        if is_ours && !breaks_rows(&sql) {
            statements.entry(sql).or_default().insert(on.to_owned());
        }
    }
    ensure!(!statements.is_empty(), "no statement was recorded");
    let lines = statements.into_iter().map(|(sql, on)| {
        let on = match on.first() {
            Some(only) if on.len() == 1 => only.as_str(),
            _ => "both",
        };
        format!("{}\n", json!({"on": on, "sql": sql}))
    });
    Ok(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_apart_by_what_they_say_and_where() -> Result<()> {
        let recorded = r#"{"on":"sqlite","sql":"select 1\n  from cases"}
{"on":"postgres","sql":"select 1 from cases"}
{"on":"sqlite","sql":"select 2 from cases"}
{"on":"sqlite","sql":"pragma foreign_keys"}
{"on":"sqlite","sql":"select 2 from cases"}"#;
        assert_eq!(
            merged(recorded)?,
            "{\"on\":\"both\",\"sql\":\"select 1 from cases\"}\n{\"on\":\"sqlite\",\"sql\":\"select 2 from cases\"}\n"
        );
        Ok(())
    }
}
