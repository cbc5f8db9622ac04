//! The widget's bytes against its budget.
//!
//! What is measured is what the server's build script made and the server
//! embeds; nothing is built here a second time.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::{output, program};

/// What every visitor of an article pays, in bytes of gzip.
const BEFORE_USE: usize = 3 * 1024;

/// All that a report takes from the first script to its thanks, with the words of one language, in bytes of gzip.
const FOR_A_REPORT: usize = 12 * 1024;

/// The script that a publisher's page names.
const FIRST: &str = "corrigenda.js";

/// What comes on first use, besides words, which the server's own test weighs with it. The other scripts come only
/// where they are needed: for elements that a page may use, for touch, for bad networks, for the desk and for tests.
const ON_USE: &str = "dialog.js";

/// Bytes that the words of the longest language take, about; the server's own test holds the sum exactly.
const WORDS: usize = 1300;

/// Bytes of one script as it travels.
struct Script {
    name: String,
    raw: usize,
    gzip: usize,
}

/// Prints the sizes and fails when one is over its budget.
pub(crate) fn within_budget() -> Result<()> {
    let scripts = scripts(&built()?)?;
    let weight = |name: &str| -> usize {
        let named = scripts.iter().filter(|script| script.name == name);
        named.map(|script| script.gzip).sum()
    };
    let first = weight(FIRST);
    let dialog = weight(ON_USE);
    for script in &scripts {
        println!("{:>7} {:>7} gzip  {}", script.raw, script.gzip, script.name);
    }
    println!(
        "before first use {first} of {BEFORE_USE}; for a report {} and words of {FOR_A_REPORT}: bytes of gzip",
        first + dialog
    );
    if first == 0 {
        bail!("the build made no {FIRST}");
    }
    if first > BEFORE_USE || first + dialog + WORDS > FOR_A_REPORT {
        bail!("the widget is over its budget");
    }
    Ok(())
}

/// Where the server's build script put what it made.
pub(crate) fn built() -> Result<PathBuf> {
    let messages = output(program("cargo").args([
        "test",
        "--locked",
        "--workspace",
        "--no-run",
        "--quiet",
        "--message-format=json",
    ]))?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "build-script-executed")
        .filter(|message| {
            let id = message["package_id"].as_str().unwrap_or_default();
            id.contains("/server#")
        })
        .find_map(|message| Some(PathBuf::from(message["out_dir"].as_str()?)))
        .context("the server's build script left no directory")
}

fn scripts(out_dir: &Path) -> Result<Vec<Script>> {
    let mut scripts = Vec::new();
    let mut folders = vec![out_dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "js") {
                scripts.push(measured(&path)?);
            }
        }
    }
    scripts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(scripts)
}

/// The server sends what lies packed beside the script.
fn measured(path: &Path) -> Result<Script> {
    let size = |path: &Path| -> Result<usize> { Ok(std::fs::read(path)?.len()) };
    Ok(Script {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        raw: size(path)?,
        gzip: size(&path.with_extension("js.gz"))?,
    })
}
