//! Measures the engine against cases from real edit histories and prints its figures beside those of the field:
//! `cargo run --release -p corrigenda-anchor --example eval -- DIR`, or `cargo xtask eval anchor DIR`. The cases, how
//! they were made and how they are scored is described in the directory itself; this file only reads the command.

#![expect(
    clippy::print_stdout,
    reason = "a measurement is told to the person who started it"
)]

mod bar;
mod corpus;
mod corrections;
mod drift;
mod report;
mod table;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = arguments.first() else {
        return Err("the directory of the corpus is expected".into());
    };
    let option = |name: &str| {
        arguments
            .iter()
            .position(|word| word == name)
            .and_then(|at| arguments.get(at + 1))
    };
    let folder = Path::new(folder);
    if let Some(runs) = option("--times") {
        return drift::times(folder, runs.parse()?);
    }
    let summaries = drift::measure(folder, option("--answers"), option("--list"))?;
    corrections::measure(folder, option("--list"))?;
    bar::print_beside(&summaries);
    Ok(())
}
