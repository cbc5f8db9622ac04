//! Power loss: a trace of the system calls shows that each `201` leaves only after the bytes of its report were flushed
//! to the disk. What the disk then does with them is the disk's promise.

use std::collections::BTreeMap;
use std::path::Path;

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
async fn every_acknowledgement_comes_after_the_flush_of_its_report() {
    let place = Place::on_sqlite().await;
    let trace = place.folder.path().join("trace");
    let through = [
        "strace", "-f", "-y", "-xx", "-s", "70000", "-e", CALLS, "-o",
    ];
    let through = through.into_iter().chain([trace.to_str().unwrap()]);
    let start = Start {
        through: through.map(str::to_owned).collect(),
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
    for event in events(&trace) {
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
fn events(trace: &Path) -> Vec<Event> {
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
        let is_log = decoded(call).contains("corrigenda.db-wal");
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
