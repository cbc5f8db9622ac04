//! Asking for a password: on a terminal without showing it, else one line of standard input. Which ones are taken is
//! the domain's.

use std::io::{IsTerminal, stdin};

use anyhow::{Context, ensure};

use crate::domain::password;

/// Asks for a new password and gives its Argon2id hash (PHC string).
///
/// # Errors
/// When none is given, it may not be chosen, or the two typed in differ.
pub(super) fn ask() -> anyhow::Result<String> {
    let chosen = if stdin().is_terminal() {
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
    password::check(&chosen)?;
    Ok(password_auth::generate_hash(chosen))
}
