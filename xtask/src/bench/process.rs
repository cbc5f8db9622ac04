//! The released program as a process of its own: started, asked, ended.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{program, root, run};

/// A server that is not ready by then never will be.
const PATIENCE: Duration = Duration::from_secs(20);

/// Builds what is shipped and tells where it lies.
pub(crate) fn release_build() -> Result<PathBuf> {
    run(program("cargo").args(["build", "--locked", "--release"]))?;
    Ok(root().join("target/release/corrigenda"))
}

/// Builds what is shipped and, in it, what measuring needs; tells where a copy of it lies that the next build leaves
/// alone.
pub(super) fn measuring_build() -> Result<PathBuf> {
    run(program("cargo").args([
        "build",
        "--locked",
        "--release",
        "--package",
        "corrigenda",
        "--features",
        "measure",
    ]))?;
    let copy = root().join("target/release/corrigenda-measure");
    std::fs::copy(root().join("target/release/corrigenda"), &copy)?;
    Ok(copy)
}

/// A program that runs in the background and ends with this value.
pub(super) struct Running(pub(super) Child);

/// A running server; it ends with this value.
pub(crate) struct Server {
    child: Running,
    pub(crate) port: u16,
}

impl Server {
    /// The demonstration, ready.
    pub(crate) fn demo(binary: &Path) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["demo", "--json", "--port", "0"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take().context("no standard output")?;
        let mut server = Self {
            child: Running(child),
            port: 0,
        };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let ready: serde_json::Value =
            serde_json::from_str(&line).context("the demonstration's line of JSON")?;
        let desk = ready["desk_url"].as_str().context("no desk_url")?;
        let port = desk
            .rsplit(':')
            .next()
            .and_then(|rest| rest.split('/').next());
        server.port = port.context("no port in desk_url")?.parse()?;
        Ok(server)
    }

    /// `corrigenda serve`, or what else serves, with the settings in `folder`, ready.
    pub(crate) fn serve(binary: &Path, folder: &Path, port: u16, command: &[&str]) -> Result<Self> {
        let log = folder.join("server.log");
        let child = Command::new(binary)
            .args(command)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut server = Self {
            child: Running(child),
            port,
        };
        let begin = Instant::now();
        while !server.is_ready() {
            if let Some(status) = server.child.0.try_wait()? {
                let said = std::fs::read_to_string(&log)?;
                bail!("the server ended by itself ({status}):\n{said}");
            }
            ensure!(
                begin.elapsed() < PATIENCE,
                "the server is not ready in time"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    /// Sends one request and gives the answer's status and body. Two headers and
    /// a length are all that the measurements need, so no client is built in.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: &str,
    ) -> Result<(u16, String)> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let status = answer.split(' ').nth(1).context("no answer")?.parse()?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        Ok((status, body.to_owned()))
    }

    /// A number of the process's, as the system tells it in `/proc`.
    pub(super) fn status(&self, name: &str) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|rest| rest.split_whitespace().next());
        Ok(number.with_context(|| format!("no {name}"))?.parse()?)
    }

    /// Ticks of processor time that the process has used.
    pub(super) fn ticks(&self) -> Result<u64> {
        Ok(times(self.child.0.id())?.1)
    }

    fn is_ready(&self) -> bool {
        self.ask("GET", "/readyz", "", "")
            .is_ok_and(|(status, _)| status == 200)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is no news here.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process's parent, and its ticks of processor time, in user mode and for it in the system.
fn times(process: u32) -> Result<(u32, u64)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is the program's name in brackets and may hold anything.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let field = |at: usize| fields.get(at).copied().context("a field is missing");
    let ticks = field(11)?.parse::<u64>()? + field(12)?.parse::<u64>()?;
    Ok((field(1)?.parse()?, ticks))
}

/// Ticks of processor time of the PostgreSQL server on a port, with those of its processes that live.
pub(super) fn family_ticks(port: &str) -> Result<u64> {
    let mut processes = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        if let Some(process) = name.to_str().and_then(|name| name.parse::<u32>().ok()) {
            processes.push(process);
        }
    }
    let is_ours = |process: &&u32| {
        let line = std::fs::read_to_string(format!("/proc/{process}/cmdline"));
        line.is_ok_and(|line| {
            line.contains("postgres\0") && line.contains(&format!("-p\0{port}\0"))
        })
    };
    let head = *processes
        .iter()
        .find(is_ours)
        .context("no PostgreSQL on that port")?;
    // Whoever ended meanwhile counts no more.
    let alive = processes
        .iter()
        .filter_map(|process| Some((*process, times(*process).ok()?)));
    let family = alive.filter(|(process, (parent, _))| *process == head || *parent == head);
    Ok(family.map(|(_, (_, ticks))| ticks).sum())
}

/// Whether somebody listens on a port.
pub(super) fn answers(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that nobody listens on at the moment.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
