//! A server on a real socket, a database of its own, and the people who talk to it.
//!
//! A test asks for an [`App`] on one of the databases and speaks as an actor: [`App::anonymous`] (no page, no
//! token), [`App::reader`] (a page of the site's), [`App::editor`] and [`App::publisher`] (tokens). Journeys run
//! on both databases by [`on_both!`]; what only concerns HTTP runs on SQLite.

use std::path::PathBuf;

use corrigenda::config::Config;
use corrigenda::domain::site::{Connector, Site, SiteKey, TextRules};
use corrigenda::domain::user::{Role, Token, TokenId};
use corrigenda::store::Store;
use corrigenda::web;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, StatusCode, redirect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use testkit::Postgres;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The origin of the site's pages.
pub(crate) const ORIGIN: &str = "https://daily.example.org";
/// An article with mistakes in it, see [`App::article`].
pub(crate) const ARTICLE: &str = "https://daily.example.org/2026/11/a-long-call";
/// The article's source.
pub(crate) const SOURCE: &str = "<article><h1>A long call</h1>\
    <p>At half past nine the keeper heard <em>teh</em> call from the pier.</p>\
    <aside>Advertisement</aside>\
    <p>He had lived there since 1986, and nobody <a href=\"/x\">ever</a> came.</p></article>";

/// Runs a test of an `App` on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: App) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn test($app: App) $body

            #[tokio::test]
            async fn sqlite() {
                test(App::new().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                test(App::on_postgres().await).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// A running server with one site, `daily`, that has no connector.
pub(crate) struct App {
    /// What it keeps.
    pub(crate) store: Store,
    /// Where that is.
    pub(crate) database: String,
    /// Where it listens.
    pub(crate) url: String,
    stop: Option<oneshot::Sender<()>>,
    _folder: Option<tempfile::TempDir>,
}

impl App {
    /// On an SQLite database of its own.
    pub(crate) async fn new() -> Self {
        Self::with(Config::for_testing()).await
    }

    /// On an SQLite database of its own, with these settings.
    pub(crate) async fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file: PathBuf = folder.path().join("corrigenda.db");
        let database = format!("sqlite:{}", file.display());
        Self::start(&database, Some(folder), config).await
    }

    /// On a PostgreSQL database of its own.
    pub(crate) async fn on_postgres() -> Self {
        let create = || Postgres::shared().and_then(Postgres::create_database);
        let database = tokio::task::spawn_blocking(create).await.unwrap().unwrap();
        Self::start(&database, None, Config::for_testing()).await
    }

    async fn start(database: &str, folder: Option<tempfile::TempDir>, config: Config) -> Self {
        crate::statements::record();
        let store = Store::open(database).await.unwrap();
        store.migrate().await.unwrap();
        store.create_site(&daily()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // A proxy that speaks https is made believe only.
        let public_url = match config.public_url.starts_with("https:") {
            true => config.public_url,
            false => url.clone(),
        };
        let config = Config {
            public_url,
            ..config
        };
        let app = web::App::new(store.clone(), config).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(web::serve(app, listener, async {
            // A dropped sender is the end of the test.
            let _ = stopped.await;
        }));
        Self {
            store,
            database: database.to_owned(),
            url,
            stop: Some(stop),
            _folder: folder,
        }
    }

    /// Begins to stop, as on a signal.
    pub(crate) fn stop(&mut self) {
        self.stop.take();
    }

    /// Somebody with neither a page nor a token.
    pub(crate) fn anonymous(&self) -> Actor {
        Actor::new(self, &[])
    }

    /// Somebody on a page of the site's.
    pub(crate) fn reader(&self) -> Actor {
        Actor::new(self, &[("origin", ORIGIN)])
    }

    /// A program of the editors'.
    pub(crate) async fn editor(&self) -> Actor {
        self.with_token("daily", Role::Editor).await
    }

    /// The publisher's system.
    pub(crate) async fn publisher(&self) -> Actor {
        self.with_token("daily", Role::Publisher).await
    }

    /// Whoever holds a token of this site and role.
    pub(crate) async fn with_token(&self, site: &str, role: Role) -> Actor {
        let id = TokenId::new(Timestamp::now());
        let secret = format!("secret-{id}");
        let token = Token {
            id,
            site: site.parse().unwrap(),
            name: format!("{role} {id}"),
            role,
            created: Timestamp::now(),
        };
        let hash: [u8; 32] = Sha256::digest(&secret).into();
        self.store.create_token(&token, &hash).await.unwrap();
        Actor::new(self, &[("authorization", &format!("Bearer {secret}"))])
    }

    /// Another site on the same server.
    pub(crate) async fn second_site(&self) -> SiteKey {
        let site = Site {
            key: "weekly".parse().unwrap(),
            name: "The Weekly".to_owned(),
            origins: vec!["https://weekly.example.org".to_owned()],
            ..daily()
        };
        self.store.create_site(&site).await.unwrap();
        site.key
    }

    /// Has the publisher push [`ARTICLE`].
    pub(crate) async fn article(&self) {
        self.revision(SOURCE).await;
    }

    /// Has the publisher push this as [`ARTICLE`].
    pub(crate) async fn revision(&self, source: &str) {
        let article = json!({"url": ARTICLE, "title": "A long call", "format": "html", "scope": "page", "source": source});
        let answer = self
            .publisher()
            .await
            .put("/api/v1/sites/daily/articles", &article)
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    /// Has a reader report "teh", and gives what the server said.
    pub(crate) async fn reported(&self) -> Value {
        let answer = self.reader().post(REPORTS, &report("teh", "the")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()
    }

    /// Has an editor do with the case of "teh" what the site without a connector allows: mark it corrected. The
    /// publisher's system pushes the article then, and that is seen.
    pub(crate) async fn corrected(&self, case: &Value) -> Value {
        let decision = json!({"action": "mark-corrected", "version": case["version"],
            "notice": {"kind": "correction", "text": "An earlier version misspelt “the”."}});
        let path = format!(
            "/api/v1/sites/daily/cases/{}/decisions",
            case["id"].as_str().unwrap()
        );
        let answer = self.editor().await.post(&path, &decision).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.json()["state"], "accepted", "{}", answer.text);
        self.revision(&SOURCE.replace("teh", "the")).await;
        corrigenda::work::settle(&self.store).await.unwrap();
        let corrected = self.case(&case["id"]).await;
        assert_eq!(corrected["state"], "corrected", "{corrected}");
        corrected
    }

    /// The case as an editor sees it.
    pub(crate) async fn case(&self, id: &Value) -> Value {
        let path = format!("/api/v1/sites/daily/cases/{}", id.as_str().unwrap());
        self.editor().await.get(&path).await.json()
    }
}

/// Where reports go.
pub(crate) const REPORTS: &str = "/api/v1/sites/daily/reports";

/// The site of the tests.
pub(crate) fn daily() -> Site {
    Site {
        key: "daily".parse().unwrap(),
        name: "The Daily".to_owned(),
        origins: vec![ORIGIN.to_owned()],
        language: "en".to_owned(),
        text: TextRules::default(),
        caps: corrigenda::domain::sender::Caps::default(),
        connector: Connector::None,
    }
}

/// A report that `exact` on [`ARTICLE`] should read otherwise.
pub(crate) fn report(exact: &str, suggestion: &str) -> Value {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "editing",
        "body": [{"type": "TextualBody", "purpose": "editing", "value": suggestion}],
        "target": {"source": ARTICLE, "selector": [{"type": "TextQuoteSelector", "exact": exact}]},
    })
}

/// Somebody who talks to the server.
pub(crate) struct Actor {
    base: String,
    client: Client,
    headers: HeaderMap,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {}", self.text))
    }

    /// A header; empty when it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The problem's `type`, after checking that it is whole and of this status.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.text
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(
            problem["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty()),
            "{problem}"
        );
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
        problem["type"]
            .as_str()
            .unwrap()
            .strip_prefix("/api/problems/")
            .unwrap()
            .to_owned()
    }
}

