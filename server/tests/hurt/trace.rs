//! Power loss: a trace of the system calls shows that each `201` leaves only after the bytes of its report were flushed
//! to the disk. What the disk then does with them is the disk's promise.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::Connection;
use testkit::Postgres;

use crate::crowd::Crowd;
use crate::place::{Place, Start};

/// Which calls are looked at: what is written to files and to sockets, and what is flushed.
const CALLS: &str = "trace=pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync";

/// What happened to the log of the database and to the reader.
#[derive(Debug)]
enum Event {
    Written(Vec<u8>),
    Flushed,
    /// A report was acknowledged, with its id.
    Answered(String),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledgement_comes_after_the_flush_of_its_report_on_sqlite() {
    let place = Place::on_sqlite().await;
    acknowledges_what_was_flushed(&place, &[], "corrigenda.db-wal").await;
}

/// PostgreSQL is watched together with the server, so that there is one order of what both do. Its database says that
/// commits need not wait; whoever acknowledges has to insist.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledgement_comes_after_the_flush_of_its_report_on_postgresql() {
    let postgres = tokio::task::spawn_blocking(Postgres::start_durable);
    let postgres = postgres.await.unwrap().unwrap();
    let place = Place::on_postgres(postgres.create_database().unwrap()).await;
    let mut connection = sqlx::PgConnection::connect(&place.database).await.unwrap();
    let name = place.database.rsplit('/').next().unwrap();
    let relaxed = format!("alter database {name} set synchronous_commit = off");
    let relaxed = sqlx::query(sqlx::AssertSqlSafe(relaxed));
    relaxed.execute(&mut connection).await.unwrap();
    let processes = "select pid, pid = pg_backend_pid() from pg_stat_activity";
    let processes: Vec<(i32, bool)> = sqlx::query_as(processes)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let (ours, others): (Vec<_>, Vec<_>) = processes.into_iter().partition(|(_, ours)| *ours);
    let mut watched = vec![parent_of(ours[0].0)];
    watched.extend(others.into_iter().map(|(id, _)| id));
    connection.close().await.unwrap();
    acknowledges_what_was_flushed(&place, &watched, "/pg_wal/").await;
}

/// The process that started another one: for a connection's, PostgreSQL itself.
fn parent_of(process: i32) -> i32 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
    parent.unwrap().trim().parse().unwrap()
}

/// Readers report to a server that is traced, together with other processes; the database's log is the files whose
/// path contains `log`.
async fn acknowledges_what_was_flushed(place: &Place, others: &[i32], log: &str) {
    let trace = place.folder.path().join("trace");
    let through = [
        "strace", "-f", "-y", "-xx", "-s", "70000", "-e", CALLS, "-o",
    ];
    let mut through: Vec<String> = through.map(str::to_owned).to_vec();
    through.push(trace.to_str().unwrap().to_owned());
    through.extend(others.iter().map(|process| format!("--attach={process}")));
    let start = Start {
        through,
        ..Start::default()
    };
    let server = place.serve_as(start).await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 8);
    crowd.acknowledges(40).await;
    crowd.end().await;
    let taken = crowd.acknowledged();
    server.kill();
    let (mut written, mut flushed, mut answered) = (Vec::new(), Vec::new(), 0);
    for event in events(&trace, log) {
        match event {
            Event::Written(bytes) => written.push(bytes),
            Event::Flushed => flushed.append(&mut written),
            Event::Answered(id) => {
                answered += 1;
                let id = uuid::Uuid::parse_str(&id).unwrap();
                let holds = |page: &Vec<u8>| page.windows(16).any(|bytes| bytes == id.as_bytes());
                assert!(
                    flushed.iter().any(holds),
                    "{id} was acknowledged before it was flushed"
                );
            }
        }
    }
    assert_eq!(answered, taken, "each acknowledgement was seen");
}

/// The events in the order in which they began (answers) or ended (writes and flushes): an answer that begins while a
/// flush is under way comes too early.
fn events(trace: &Path, log: &str) -> Vec<Event> {
    let trace = std::fs::read_to_string(trace).unwrap();
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut events = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(answer) = answer(call) {
            events.push(Event::Answered(answer));
        }
        if let Some(call) = call.strip_suffix("<unfinished ...>") {
            begun.insert(thread, call);
            continue;
        }
        let call = match call.starts_with("<...") {
            true => begun.remove(thread).unwrap_or(""),
            false => call,
        };
        let is_log = decoded(call).contains(log);
        if is_log && call.starts_with("pwrite64(") {
            events.push(Event::Written(bytes(call)));
        } else if is_log && (call.starts_with("fdatasync(") || call.starts_with("fsync(")) {
            assert!(line.ends_with("= 0"), "{line}");
            events.push(Event::Flushed);
        }
    }
    events
}

/// The id in a `201`, if the call writes one to a socket.
fn answer(call: &str) -> Option<String> {
    let is_write = ["write(", "writev(", "sendto(", "sendmsg("];
    if !is_write.iter().any(|name| call.starts_with(name)) {
        return None;
    }
    let text = bytes(call);
    let text = String::from_utf8_lossy(&text);
    let id = text
        .split_once("HTTP/1.1 201 ")?
        .1
        .split_once("{\"id\":\"")?
        .1;
    Some(id[..36].to_owned())
}

/// A call's path, whose letters are written in hexadecimal as well.
fn decoded(call: &str) -> String {
    let path = call
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    path.map_or_else(String::new, |(path, _)| {
        String::from_utf8_lossy(&unhex(path)).into_owned()
    })
}

/// All that a call writes: what stands in quotes.
fn bytes(call: &str) -> Vec<u8> {
    call.split('"').skip(1).step_by(2).flat_map(unhex).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.split("\\x").skip(1);
    digits
        .filter_map(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok())
        .collect()
}
