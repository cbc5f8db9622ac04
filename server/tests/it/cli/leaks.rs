//! Nothing of a reader's gets anywhere it does not belong: a reader's address, network address, program and words are
//! planted, everything there is is done, and then whatever came out (answers, the log at its most talkative, the
//! database's own bytes, copies) is searched for them.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, StatusCode, redirect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::Postgres;

use super::{done, json as parsed, program, run, run_with};
use crate::store::bytes_of;

const SITE: &str = "https://daily.example.org";
const ARTICLE: &str = "https://daily.example.org/2026/11/a-long-call";

/// What is planted. The first reader uses the widget, the second one the form.
const FIRST: &str = "planted-reader-4711@example.org";
const SECOND: &str = "planted-reader-4712@example.org";
/// Where both say that they come from, and where they really do.
const FORWARDED: &str = "203.0.113.77";
const PEER: &str = "127.88.77.66";
const AGENT: &str = "planted-agent/4711";
/// What the first one writes, and what the widget sends along.
const WORDS: &str = "planted-confabulation";
const EXTENSION: &str = "planted-quisquilian";
const PASSWORD: &str = "planted long password";

/// What must stand in no answer, no log and no database, in no usual form.
const NOWHERE: &[&str] = &["planted-reader", FORWARDED, PEER, "planted-agent", PASSWORD];

/// A server with its log kept.
struct Server {
    child: Child,
    url: String,
    log: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start(folder: &std::path::Path, database: &str) -> Self {
        let mut child = program(folder)
            .arg("serve")
            .envs([
                ("CORRIGENDA_DATABASE", database),
                ("CORRIGENDA_LISTEN", "127.0.0.1:0"),
                ("CORRIGENDA_LOG", "trace"),
                // Counted, and by what the proxy says.
                ("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "1000"),
                ("CORRIGENDA_LIMITS__FORM_SECONDS", "0"),
                ("CORRIGENDA_TRUSTED_PROXIES", "127.0.0.0/8"),
            ])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::<Mutex<Vec<u8>>>::default();
        let (said, listens) = mpsc::channel();
        let (kept, mut stderr) = (log.clone(), BufReader::new(child.stderr.take().unwrap()));
        std::thread::spawn(move || {
            let mut line = Vec::new();
            while stderr
                .read_until(b'\n', &mut line)
                .is_ok_and(|bytes| bytes > 0)
            {
                if let Ok(text) = std::str::from_utf8(&line)
                    && text.starts_with("Corrigenda ")
                    && let Some(url) = text
                        .split_whitespace()
                        .find(|word| word.starts_with("http"))
                {
                    // The test may have ended.
                    let _ = said.send(url.trim_end_matches(',').to_owned());
                }
                kept.lock().unwrap().append(&mut line);
            }
        });
        let url = listens.recv().unwrap();
        Self { child, url, log }
    }

    /// Ends it as a service manager would, and gives its whole log.
    fn stop(mut self) -> Vec<u8> {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already when the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who talks to the server, and everything that was answered to anybody.
struct Visitor<'a> {
    url: &'a str,
    client: Client,
    headers: HeaderMap,
    heard: &'a Mutex<Vec<(String, String)>>,
}

impl<'a> Visitor<'a> {
    /// A reader, from an address of their own, who says more than they need.
    fn reader(url: &'a str, heard: &'a Mutex<Vec<(String, String)>>) -> Self {
        let client = Client::builder()
            .local_address(Some(PEER.parse().unwrap()))
            .user_agent(AGENT)
            .redirect(redirect::Policy::none());
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, HeaderValue::from_static(SITE));
        for name in ["x-forwarded-for", "x-real-ip"] {
            headers.insert(name, HeaderValue::from_static(FORWARDED));
        }
        headers.insert("forwarded", HeaderValue::from_static("for=203.0.113.77"));
        Self {
            url,
            client: client.build().unwrap(),
            headers,
            heard,
        }
    }

    /// Somebody at the publisher's, or anybody, with these headers.
    fn with(
        url: &'a str,
        heard: &'a Mutex<Vec<(String, String)>>,
        headers: &[(&'static str, String)],
    ) -> Self {
        let client = Client::builder().redirect(redirect::Policy::none());
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()));
        Self {
            url,
            client: client.build().unwrap(),
            headers: headers.collect(),
            heard,
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: String,
    ) -> (StatusCode, HeaderMap, String) {
        let request = self
            .client
            .request(method.clone(), format!("{}{path}", self.url))
            .headers(self.headers.clone())
            .header("content-type", kind)
            .body(body);
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let whole = format!("{headers:?}\n{text}");
        self.heard
            .lock()
            .unwrap()
            .push((format!("{method} {path}"), whole));
        (status, headers, text)
    }

    async fn get(&self, path: &str) -> String {
        self.send(Method::GET, path, "text/plain", String::new())
            .await
            .2
    }

    async fn json(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let (status, _, text) = self
            .send(method, path, "application/json", body.to_string())
            .await;
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let fields = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send(
            Method::POST,
            path,
            "application/x-www-form-urlencoded",
            fields,
        )
        .await
    }
}

fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = rest.and_then(|rest| rest.split('"').next());
    value
        .unwrap_or_else(|| panic!("no {name} in {page}"))
        .to_owned()
}

fn cookies(headers: &HeaderMap) -> String {
    let set = headers.get_all(SET_COOKIE).iter();
    let pairs = set.filter_map(|value| value.to_str().ok()?.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}

fn annotation(contact: &str) -> Value {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "editing",
        "body": [{"type": "TextualBody", "purpose": "editing", "value": "the"},
            {"type": "TextualBody", "purpose": "commenting", "value": WORDS}],
        "target": {"source": ARTICLE, "selector": [{"type": "TextQuoteSelector", "exact": "teh"}]},
        "contact": {"email": contact},
        "extensions": {"device": EXTENSION},
    })
}

