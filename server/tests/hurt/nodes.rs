//! Three nodes on one PostgreSQL behind a proxy, of which one dies under load.

use std::io::Write;
use std::process::Command;

use corrigenda::domain::site::Site;
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use testkit::{Postgres, Process};

use crate::crowd::{Crowd, report};
use crate::place::{Place, Server, Start, TOKEN, free_port, site};
use crate::until;

/// HAProxy before the nodes: it asks each whether it is ready, and sends a request that reached nobody to another one.
struct Proxy {
    url: String,
    _process: Process,
}

impl Proxy {
    async fn before(place: &Place, nodes: &[&Server]) -> Self {
        let port = free_port();
        let file = place.folder.path().join("haproxy.cfg");
        let mut settings = std::fs::File::create(&file).unwrap();
        write!(
            settings,
            "defaults\n mode http\n timeout connect 2s\n timeout check 2s\n timeout client 40s\n timeout server 40s\n\
             \x20retries 3\n option redispatch 1\n\
             frontend all\n bind 127.0.0.1:{port}\n default_backend nodes\n\
             backend nodes\n balance roundrobin\n option httpchk GET /readyz\n"
        )
        .unwrap();
        for (number, node) in nodes.iter().enumerate() {
            let address = node.url.trim_start_matches("http://");
            writeln!(
                settings,
                " server node{number} {address} check inter 200ms fall 2 rise 1"
            )
            .unwrap();
        }
        let mut command = Command::new("/usr/sbin/haproxy");
        command.arg("-db").arg("-f").arg(&file);
        let proxy = Self {
            url: format!("http://127.0.0.1:{port}"),
            _process: Process::start(&command).unwrap(),
        };
        until("the proxy", async || {
            let answer = reqwest::get(format!("{}/readyz", proxy.url)).await;
            answer
                .is_ok_and(|answer| answer.status() == 200)
                .then_some(())
        })
        .await;
        proxy
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_under_load_takes_nothing_with_it() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let place = Place::on_postgres(database).await;
    let (a, b, c) = tokio::join!(place.serve(), place.serve(), place.serve());
    let proxy = Proxy::before(&place, &[&a, &b, &c]).await;
    let mut crowd = Crowd::through_a_proxy();
    crowd.begin(&proxy.url, 12);
    crowd.acknowledges(60).await;
    a.kill();
    crowd.acknowledges(60).await;
    crowd.end().await;
    // Each of the others answers for all three: the same promises, by the same keys.
    crowd.find_everything(&place, &b).await;
    crowd.find_everything(&place, &c).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_on_one_node_streams_what_happens_on_another() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let place = Place::on_postgres(database).await;
    let (a, b) = tokio::join!(place.serve(), place.serve());
    let stream = Client::new().get(format!("{}/api/v1/sites/daily/journal?after=0", b.url));
    let stream = stream
        .bearer_auth(TOKEN)
        .header("accept", "text/event-stream");
    let mut stream = stream.send().await.unwrap();
    let mut heard = String::new();
    a.publish("https://daily.example.org/new", "Something new.")
        .await;
    while heard.matches("event: article.revised").count() < 2 {
        heard.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
}

/// A node claimed what was owed and died. The others leave it alone while its claim holds, and take it over then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_jobs_of_a_dead_node_are_taken_over() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let place = Place::on_postgres(database).await;
    let store = place.store().await;
    let left = store.jobs_left().await.unwrap();
    assert!(left > 0, "the article's revision is owed a look");
    let lease = SignedDuration::from_secs(4);
    let claimed = store
        .claim_jobs(Timestamp::now(), lease, 100)
        .await
        .unwrap();
    assert_eq!(claimed.len() as u64, left);
    let until_then = claimed[0].leased_until;
    let tasks: Vec<&str> = claimed.iter().map(|job| job.task.name()).collect();
    let server = place.serve().await;
    until("the jobs to be done", async || {
        // A node that starts owes jobs of its own, which wait for their day.
        let left = store.job_counts(Timestamp::now()).await.unwrap();
        if left.iter().any(|jobs| tasks.contains(&jobs.task.as_str())) {
            return None;
        }
        assert!(
            Timestamp::now() >= until_then,
            "they were done while the claim held"
        );
        Some(())
    })
    .await;
    drop(server);
    // The dead node's word comes too late and changes nothing.
    store.finish_job(&claimed[0]).await.unwrap();
    store.close().await;
}

/// A node dies while it fetches a page that never comes. Half a minute later, which nobody waits for here, its job is
/// anybody's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_dies_at_work_is_soon_replaced() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let place = Place::on_postgres(database).await;
    let store = place.store().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let origin = format!("http://{address}");
    let weekly = Site {
        key: "weekly".parse().unwrap(),
        origins: vec![origin.clone()],
        ..site()
    };
    store.create_site(&weekly).await.unwrap();
    let allow = ("CORRIGENDA_FETCH__ALLOW_PRIVATE", address.to_string());
    let start = Start {
        environment: vec![(allow.0.to_owned(), allow.1)],
        ..Start::default()
    };
    let node = place.serve_as(start).await;
    let sent = Client::new()
        .post(format!("{}/api/v1/sites/weekly/reports", node.url))
        .header("origin", &origin)
        .json(&report(&format!("{origin}/story"), "teh", "the"));
    assert_eq!(sent.send().await.unwrap().status(), 201);
    let _asked = silent.accept().await.unwrap();
    node.kill();
    let placing = async |after| {
        let lease = SignedDuration::from_secs(60);
        let now = Timestamp::now() + SignedDuration::from_secs(after);
        let jobs = store.claim_jobs(now, lease, 100).await.unwrap();
        jobs.iter().any(|job| job.task.name() == "place")
    };
    assert!(!placing(0).await, "it might live");
    assert!(placing(30).await, "it does not");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_at_once_make_the_schema_once() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("new.db").display());
    let postgres = Postgres::shared().unwrap().create_database().unwrap();
    for database in [sqlite, postgres] {
        let mut nodes = Vec::new();
        for _ in 0..4 {
            let mut node = Command::new(env!("CARGO_BIN_EXE_corrigenda"));
            let node = node.arg("migrate").env("CORRIGENDA_DATABASE", &database);
            nodes.push(node.current_dir(folder.path()).spawn().unwrap());
        }
        for mut node in nodes {
            assert_eq!(node.wait().unwrap().code(), Some(0), "{database}");
        }
    }
}
