//! A throw-away PostgreSQL server.
//!
//! It is made by `initdb` in a temporary directory, listens on a free port of
//! the loopback and is gone when its [`Postgres`] is dropped or the process
//! ends, however it ends. Nothing here speaks SQL; tests connect with a URL.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, anyhow, bail};

/// Where Debian's and Ubuntu's packages keep each version's programs.
const INSTALLED: &str = "/usr/lib/postgresql";

/// The superuser inside a throw-away server; there is no password.
const USER: &str = "corrigenda";

/// Somebody may take the free port between our look and the server's start.
const TRIES: u32 = 3;

/// The shell that owns the server. The test holds the other end of its standard
/// input: when the test ends, even by a kill that leaves no time to clean up,
/// the pipe closes, `cat` returns, and the server and its files go.
const SUPERVISOR: &str = r#"
set -eu
bin=$1 port=$2 user=$3 durable=$4
dir=$(mktemp -d "${TMPDIR:-/tmp}/corrigenda-postgres.XXXXXX")
leave() { rm -rf "$dir"; }
trap leave EXIT
"$bin/initdb" --pgdata="$dir/data" --username="$user" --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
start() {
    "$bin/pg_ctl" start --wait --silent --pgdata="$dir/data" --log="$dir/log" -o "-p $port \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=400 \
        -c fsync=$durable -c synchronous_commit=$durable -c full_page_writes=$durable \
        -c wal_writer_delay=10000" </dev/null >/dev/null
}
stop() { "$bin/pg_ctl" stop --mode="$1" --silent --pgdata="$dir/data" >/dev/null 2>&1 || true; }
start || { cat "$dir/log"; exit 1; }
trap 'stop immediate; leave' EXIT
echo ready
while read -r word; do
    case $word in
        crash) stop immediate ;;
        stop) stop fast ;;
        start) start || cat "$dir/log" >&2 ;;
    esac
    echo done
done
"#;