/// Sends a report by the API, wrongly and rightly and twice; gives the answer to the first one.
async fn report_by_api(reader: &Visitor<'_>) -> Value {
    let reports = "/api/v1/sites/daily/reports";
    for wrong in [
        "planted-reader-4711@example.org, x@example.org",
        "planted-reader-4711",
    ] {
        let (status, _) = reader.json(Method::POST, reports, &annotation(wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let broken = format!("{{\"contact\": \"{FIRST}");
    reader
        .send(Method::POST, reports, "application/json", broken)
        .await;
    let mut again = Visitor::reader(reader.url, reader.heard);
    again.headers.insert(
        "idempotency-key",
        HeaderValue::from_static("one-and-the-same"),
    );
    let (status, first) = again.json(Method::POST, reports, &annotation(FIRST)).await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, replayed) = again.json(Method::POST, reports, &annotation(FIRST)).await;
    assert_eq!(replayed["id"], first["id"]);
    let (status, _) = again.json(Method::POST, reports, &annotation(SECOND)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    first
}

/// Sends a report by the API and one by the form; gives the two receipts.
async fn report(reader: &Visitor<'_>) -> [String; 2] {
    let first = report_by_api(reader).await;
    let page = reader
        .get(&format!("/daily/report?url={ARTICLE}&quote=1986"))
        .await;
    let fields = |email| {
        [
            ("key", hidden(&page, "key")),
            ("prefix", hidden(&page, "prefix")),
            ("suffix", hidden(&page, "suffix")),
        ]
        .into_iter()
        .chain(
            [
                ("url", ARTICLE),
                ("quoted", "1986"),
                ("quote", "1986"),
                ("suggestion", "1987"),
                ("comment", ""),
                ("kind", "fact"),
                ("email", email),
            ]
            .map(|(name, value)| (name, value.to_owned())),
        )
        .collect::<Vec<_>>()
    };
    let send = async |email: &'static str| {
        let fields = fields(email);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        reader.form("/daily/report", &fields).await
    };
    assert_eq!(
        send("planted-reader").await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let (status, headers, text) = send(SECOND).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let location = headers[LOCATION].to_str().unwrap().to_owned();
    let second = location
        .trim_start_matches("/r/")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    [first["receipt"].as_str().unwrap().to_owned(), second]
}

/// Everything that readers and the public can ask for.
async fn look_around(url: &str, heard: &Mutex<Vec<(String, String)>>, receipts: &[String; 2]) {
    let reader = Visitor::reader(url, heard);
    for receipt in receipts {
        reader.get(&format!("/r/{receipt}")).await;
        reader.get(&format!("/api/v1/reports/{receipt}")).await;
    }
    for path in [
        "/",
        "/healthz",
        "/readyz",
        "/daily/corrections",
        "/daily/corrections?q=the",
        "/daily/corrections/feed.atom",
        "/daily/corrections/feed.json",
        "/daily/corrections/recent.json",
        "/daily/corrections/notice?url=https://daily.example.org/2026/11/a-long-call",
        "/api/v1/openapi.json",
        "/api/v1/sites/daily/widget.json",
        "/api/v1/sites/daily/challenge",
        "/api/v1/sites/daily/reported?url=https://daily.example.org/2026/11/a-long-call",
        "/api/v1/sites/daily/corrections?url=https://daily.example.org/2026/11/a-long-call",
        "/api/v1/sites/daily/cases",
        "/api/v1/sites/daily/journal",
        "/desk",
        "/desk/daily",
        "/nowhere",
        "/nowhere/report",
        "/r/planted",
        "/api/v1/reports/planted",
        "/metrics",
    ] {
        reader.get(path).await;
    }
}

/// What editors see: the case, without addresses in the API.
async fn decide(editor: &Visitor<'_>) -> Vec<String> {
    let listed = editor.get("/api/v1/sites/daily/cases").await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let mut ids = Vec::new();
    for case in listed["items"].as_array().unwrap() {
        let path = format!("/api/v1/sites/daily/cases/{}", case["id"].as_str().unwrap());
        let shown: Value = serde_json::from_str(&editor.get(&path).await).unwrap();
        assert_eq!(shown["reports"][0]["has_email"], true, "{shown}");
        let decision = json!({"action": "mark-corrected", "version": shown["version"], "outcome": "updated",
            "notice": {"kind": "correction", "text": "An earlier version was wrong."}});
        let decided = editor
            .json(Method::POST, &format!("{path}/decisions"), &decision)
            .await;
        assert_eq!(decided.0, StatusCode::OK, "{}", decided.1);
        ids.push(case["id"].as_str().unwrap().to_owned());
    }
    for path in [
        "journal",
        "journal?after=2",
        "cases?state=corrected",
        "cases?q=the",
        "corrections",
    ] {
        editor.get(&format!("/api/v1/sites/daily/{path}")).await;
    }
    ids
}

/// Signs in at the desk and opens everything there; gives the pages of the cases.
async fn at_the_desk(url: &str, heard: &Mutex<Vec<(String, String)>>, cases: &[String]) -> String {
    let mut desk = Visitor::with(url, heard, &[("origin", url.to_owned())]);
    for password in ["wrong", PASSWORD] {
        let (_, headers, page) = desk
            .send(Method::GET, "/desk/sign-in", "text/plain", String::new())
            .await;
        desk.headers
            .insert(COOKIE, cookies(&headers).parse().unwrap());
        let fields = [
            ("csrf", hidden(&page, "csrf")),
            ("email", "ed@daily.example.org".to_owned()),
            ("password", password.to_owned()),
            ("next", "/desk/daily".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let (status, headers, page) = desk.form("/desk/sign-in", &fields).await;
        if password == PASSWORD {
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            desk.headers
                .insert(COOKIE, cookies(&headers).parse().unwrap());
        }
    }
    for path in [
        "/desk/daily",
        "/desk/daily?q=the",
        "/desk/daily/corrections",
        "/desk/weekly",
    ] {
        desk.get(path).await;
    }
    let mut pages = String::new();
    for case in cases {
        let path = format!("/desk/daily/cases/{case}");
        let (status, headers, page) = desk
            .send(Method::GET, &path, "text/plain", String::new())
            .await;
        assert_eq!(
            (status, &headers["cache-control"]),
            (StatusCode::OK, &HeaderValue::from_static("no-store"))
        );
        pages += &page;
    }
    pages
}

/// What stands around some words.
fn around(bytes: &[u8], words: &str) -> String {
    let words = words.to_ascii_lowercase();
    let mut windows = bytes.windows(words.len());
    let at = windows.position(|window| window.eq_ignore_ascii_case(words.as_bytes()));
    let at = at.unwrap_or(0);
    let end = (at + 200).min(bytes.len());
    String::from_utf8_lossy(&bytes[at.saturating_sub(200)..end]).into_owned()
}

fn holds(bytes: &[u8], words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    bytes
        .windows(words.len())
        .any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

/// The usual forms in which something could be kept that is not to be: as itself, in hexadecimal, in base64, and as
/// a plain hash, which whoever has a list of addresses reads like the address itself.
fn forms(words: &str) -> Vec<Vec<u8>> {
    use base64::Engine;
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            .into_bytes()
    };
    let hash = Sha256::digest(words.as_bytes());
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(words);
    // The last signs depend on what follows.
    let base64 = base64.as_bytes()[..base64.len() / 4 * 4].to_vec();
    vec![
        words.as_bytes().to_vec(),
        hex(words.as_bytes()),
        base64,
        hex(&hash),
        hash.to_vec(),
    ]
}

/// Fails when something that belongs nowhere is there.
#[track_caller]
fn clean(place: &str, bytes: &[u8]) {
    for words in NOWHERE {
        assert!(
            !holds(bytes, words),
            "{words} is in {place}: {}",
            around(bytes, words)
        );
    }
    for words in [FIRST, SECOND, FORWARDED, PEER, AGENT] {
        for form in forms(words) {
            let is_there = bytes.windows(form.len()).any(|window| window == form);
            assert!(!is_there, "{words} is in {place}, in another form");
        }
    }
}

/// Where a reader's own words may come back to who typed them, and where editors read them.
fn may_hold(asked: &str) -> bool {
    asked == "POST /daily/report" || asked.starts_with("GET /desk/daily/cases/")
}

struct Newsroom {
    folder: tempfile::TempDir,
    database: String,
}

impl Newsroom {
    fn open(database: &str, folder: tempfile::TempDir) -> Self {
        let dir = folder.path();
        std::fs::write(
            dir.join("corrigenda.toml"),
            format!("database = \"{database}\"\n"),
        )
        .unwrap();
        for site in ["daily", "weekly"] {
            let origin = format!("https://{site}.example.org");
            done(
                dir,
                &[
                    "site", "add", site, "--name", "A paper", "--origin", &origin,
                ],
            );
        }
        let add = [
            "user",
            "add",
            "ed@daily.example.org",
            "--role",
            "editor",
            "--site",
            "daily",
        ];
        assert_eq!(run_with(dir, &add, PASSWORD).status, 0);
        Self {
            database: database.to_owned(),
            folder,
        }
    }

    fn token(&self, role: &str) -> String {
        done(
            self.folder.path(),
            &["token", "add", "daily", "--role", role],
        )
        .trim()
        .to_owned()
    }

    fn erase(&self, more: &[&str]) -> Value {
        let arguments = [&["erase", "--json"], more].concat();
        parsed(&done(self.folder.path(), &arguments))
    }

    /// Everything in which the newsroom's data leaves the server: the database itself, what `export` writes, of
    /// everything and of the site, and what `backup` writes.
    async fn copies(&self) -> Vec<(&'static str, Vec<u8>)> {
        let dir = self.folder.path();
        let backup = dir.join("backup.jsonl.gz");
        done(dir, &["backup", "--to", backup.to_str().unwrap()]);
        let mut lines = Vec::new();
        let mut packed = flate2::read::GzDecoder::new(std::fs::File::open(&backup).unwrap());
        packed.read_to_end(&mut lines).unwrap();
        std::fs::remove_file(&backup).unwrap();
        vec![
            ("the database", bytes_of(&self.database).await),
            ("an export", done(dir, &["export"]).into_bytes()),
            (
                "an export of the site",
                done(dir, &["export", "--site", "daily"]).into_bytes(),
            ),
            ("a backup", lines),
        ]
    }
}

/// The second reader asks the newsroom to be forgotten, the first one uses the receipt.
async fn forget(newsroom: &Newsroom, reader: &Visitor<'_>, receipts: &[String; 2]) {
    let found = newsroom.erase(&["--email", "PLANTED-reader-4712@example.org", "--dry-run"]);
    assert_eq!(
        found,
        json!({"reports": 1, "sites": {"daily": 1}, "erased": "nothing"})
    );
    assert_eq!(
        newsroom.erase(&["--email", SECOND, "--site", "weekly"])["reports"],
        0
    );
    assert_eq!(newsroom.erase(&["--email", SECOND])["erased"], "contact");
    assert_eq!(newsroom.erase(&["--email", SECOND])["reports"], 0);
    let first = format!("/api/v1/reports/{}", receipts[0]);
    let gone = reader.send(Method::DELETE, &first, "text/plain", String::new());
    assert!(gone.await.0.is_success());
}

async fn nothing_leaks(newsroom: Newsroom) {
    let (editor, publisher) = (newsroom.token("editor"), newsroom.token("publisher"));
    let server = Server::start(newsroom.folder.path(), &newsroom.database);
    let url = server.url.clone();
    let heard = Mutex::default();
    let bearer = |token: &str| [("authorization", format!("Bearer {token}"))];
    let press = Visitor::with(&url, &heard, &bearer(&publisher));
    let article = json!({"url": ARTICLE, "title": "A long call", "format": "html", "scope": "page",
        "source": "<article><p>She heard teh call in 1986.</p></article>"});
    let put = press
        .json(Method::PUT, "/api/v1/sites/daily/articles", &article)
        .await;
    assert_eq!(put.0, StatusCode::OK, "{}", put.1);
    let reader = Visitor::reader(&url, &heard);
    let receipts = report(&reader).await;
    look_around(&url, &heard, &receipts).await;
    let desk = Visitor::with(&url, &heard, &bearer(&editor));
    let cases = decide(&desk).await;
    let pages = at_the_desk(&url, &heard, &cases).await;
    assert!(
        pages.contains(FIRST) && pages.contains(SECOND),
        "editors see whom to ask"
    );
    look_around(&url, &heard, &receipts).await;
    for (place, kept) in newsroom.copies().await {
        for words in [WORDS, EXTENSION] {
            assert!(holds(&kept, words), "{place} holds what is to be kept");
        }
        clean(place, &kept);
    }

    forget(&newsroom, &reader, &receipts).await;
    look_around(&url, &heard, &receipts).await;
    let pages = at_the_desk(&url, &heard, &cases).await;
    assert!(!pages.contains("planted-reader"), "{pages}");
    for (place, kept) in newsroom.copies().await {
        clean(&format!("{place}, after erasing,"), &kept);
        for words in [WORDS, EXTENSION] {
            assert!(!holds(&kept, words), "{words} was not erased from {place}");
        }
    }

    let log = server.stop();
    assert!(
        holds(&log, "/{site}/report") && holds(&log, "DEBUG"),
        "the log is talkative"
    );
    clean("the log", &log);
    for words in [
        WORDS,
        EXTENSION,
        &receipts[0],
        &receipts[1],
        &editor,
        "one-and-the-same",
    ] {
        assert!(!holds(&log, words), "{words} is in the log");
    }
    for (asked, answer) in heard.into_inner().unwrap() {
        if !may_hold(&asked) {
            clean(&format!("the answer to {asked}"), answer.as_bytes());
        }
    }
    for (place, kept) in newsroom.copies().await {
        clean(&format!("{place}, after the end,"), &kept);
    }
}

#[tokio::test]
async fn nothing_leaks_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("a.db").display());
    nothing_leaks(Newsroom::open(&database, folder)).await;
}

#[tokio::test]
async fn nothing_leaks_on_postgres() {
    let create = || Postgres::shared().and_then(Postgres::create_database);
    let database = tokio::task::spawn_blocking(create).await.unwrap().unwrap();
    nothing_leaks(Newsroom::open(&database, tempfile::tempdir().unwrap())).await;
}

#[test]
fn erasing_says_what_it_cannot_do() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    done(dir, &["migrate"]);
    let said = run(dir, &["erase", "--email", "nobody"]);
    assert_eq!(
        (said.status, said.err.as_str()),
        (1, "corrigenda: `nobody` is no e-mail address\n")
    );
    let said = run(dir, &["erase", "--email", FIRST, "--site", "daily"]);
    assert_eq!(
        (said.status, said.err.as_str()),
        (1, "corrigenda: there is no site daily\n")
    );
    assert_eq!(
        done(dir, &["erase", "--email", FIRST]),
        "0 reports freed of the address\n"
    );
}
