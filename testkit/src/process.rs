//! A program that runs beside a test and never outlives it.
//!
//! The program and everything it starts in its turn make one process group.
//! What it writes to its temporary directory goes when it goes.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

/// The shell that owns the program. The test holds the other end of its standard
/// input, so the pipe closes when the test ends, even by a kill; until then each
/// line in it is the name of a signal.
const SUPERVISOR: &str = r#"
dir=$(mktemp -d "${TMPDIR:-/tmp}/corrigenda-test.XXXXXX")
TMPDIR=$dir setsid sh -c 'echo $$; exec "$@"' program "$@" </dev/null & pid=$!
exec >/dev/null 2>&1
while read -r signal; do kill -"$signal" -$pid; done
kill -TERM -$pid 2>/dev/null
( sleep 10; kill -KILL -$pid ) 2>/dev/null & late=$!
wait $pid
kill -KILL -$pid 2>/dev/null
kill $late 2>/dev/null
rm -rf "$dir"
"#;

/// A running program; dropping it ends it.
#[derive(Debug)]
pub struct Process {
    name: String,
    id: u32,
    supervisor: Child,
    /// Held open for as long as the program shall live.
    lifeline: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts the program of `command` with its arguments, environment and
    /// directory; its standard output is read by [`Process::line`], its standard
    /// error goes where the test's own goes.
    ///
    /// # Errors
    ///
    /// When no shell can be started. A program that does not exist shows itself
    /// by its first line, which does not come.
    pub fn start(command: &Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut supervised = Command::new("sh");
        supervised
            .args(["-c", SUPERVISOR, "process"])
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0);
        for (key, value) in command.get_envs() {
            supervised.env(key, value.unwrap_or(OsStr::new("")));
        }
        if let Some(folder) = command.get_current_dir() {
            supervised.current_dir(folder);
        }
        let mut supervisor = supervised.spawn().context("starting a shell")?;
        let lifeline = supervisor.stdin.take();
        let output = supervisor.stdout.take().context("no standard output")?;
        let mut output = BufReader::new(output);
        let mut id = String::new();
        output.read_line(&mut id)?;
        Ok(Self {
            name,
            id: id.trim().parse().context("no process was started")?,
            supervisor,
            lifeline,
            output,
        })
    }

    /// The next line that the program writes to its standard output, waited for.
    ///
    /// # Errors
    ///
    /// When the program ends before it writes a line.
    pub fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            bail!("{} ended without another word", self.name);
        }
        Ok(line)
    }

    /// The program's process id, which is its group's as well.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Sends a signal (`KILL`, `STOP`) to the program and everything it started.
    ///
    /// # Errors
    ///
    /// When its supervisor is gone.
    pub fn signal(&mut self, name: &str) -> Result<()> {
        let lifeline = self.lifeline.as_mut().context("it was stopped")?;
        writeln!(lifeline, "{name}").context("the supervisor is gone")
    }

    /// Waits until the program ended, and gives what it wrote until then.
    ///
    /// # Errors
    ///
    /// When that was no text.
    pub fn ended(&mut self) -> Result<String> {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest)?;
        Ok(rest)
    }

    /// Asks the program to end, and waits until it did.
    pub fn stop(&mut self) {
        drop(self.lifeline.take());
        // The supervisor's status says nothing that a caller could act on.
        let _ = self.supervisor.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_speaks_and_leaves_with_its_children_and_files() -> Result<()> {
        let mut command = Command::new("sh");
        command.args(["-c", "echo $TMPDIR; sleep 600 & wait"]);
        let mut process = Process::start(&command)?;
        let line = process.line()?;
        let folder = std::path::Path::new(line.trim());

        assert!(folder.is_dir());
        process.stop();
        assert!(!folder.exists());
        // The child inherited the pipe; its end means that nobody holds it any more.
        assert!(process.line().is_err());
        Ok(())
    }

    #[test]
    fn a_signal_reaches_the_program() -> Result<()> {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "trap 'echo heard; exit' USR1; echo $$; while :; do sleep 0.01; done",
        ]);
        let mut process = Process::start(&command)?;
        assert_eq!(process.line()?.trim(), process.id().to_string());
        process.signal("USR1")?;
        assert_eq!(process.ended()?, "heard\n");
        Ok(())
    }

    #[test]
    fn a_program_that_is_missing_is_named() -> Result<()> {
        let mut process = Process::start(&Command::new("/nonexistent/program"))?;
        let error = process.line().expect_err("nothing was started");
        assert!(error.to_string().contains("/nonexistent/program"));
        Ok(())
    }
}
