//! Isso, a comment system on SQLite from PyPI: what a reader's words cost there. In a Python of its own under the
//! target directory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::load::{Figure, load};
use super::process::{Running, answers, free_port};
use crate::shell::{program, root, run};

const VERSION: &str = "isso==0.13.0";

/// A server that does not listen by then never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// Comments posted each second by so many clients.
pub(super) fn rate(clients: u32, seconds: u32) -> Result<Figure> {
    let isso = install()?;
    let folder = tempfile::tempdir()?;
    let port = free_port()?;
    let settings = folder.path().join("isso.cfg");
    std::fs::write(
        &settings,
        format!(
            "[general]\ndbpath = {}\nhost = http://127.0.0.1:{port}/\nlog-file = {}\n\
             [server]\nlisten = http://127.0.0.1:{port}/\n[guard]\nenabled = false\n\
             [moderation]\nenabled = false\n",
            folder.path().join("comments.db").display(),
            folder.path().join("isso.log").display()
        ),
    )?;
    let child = Command::new(isso)
        .arg("-c")
        .arg(&settings)
        .arg("run")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let _running = Running(child);
    let begin = Instant::now();
    while !answers(port) {
        ensure!(
            begin.elapsed() < PATIENCE,
            "Isso does not listen on its port"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    load(port, clients, seconds, &["comment"])
}

/// The program, installed if it is not.
fn install() -> Result<PathBuf> {
    let folder = root().join("target/isso");
    let isso = folder.join("bin/isso");
    if !isso.is_file() {
        run(program("python3").args(["-m", "venv"]).arg(&folder))?;
        run(pip(&folder).args(["install", "--quiet", VERSION]))?;
    }
    Ok(isso)
}

fn pip(folder: &Path) -> Command {
    program(folder.join("bin/pip"))
}
