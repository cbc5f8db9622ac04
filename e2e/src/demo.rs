//! The real program as `corrigenda demo` starts it, with its own data, and the
//! line of JSON that it prints when it is ready.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use testkit::Process;

/// A running demonstration; it ends with this value.
#[derive(Debug)]
pub struct Demo {
    /// The article that the demonstration tells people to begin with.
    pub article_url: String,
    /// The key of the demonstration's site.
    pub site: String,
    /// The desk's address.
    pub desk_url: String,
    /// The editor's account.
    pub email: String,
    /// The editor's password.
    pub password: String,
    /// An API token with an administrator's role.
    pub token: String,
    _process: Process,
}

impl Demo {
    /// Starts it with a directory of its own and waits until it is ready.
    ///
    /// # Errors
    ///
    /// When the program was not built, does not start, or says anything but its
    /// line of JSON.
    pub fn start() -> Result<Self> {
        Self::start_with(&[])
    }

    /// Starts it with more of the environment, such as another database.
    ///
    /// # Errors
    ///
    /// As [`Demo::start`].
    pub fn start_with(environment: &[(&str, &str)]) -> Result<Self> {
        let mut command = command()?;
        command.envs(environment.iter().copied());
        Self::run(&command)
    }

    /// Starts it with this data directory, whose `articles` are the paper's files.
    ///
    /// # Errors
    ///
    /// As [`Demo::start`].
    pub fn start_in(data: &Path) -> Result<Self> {
        let mut command = command()?;
        command.arg("--data").arg(data);
        Self::run(&command)
    }

    fn run(command: &Command) -> Result<Self> {
        let mut process = Process::start(command)?;
        let line = process.line()?;
        let ready: Value =
            serde_json::from_str(&line).with_context(|| format!("not JSON: {line}"))?;
        let word = |name: &str| {
            let value = ready[name].as_str().map(str::to_owned);
            value.with_context(|| format!("no {name} in {line}"))
        };
        Ok(Self {
            article_url: word("article_url")?,
            site: word("site")?,
            desk_url: word("desk_url")?,
            email: word("email")?,
            password: word("password")?,
            token: word("token")?,
            _process: process,
        })
    }

    /// Corrigenda's own address, with `path` on it.
    pub fn at(&self, path: &str) -> String {
        let base = self
            .desk_url
            .trim_end_matches('/')
            .trim_end_matches("/desk");
        format!("{base}{path}")
    }

    /// The newspaper's address, which is another origin, with `path` on it.
    pub fn paper(&self, path: &str) -> String {
        let after_scheme = self.article_url.find("//").map_or(0, |at| at + 2);
        let end = self.article_url[after_scheme..]
            .find('/')
            .map_or(self.article_url.len(), |at| after_scheme + at);
        format!("{}{path}", &self.article_url[..end])
    }
}

fn command() -> Result<Command> {
    let mut command = Command::new(program()?);
    command
        .args(["demo", "--json", "--port", "0"])
        .env("RUST_LOG", "warn");
    Ok(command)
}

/// The program lies where cargo puts it, two folders above the running test.
pub(crate) fn program() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test
        .parent()
        .and_then(Path::parent)
        .context("no target directory")?;
    let program = folder.join("corrigenda");
    ensure!(
        program.is_file(),
        "{} was not built; `cargo xtask test --only journeys` builds it",
        program.display()
    );
    Ok(program)
}