/// A running server with databases of its own.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    port: u16,
    supervisor: Child,
    /// Held open for as long as the server shall live; each line is an order.
    lifeline: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts a server that keeps nothing safe: it never waits for the disk,
    /// which is what tests want.
    ///
    /// # Errors
    ///
    /// When PostgreSQL is not installed or does not start; the error carries
    /// what the server said.
    pub fn start() -> Result<Self> {
        Self::start_with("off")
    }

    /// Starts a server that flushes every commit to disk, as in service: for
    /// measurements.
    ///
    /// # Errors
    ///
    /// As [`Postgres::start`].
    pub fn start_durable() -> Result<Self> {
        Self::start_with("on")
    }

    /// The one server of this process, started by the first call.
    ///
    /// # Errors
    ///
    /// As [`Postgres::start`], and the same error again at every call.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<Result<Postgres, String>> = OnceLock::new();
        SHARED
            .get_or_init(|| Self::start().map_err(|error| format!("{error:#}")))
            .as_ref()
            .map_err(|error| anyhow!("{error}"))
    }

    /// The URL of the database called `database`, whether it exists or not.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database with a name nobody used and gives its URL.
    ///
    /// # Errors
    ///
    /// When the server refuses, with its words.
    pub fn create_database(&self) -> Result<String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        let made = self
            .client("createdb")
            .arg("--template=template0")
            .arg(&name)
            .output()
            .context("running createdb")?;
        if !made.status.success() {
            bail!("createdb: {}", String::from_utf8_lossy(&made.stderr).trim());
        }
        Ok(self.url(&name))
    }

    /// Ends the server as a crash would, without a chance to write anything; its
    /// files stay, for [`Postgres::come_back`].
    ///
    /// # Errors
    ///
    /// When its supervisor is gone.
    pub fn crash(&mut self) -> Result<()> {
        self.order("crash")
    }

    /// Ends the server as its operator would, who does not wait for clients.
    ///
    /// # Errors
    ///
    /// As [`Postgres::crash`].
    pub fn halt(&mut self) -> Result<()> {
        self.order("stop")
    }

    /// Starts the server again on the files it left, and waits until it answers.
    ///
    /// # Errors
    ///
    /// As [`Postgres::crash`].
    pub fn come_back(&mut self) -> Result<()> {
        self.order("start")
    }

    fn order(&mut self, word: &str) -> Result<()> {
        let lifeline = self.lifeline.as_mut().context("it was stopped")?;
        writeln!(lifeline, "{word}").context("the supervisor is gone")?;
        let output = self.output.as_mut().context("it says nothing")?;
        let mut said = String::new();
        output.read_line(&mut said)?;
        if said != "done\n" {
            bail!("PostgreSQL's supervisor said {said:?}");
        }
        Ok(())
    }

    /// Stops the server at once, as a crash of its machine would, and waits
    /// until nobody listens any more: for tests of what happens without a
    /// database.
    pub fn stop(&mut self) {
        drop(self.lifeline.take());
        // The supervisor's status says nothing that a caller could act on.
        let _ = self.supervisor.wait();
    }

    fn start_with(durable: &str) -> Result<Self> {
        let programs = installed(Path::new(INSTALLED))?;
        let mut last = anyhow!("PostgreSQL was not tried");
        for _ in 0..TRIES {
            match Self::start_on(free_port()?, &programs, durable) {
                Ok(server) => return Ok(server),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn start_on(port: u16, programs: &Path, durable: &str) -> Result<Self> {
        let mut command = Command::new("sh");
        command
            .args(["-c", SUPERVISOR, "postgres"])
            .arg(programs)
            .args([&port.to_string(), USER, durable])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A Ctrl+C at the terminal ends the tests; the supervisor then cleans up by itself.
            .process_group(0);
        become_unprivileged(&mut command)?;
        let mut supervisor = command.spawn().context("starting a shell for PostgreSQL")?;
        let lifeline = supervisor.stdin.take();
        let mut said = String::new();
        let mut output = BufReader::new(supervisor.stdout.take().context("no output")?);
        output.read_line(&mut said)?;
        if said != "ready\n" {
            output.read_to_string(&mut said)?;
            supervisor.wait()?;
            bail!("PostgreSQL did not start:\n{said}");
        }
        Ok(Self {
            programs: programs.to_owned(),
            port,
            supervisor,
            lifeline,
            output: Some(output),
            databases: AtomicU32::new(0),
        })
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(["--host=127.0.0.1", "--no-password"]);
        command.arg(format!("--port={}", self.port));
        command.arg(format!("--username={USER}"));
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The programs of the newest version under `root`.
fn installed(root: &Path) -> Result<PathBuf> {
    let versions = fs::read_dir(root)
        .ok()
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| root.join(format!("{version}/bin/initdb")).exists())
        .max()
        .map(|version| root.join(format!("{version}/bin")))
        .with_context(|| {
            format!(
                "no PostgreSQL under {}: `cargo xtask test --only install` installs it",
                root.display()
            )
        })
}

/// PostgreSQL refuses to run as root; the package's own account is there for that.
fn become_unprivileged(command: &mut Command) -> Result<()> {
    if !is_root()? {
        return Ok(());
    }
    let accounts = fs::read_to_string("/etc/passwd").context("reading the accounts")?;
    let (user, group) = accounts
        .lines()
        .find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == "postgres").then_some(())?;
            let user = fields.nth(1)?.parse().ok()?;
            Some((user, fields.next()?.parse().ok()?))
        })
        .context("PostgreSQL will not run as root and there is no account `postgres`")?;
    command.uid(user).gid(group).env_remove("TMPDIR");
    Ok(())
}

/// The owner of the process's own entry under `/proc` is who runs it; asking the
/// system directly would need a crate or unsafe code.
fn is_root() -> Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata("/proc/self").context("asking who runs the tests")?;
    Ok(metadata.uid() == 0)
}

fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn databases_are_made_and_apart_and_the_server_leaves_with_its_guard() -> Result<()> {
        let mut server = Postgres::start()?;
        let port = server.port;
        let first = server.create_database()?;
        let second = server.create_database()?;

        assert_ne!(first, second);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        server.stop();
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        Ok(())
    }

    #[test]
    fn a_server_comes_back_where_it_was() -> Result<()> {
        let mut server = Postgres::start()?;
        let port = server.port;
        let answers = || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok();
        for end in [Postgres::crash, Postgres::halt] {
            end(&mut server)?;
            assert!(!answers());
            server.come_back()?;
            assert!(answers());
        }
        Ok(())
    }

    #[test]
    fn a_missing_installation_says_what_to_do() {
        let error = installed(Path::new("/nonexistent")).expect_err("nothing is there");
        assert!(
            error
                .to_string()
                .contains("cargo xtask test --only install")
        );
    }
}