impl Actor {
    fn new(app: &App, headers: &[(&str, &str)]) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (header_name(name), HeaderValue::from_str(value).unwrap()));
        Self {
            base: app.url.clone(),
            client,
            headers: headers.collect(),
        }
    }

    /// The same one with one more header.
    pub(crate) fn saying(mut self, name: &str, value: &str) -> Self {
        self.headers
            .insert(header_name(name), HeaderValue::from_str(value).unwrap());
        self
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", String::new()).await
    }

    /// Takes away.
    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "", String::new()).await
    }

    /// Sends JSON.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, "application/json", body.to_string())
            .await
    }

    /// Puts JSON.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, "application/json", body.to_string())
            .await
    }

    /// Sends a form.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send(
            Method::POST,
            path,
            "application/x-www-form-urlencoded",
            body,
        )
        .await
    }

    /// Sends anything.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: String,
    ) -> Answer {
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .headers(self.headers.clone());
        let request = if kind.is_empty() {
            request
        } else {
            request.header("content-type", kind)
        };
        let response = request.body(body).send().await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    /// Opens a stream of events.
    pub(crate) async fn listen(&self, path: &str) -> reqwest::Response {
        let request = self
            .client
            .get(format!("{}{path}", self.base))
            .headers(self.headers.clone());
        request
            .header("accept", "text/event-stream")
            .send()
            .await
            .unwrap()
    }
}

fn header_name(name: &str) -> HeaderName {
    HeaderName::from_bytes(name.as_bytes()).unwrap()
}
