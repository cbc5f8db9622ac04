//! `cargo xtask bench instructions`: what the engine's benches cost in instructions, which a busy machine does not
//! change. Each piece of work is done once and then twice by `anchor/examples/once.rs` under callgrind; the difference
//! is one run, without what makes it ready.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::install;
use crate::shell::{output, program, root, run as run_program};

const SIZES: [&str; 3] = ["5000", "50000", "1000000"];

pub(crate) fn run(only: &str) -> Result<()> {
    install::for_instructions()?;
    run_program(program("cargo").args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "corrigenda-anchor",
        "--example",
        "once",
    ]))?;
    let binary = root().join("target/release/examples/once");
    let list = output(&mut program(&binary))?;
    let mut order = Vec::new();
    let mut table: BTreeMap<&str, [String; SIZES.len()]> = BTreeMap::new();
    for line in list.lines().filter(|line| line.contains(only)) {
        let (name, bytes) = line.split_once('\t').context("a name and a size")?;
        let (work, size) = name.rsplit_once('/').context("a size at the end")?;
        let column = SIZES.iter().position(|one| *one == size);
        let column = column.with_context(|| format!("a size of the table, not {size}"))?;
        let count = count(&binary, name, "2")?.saturating_sub(count(&binary, name, "1")?);
        if !table.contains_key(work) {
            order.push(work);
        }
        table.entry(work).or_default()[column] = shown(count, bytes.parse()?);
    }
    ensure!(!order.is_empty(), "no work has `{only}` in its name");
    println!("\n| instructions | 5 KB | 50 KB | 1 MB |\n|---|---:|---:|---:|");
    for work in order {
        println!("| {work} | {} |", table[work].join(" | "));
    }
    Ok(())
}

/// Thousands, and for what has a size how many a byte.
fn shown(count: u64, bytes: u64) -> String {
    let thousands = count / 1000;
    match bytes {
        0 => format!("{thousands} k"),
        _ => format!("{thousands} k ({:.1} a byte)", count as f64 / bytes as f64),
    }
}

fn count(binary: &Path, name: &str, times: &str) -> Result<u64> {
    let told = program("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(binary)
        .args([name, times])
        .output()
        .context("valgrind cannot be started")?;
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    let line = told.lines().find_map(|line| line.split_once("Collected :"));
    let (_, count) = line.with_context(|| format!("callgrind counted nothing: {told}"))?;
    count.trim().parse().context("a number of instructions")
}
