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

/// A running server; it ends with this value.
pub(crate) struct Server {
    child: Child,
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
        let mut server = Self { child, port: 0 };
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

    /// `corrigenda serve` with the settings in `folder`, ready.
    pub(crate) fn serve(binary: &Path, folder: &Path, port: u16) -> Result<Self> {
        let log = folder.join("server.log");
        let child = Command::new(binary)
            .arg("serve")
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut server = Self { child, port };
        let begin = Instant::now();
        while !server.is_ready() {
            if let Some(status) = server.child.try_wait()? {
                let said = std::fs::read_to_string(&log)?;
                bail!("the server ended by itself ({status}):\n{said}");
            }
            ensure!(
                begin.elapsed() < PATIENCE,
                "the server is not ready in time"
            );
            std::thread::sleep(Duration::from_millis(20));
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

    fn is_ready(&self) -> bool {
        self.ask("GET", "/readyz", "", "")
            .is_ok_and(|(status, _)| status == 200)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is no news here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on at the moment.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
