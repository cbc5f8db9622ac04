//! Reads the corpus: cases, truths and the compressed texts.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

pub(crate) type Texts = HashMap<String, String>;

/// The objects of a file of JSON lines.
pub(crate) fn rows(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let lines = std::fs::read_to_string(path)?;
    Ok(lines
        .lines()
        .filter(|line| !line.is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?)
}

/// The texts by their ids; `zstd` takes them out of their archive.
pub(crate) fn texts(path: &Path) -> Result<Texts, Box<dyn Error>> {
    let output = Command::new("zstd")
        .args(["-dc", "--long=27"])
        .arg(path)
        .output()?;
    if !output.status.success() {
        return Err(format!("zstd could not read {}", path.display()).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    let row = |line: &str| -> Result<(String, String), Box<dyn Error>> {
        let row: Value = serde_json::from_str(line)?;
        Ok((word(&row, "id"), word(&row, "text")))
    };
    lines
        .lines()
        .filter(|line| !line.is_empty())
        .map(row)
        .collect()
}

/// A member that is a string, empty when it is missing or null.
pub(crate) fn word(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

/// A member that is a number.
pub(crate) fn number(row: &Value, key: &str) -> Option<usize> {
    row[key]
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
}
