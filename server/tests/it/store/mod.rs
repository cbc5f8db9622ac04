//! The store's promises, each kept on SQLite and on PostgreSQL.

mod articles;
mod cases;
mod corrections;
mod crowd;
mod guard;
mod intake;
mod jobs;
mod nodes;
mod people;
mod private;
mod readings;
mod schema;
mod search;
mod withdraw;

use corrigenda::domain::article::{ArticleUrl, Content};
use corrigenda::domain::case::{Case, CaseId};
use corrigenda::domain::decision::{Action, NewDecision};
use corrigenda::domain::placement::{Finding, find};
use corrigenda::domain::report::{Idempotency, Kind, NewReport, ReportId};
use corrigenda::domain::site::{Connector, Site, SiteKey, TextRules};
use corrigenda::domain::user::{Actor, Role};
use corrigenda::store::{Accepted, Result, Store};
use corrigenda_anchor::{Format, Rules, Scope, Span, Text, describe};
use jiff::{SignedDuration, Timestamp};
use testkit::Postgres;

/// What the article of these tests reads; "teh" and "1987" are wrong, and "Robin" is there twice.
pub(crate) const STORY: &str = "A long night. She heard teh call at ten, as in 1987.\n\
    Robin was there first, and later on Robin left the town for good.";

/// Makes a test of each promise on each database.
macro_rules! promises {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::store::Kept::in_sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::store::Kept::in_postgres().await).await;
            })*
        }
    };
}
pub(crate) use promises;

/// A store with a site and an article, on a database of its own.
pub(crate) struct Kept {
    pub(crate) store: Store,
    pub(crate) site: Site,
    pub(crate) url: String,
    /// Where SQLite's files are; they go with the test.
    pub(crate) folder: Option<tempfile::TempDir>,
}

impl Kept {
    pub(crate) async fn in_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        Self::open(url, Some(folder)).await
    }

    pub(crate) async fn in_postgres() -> Self {
        let server = Postgres::shared().expect("PostgreSQL starts");
        Self::open(server.create_database().expect("a database"), None).await
    }

    async fn open(url: String, folder: Option<tempfile::TempDir>) -> Self {
        crate::statements::record();
        let store = Store::open(&url).await.expect("the database opens");
        store.migrate().await.expect("the schema is made");
        let site = site("daily");
        store.create_site(&site).await.expect("a new key");
        Self {
            store,
            site,
            url,
            folder,
        }
    }

    /// The same with the story known.
    pub(crate) async fn with_story(self) -> Self {
        self.publish(STORY).await;
        self
    }

    pub(crate) async fn publish(&self, source: &str) -> bool {
        let (page, content) = (self.page("night"), content(source));
        let put = self.store.put_article(self.key(), &page, &content, at(0));
        put.await.expect("it is stored").1
    }

    pub(crate) fn key(&self) -> &SiteKey {
        &self.site.key
    }

    pub(crate) fn page(&self, name: &str) -> ArticleUrl {
        let url = format!("https://daily.example.org/{name}");
        ArticleUrl::parse(&url, &self.site).expect("a URL of the site")
    }

    /// A reader of [`STORY`] marks words and sends what they should read.
    pub(crate) fn suggests(&self, words: &str, suggestion: &str) -> (NewReport, Finding) {
        self.marks(STORY, words, Some(suggestion))
    }

    pub(crate) fn marks(
        &self,
        page: &str,
        words: &str,
        suggestion: Option<&str>,
    ) -> (NewReport, Finding) {
        let text = text(page);
        let start = page.find(words).expect("the words are on the page");
        let start = page[..start].chars().count();
        let selectors = describe(&text, Span::new(start, start + words.chars().count()));
        let revision = corrigenda::domain::article::RevisionId::of(page);
        let finding = find(&text, revision, Some(&selectors), suggestion);
        let mut report = self.report("night");
        report.selectors = Some(selectors);
        report.suggestion = suggestion.map(str::to_owned);
        (report, finding)
    }

    pub(crate) fn report(&self, page: &str) -> NewReport {
        NewReport {
            id: ReportId::new(at(0)),
            site: self.site.key.clone(),
            url: self.page(page),
            selectors: None,
            suggestion: None,
            comment: None,
            kind: Kind::Typo,
            email: None,
            extensions: None,
            text_rules: Some(1),
            idempotency: None,
            received: at(0),
        }
    }

    pub(crate) async fn send(&self, (report, finding): (NewReport, Finding)) -> Accepted {
        let accepted = self.try_send((report, finding)).await;
        accepted.expect("it is taken")
    }

    pub(crate) async fn try_send(&self, sent: (NewReport, Finding)) -> Result<Accepted> {
        self.store.accept_report(&self.site, sent.0, sent.1).await
    }

    pub(crate) async fn case(&self, id: CaseId) -> Case {
        self.store.case(self.key(), id).await.expect("it is there")
    }

    pub(crate) fn decision(&self, case: &Case, action: Action) -> NewDecision {
        NewDecision {
            case: case.id,
            version: case.version,
            action,
            reason: Some("for print".to_owned()),
            by: Actor {
                id: uuid::Uuid::nil(),
                name: "mara@example.org".to_owned(),
                role: Role::Editor,
            },
            at: at(60),
        }
    }

    pub(crate) async fn decide(&self, case: &Case, action: Action) -> Case {
        let decision = self.decision(case, action);
        let decided = self.store.decide(&self.site, &decision).await;
        decided.expect("it may be decided")
    }

    /// The journal's words so far.
    pub(crate) async fn events(&self) -> Vec<String> {
        let lines = self.store.journal(self.key(), 0, 1_000).await;
        let lines = lines.expect("the journal can be read");
        lines.iter().map(|line| line.kind.to_string()).collect()
    }
}

