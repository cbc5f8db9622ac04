//! Where it happens: a database with a site and an article, and the servers that are started on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use corrigenda::domain::article::{ArticleUrl, Content};
use corrigenda::domain::sender::Caps;
use corrigenda::domain::site::{Connector, Site, TextRules};
use corrigenda::domain::user::{Role, Token, TokenId};
use corrigenda::store::Store;
use corrigenda_anchor::{Format, Scope};
use jiff::Timestamp;
use reqwest::{Client, StatusCode};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use testkit::Process;

use crate::until;

/// The origin of the site's pages.
pub(crate) const ORIGIN: &str = "https://daily.example.org";
/// The article that everybody reads.
pub(crate) const ARTICLE: &str = "https://daily.example.org/night";
/// What is wrong in it, and how it should read.
pub(crate) const MISTAKES: &[(&str, &str)] = &[
    ("teh", "the"),
    ("1987", "1989"),
    ("recieved", "received"),
    ("Robert", "Robin"),
    ("cooly", "coolly"),
];
const SOURCE: &str = "She heard teh call at ten, as in 1987. Nobody had recieved a word since.\n\
    Robert was there first, and later on he cooly left the town for good.";

/// The publisher's token.
pub(crate) const TOKEN: &str = "publisher-of-the-daily";

/// A database of its own, with what belongs to it.
pub(crate) struct Place {
    pub(crate) database: String,
    pub(crate) folder: TempDir,
}

/// How a server is started.
#[derive(Default)]
pub(crate) struct Start {
    /// A program that runs the server, such as one that watches it.
    pub(crate) through: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    /// The program, when it has to lie elsewhere.
    pub(crate) program: Option<PathBuf>,
}

/// A server that runs.
pub(crate) struct Server {
    pub(crate) process: Process,
    pub(crate) url: String,
    pub(crate) log: PathBuf,
}

impl Place {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("corrigenda.db").display());
        Self::on(database, folder).await
    }

    /// With the database, and nothing else, in this folder.
    pub(crate) async fn on_sqlite_in(folder: &Path) -> Self {
        let database = format!("sqlite:{}", folder.join("corrigenda.db").display());
        Self::on(database, tempfile::tempdir().unwrap()).await
    }

    pub(crate) async fn on_postgres(database: String) -> Self {
        Self::on(database, tempfile::tempdir().unwrap()).await
    }

    async fn on(database: String, folder: TempDir) -> Self {
        let store = Store::open(&database).await.unwrap();
        store.migrate().await.unwrap();
        let site = site();
        store.create_site(&site).await.unwrap();
        let url = ArticleUrl::parse(ARTICLE, &site).unwrap();
        let content = Content {
            title: "A long night".to_owned(),
            format: Format::Text,
            scope: Scope::Body,
            source: SOURCE.to_owned(),
            section: None,
            published: None,
        };
        let now = Timestamp::now();
        store
            .put_article(&site.key, &url, &content, now)
            .await
            .unwrap();
        let token = Token {
            id: TokenId::new(now),
            site: site.key,
            name: "everything".to_owned(),
            role: Role::Admin,
            created: now,
        };
        let hash: [u8; 32] = Sha256::digest(TOKEN).into();
        store.create_token(&token, &hash).await.unwrap();
        store.close().await;
        Self { database, folder }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("corrigenda.db")
    }

    /// Starts a server and waits until it is ready.
    pub(crate) async fn serve(&self) -> Server {
        self.serve_as(Start::default()).await
    }

    pub(crate) async fn serve_as(&self, start: Start) -> Server {
        let server = self.begin(start);
        until("a server that is ready", async || {
            (server.readiness().await == Some(200)).then_some(())
        })
        .await;
        server
    }

    /// Starts a server.
    pub(crate) fn begin(&self, start: Start) -> Server {
        let port = free_port();
        let log = self.folder.path().join(format!("log-{port}"));
        let mut command = Command::new("sh");
        // A program that may write no further is to be told so, and not ended.
        let shell = "trap '' XFSZ; log=$1; shift; exec \"$@\" 2>\"$log\"";
        command.args(["-c", shell, "serve"]).arg(&log);
        command.args(&start.through);
        let program = start.program;
        command.arg(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_corrigenda").into()));
        command.arg("serve");
        command.current_dir(self.folder.path());
        command.env("CORRIGENDA_DATABASE", &self.database);
        command.env("CORRIGENDA_LISTEN", format!("127.0.0.1:{port}"));
        command.env("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "0");
        command.envs(start.environment);
        Server {
            process: Process::start(&command).unwrap(),
            url: format!("http://127.0.0.1:{port}"),
            log,
        }
    }

    /// The store as another process on the same database sees it.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.database).await.unwrap()
    }

    /// How many reports there are, and whether everything that is counted is right.
    pub(crate) async fn reports(&self) -> u64 {
        let store = self.store().await;
        assert_eq!(store.miscounts().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
        let (mut after, mut reports) = (0, 0);
        loop {
            let lines = store.journal(&site().key, after, 1_000).await.unwrap();
            let Some(last) = lines.last() else { break };
            after = last.seq;
            let received = |line: &&corrigenda::domain::journal::Entry| {
                line.kind.as_str() == "report.received"
            };
            reports += lines.iter().filter(received).count() as u64;
        }
        let mut copy = store.copy_out().await.unwrap();
        let mut rows = 0;
        let mut take = |table: &str, _| {
            rows += u64::from(table == "reports");
            Ok::<_, corrigenda::store::Error>(())
        };
        copy.of_site(&site().key, false, &mut take).await.unwrap();
        drop(copy);
        store.close().await;
        assert_eq!(rows, reports, "as many reports as the journal tells of");
        rows
    }
}

impl Server {
    /// What `/readyz` answers; none when nobody does.
    pub(crate) async fn readiness(&self) -> Option<u16> {
        self.status("/readyz").await
    }

    pub(crate) async fn status(&self, path: &str) -> Option<u16> {
        let answer = reqwest::get(format!("{}{path}", self.url)).await;
        answer.ok().map(|answer| answer.status().as_u16())
    }

    /// Ends it without warning, and waits until it is gone.
    pub(crate) fn kill(mut self) {
        self.process.signal("KILL").unwrap();
        self.process.ended().unwrap();
    }

    /// Has the publisher push an article.
    pub(crate) async fn publish(&self, url: &str, source: &str) {
        let article = serde_json::json!({"url": url, "title": "News", "format": "text", "scope": "body", "source": source});
        let push = Client::new().put(format!("{}/api/v1/sites/daily/articles", self.url));
        let push = push.bearer_auth(TOKEN).json(&article).send().await.unwrap();
        assert_eq!(push.status(), StatusCode::OK, "{:?}", push.text().await);
    }
}

pub(crate) fn site() -> Site {
    Site {
        key: "daily".parse().unwrap(),
        name: "The Daily".to_owned(),
        origins: vec![ORIGIN.to_owned()],
        language: "en".to_owned(),
        text: TextRules::default(),
        connector: Connector::None,
        caps: Caps::default(),
    }
}

/// A port that nobody listens on at the moment.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
