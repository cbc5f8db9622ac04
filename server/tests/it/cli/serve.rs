//! `corrigenda serve` on each database: it says where it listens, answers, and ends when it is asked to.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use testkit::Postgres;

use super::program;

/// A running server; ended with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(database: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = program(folder.path())
            .arg("serve")
            .env("CORRIGENDA_LISTEN", "127.0.0.1:0")
            .env("CORRIGENDA_DATABASE", database)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        stderr.read_line(&mut said).unwrap();
        let address = said
            .split_whitespace()
            .find(|word| word.starts_with("http://"));
        let address = address.unwrap_or_else(|| panic!("no address in {said:?}"));
        let address = address.trim_end_matches(',').to_owned();
        Self { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already when the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Standard error is closed by then, as when a log's reader died: that must harm nobody.
async fn serves(database: &str) {
    let mut server = Server::start(database);
    for path in ["/healthz", "/readyz", "/desk"] {
        let answer = reqwest::get(format!("{}{path}", server.address)).await;
        assert_eq!(answer.unwrap().status(), 200, "{path}");
    }
    let missing = reqwest::get(format!("{}/nowhere/corrections", server.address)).await;
    assert_eq!(missing.unwrap().status(), 404);
    let asked = Command::new("kill")
        .arg(server.child.id().to_string())
        .status();
    assert!(asked.unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[tokio::test]
async fn it_serves_from_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    serves(&format!("sqlite:{}", folder.path().join("a.db").display())).await;
}

#[tokio::test]
async fn it_serves_from_postgres() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    serves(&database).await;
}

#[test]
fn an_address_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = program(folder.path());
    let output = command
        .arg("serve")
        .env("CORRIGENDA_LISTEN", &address)
        .output();
    let said = super::Said::from(output.unwrap());
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(
        said.err
            .starts_with(&format!("corrigenda: cannot listen on {address}: ")),
        "{}",
        said.err
    );
}
