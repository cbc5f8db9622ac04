//! `corrigenda demo --json`: one line when it is ready, nothing left behind, or everything kept.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{json, program};

/// A running demonstration; ended with the test.
pub(super) struct Demo {
    child: Child,
    ready: Value,
    rest: BufReader<std::process::ChildStdout>,
}

impl Demo {
    /// Starts it; its temporary folders are made in `temporary`.
    fn start(temporary: &Path, arguments: &[&str]) -> Self {
        Self::start_with(temporary, arguments, |_| {})
    }

    /// The same, with more said to the program.
    pub(super) fn start_with(
        temporary: &Path,
        arguments: &[&str],
        more: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = program(temporary);
        command
            .args(["demo", "--json"])
            .args(arguments)
            .env("TMPDIR", temporary)
            .stdout(Stdio::piped());
        more(&mut command);
        let mut child = command.spawn().unwrap();
        let mut rest = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        rest.read_line(&mut line).unwrap();
        let ready = json(&line);
        Self { child, ready, rest }
    }

    pub(super) fn said(&self, key: &str) -> String {
        self.ready[key]
            .as_str()
            .unwrap_or_else(|| panic!("no {key} in {}", self.ready))
            .to_owned()
    }

    /// Asks it to stop as a service manager or a terminal would; gives what it wrote after the one line.
    pub(super) fn stop(mut self, signal: &str) -> String {
        let kill = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let mut rest = String::new();
        self.rest.read_to_string(&mut rest).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        rest
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It has ended already when the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn files_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn it_prints_one_line_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        let demo = Demo::start(temporary.path(), &["--port", "0"]);
        let mut keys: Vec<&String> = demo.ready.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(
            keys,
            [
                "article_url",
                "desk_url",
                "email",
                "password",
                "site",
                "token"
            ]
        );
        assert_eq!(files_in(temporary.path()), 1);
        assert_eq!(demo.stop(signal), "");
        assert_eq!(files_in(temporary.path()), 0, "{signal}");
    }
}

#[test]
fn its_folder_is_kept_and_tells_the_same_again() {
    let temporary = tempfile::tempdir().unwrap();
    let data = temporary.path().join("data");
    let arguments = ["--data", data.to_str().unwrap(), "--port", "0"];
    let first = Demo::start(temporary.path(), &arguments);
    let (ready, port) = (first.ready.clone(), first.said("desk_url"));
    first.stop("-TERM");
    let port = port.rsplit([':', '/']).nth(1).unwrap();
    let again = Demo::start(temporary.path(), &["--data", arguments[1], "--port", port]);
    assert_eq!(again.ready, ready);
    again.stop("-TERM");

    let other = Demo::start(temporary.path(), &["--port", "0"]);
    assert_ne!(other.said("password"), ready["password"]);
    assert_ne!(other.said("token"), ready["token"]);
}

#[test]
fn a_port_that_is_taken_is_told() {
    let temporary = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut command = program(temporary.path());
    let command = command
        .args(["demo", "--port", &port])
        .env("TMPDIR", temporary.path());
    let said = super::Said::from(command.output().unwrap());
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert_eq!(
        said.err,
        format!("corrigenda: port {port} is taken: give another with --port\n")
    );
    assert_eq!(files_in(temporary.path()), 0);
}

#[tokio::test]
async fn both_origins_answer_and_the_paper_shows_its_article() {
    let temporary = tempfile::tempdir().unwrap();
    let demo = Demo::start(temporary.path(), &["--port", "0"]);
    let get = async |url: &str| {
        reqwest::get(url)
            .await
            .unwrap()
            .error_for_status()
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let (article, desk) = (demo.said("article_url"), demo.said("desk_url"));
    let origin = desk.strip_suffix("/desk").unwrap();
    assert_ne!(
        url::Url::parse(&article).unwrap().origin(),
        url::Url::parse(origin).unwrap().origin()
    );
    let page = get(&article).await;
    let script = format!("src=\"{origin}/corrigenda.js\"");
    assert!(page.contains(&script), "{page}");
    get(&format!("{origin}/readyz")).await;
    let corrections = format!("{origin}/{}/corrections", demo.said("site"));
    get(&corrections).await;
}
