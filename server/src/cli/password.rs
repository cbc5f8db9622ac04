//! Asking for a password: on a terminal without showing it, else one line of standard input.

use std::io::{IsTerminal, stdin};

use anyhow::{Context, ensure};

use crate::web::desk::LONGEST_PASSWORD;

/// Fewer code points than this are guessed too soon.
const SHORTEST: usize = 8;

/// Asks for a new password and gives its Argon2id hash (PHC string).
///
/// # Errors
/// When none is given, it is too short, or longer than signing in takes, or the two typed in differ.
pub(super) fn ask() -> anyhow::Result<String> {
    let password = if stdin().is_terminal() {
        let first = rpassword::prompt_password("Password: ")?;
        let second = rpassword::prompt_password("Once more: ")?;
        ensure!(first == second, "the two passwords differ");
        first
    } else {
        let mut line = String::new();
        stdin()
            .read_line(&mut line)
            .context("no password on standard input")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    ensure!(
        password.chars().count() >= SHORTEST,
        "a password has at least {SHORTEST} characters"
    );
    ensure!(
        password.len() <= LONGEST_PASSWORD,
        "a password has at most {LONGEST_PASSWORD} bytes"
    );
    Ok(password_auth::generate_hash(password))
}
