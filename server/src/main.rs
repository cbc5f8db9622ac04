//! The program: argv → command; the only exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    corrigenda::cli::run()
}