/// So many seconds after the tests' midnight.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let midnight: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
    midnight + SignedDuration::from_secs(seconds)
}

pub(crate) fn site(key: &str) -> Site {
    Site {
        key: key.parse().expect("a key"),
        name: "The Daily".to_owned(),
        origins: vec!["https://daily.example.org".to_owned()],
        language: "en".to_owned(),
        text: TextRules::default(),
        caps: corrigenda::domain::sender::Caps::default(),
        connector: Connector::Files {
            root: "/articles".into(),
            base: "https://daily.example.org".to_owned(),
        },
    }
}

pub(crate) fn content(source: &str) -> Content {
    Content {
        title: "A long night".to_owned(),
        format: Format::Text,
        scope: Scope::Body,
        source: source.to_owned(),
        section: Some("City".to_owned()),
        published: Some(at(-3_600)),
    }
}

pub(crate) fn text(source: &str) -> Text {
    Text::extract(source, Format::Text, Scope::Body, &Rules::default())
}

pub(crate) fn key_of(key: &str, digest: u8) -> Option<Idempotency> {
    Some(Idempotency {
        key: key.to_owned(),
        digest: [digest; 32],
    })
}

/// Everything that a database holds, as far as it can be looked into: SQLite's files as they are on disk, the rows of
/// PostgreSQL's tables as text.
pub(crate) async fn bytes_of(database: &str) -> Vec<u8> {
    let mut all = Vec::new();
    if let Some(file) = database.strip_prefix("sqlite:") {
        for end in ["", "-wal", "-shm"] {
            // The last two are there while somebody has the database open.
            all.extend(std::fs::read(format!("{file}{end}")).unwrap_or_default());
        }
        assert!(!all.is_empty(), "{file} is empty");
        return all;
    }
    let pool = sqlx::PgPool::connect(database).await.unwrap();
    let names =
        "select table_name::text from information_schema.tables where table_schema = 'public'";
    let tables: Vec<(String,)> = sqlx::query_as(names).fetch_all(&pool).await.unwrap();
    for (table,) in tables {
        let rows = sqlx::AssertSqlSafe(format!("select to_jsonb(t)::text from {table} t"));
        let rows: Vec<(String,)> = sqlx::query_as(rows).fetch_all(&pool).await.unwrap();
        all.extend(rows.into_iter().flat_map(|(row,)| row.into_bytes()));
    }
    pool.close().await;
    all
}
