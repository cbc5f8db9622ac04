//! `cargo xtask pictures`: what the README shows, taken from the real thing.
//!
//! The tests of the pages take the pictures; this only tells them where to.

use std::path::{Path, absolute};

use anyhow::Result;

use crate::shell::{program, root, run};
use crate::{install, test};

/// Takes the README's pictures, and those of every page when there is a place for them.
pub(crate) fn take(all: Option<&Path>) -> Result<()> {
    install::for_tests()?;
    test::build_program()?;
    let mut command = program("cargo");
    command
        .args(["test", "--locked", "--workspace", "--test", "pages"])
        .env("CORRIGENDA_PICTURES", root().join("docs/pictures"));
    if let Some(all) = all {
        command.env("CORRIGENDA_ALL_PICTURES", absolute(all)?);
    }
    run(&mut command)
}
