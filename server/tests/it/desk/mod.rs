//! The desk over HTTP, as an editor's browser sees it with scripts switched off.
//!
//! `Desk` is a server with one site and one editor; `Browser` follows no redirect by itself, keeps cookies
//! whatever the scheme, and sends forms as they stand on a page.

mod account;
mod decide;
mod escape;
mod forms;
mod history;
mod junk;
mod sessions;
mod sign_in;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use corrigenda::config::Config;
use corrigenda::domain::article::{ArticleUrl, Content};
use corrigenda::domain::case::CaseId;
use corrigenda::domain::site::{Connector, Site, TextRules};
use corrigenda::domain::user::{Role, User, UserId};
use corrigenda::store::Store;
use corrigenda::web::{self, App};
use corrigenda_anchor::{Format, Scope};
use jiff::Timestamp;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use testkit::Postgres;

/// Who signs in.
pub(crate) const EMAIL: &str = "ed@daily.example.org";
/// With what.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The article that reports speak of.
pub(crate) const ARTICLE: &str = "https://daily.example.org/2026/11/bridge";

/// A server with a site, an article and an editor.
pub(crate) struct Desk {
    /// Where it listens.
    pub(crate) url: String,
    /// Its store, for what no page offers.
    pub(crate) store: Store,
    /// Where that is.
    pub(crate) database: String,
    /// The site.
    pub(crate) site: Site,
    _folder: tempfile::TempDir,
}

/// Runs a test of a `Desk` on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($(async fn $name:ident($desk:ident: Desk) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn test($desk: Desk) $body

            #[tokio::test]
            async fn sqlite() {
                test(Desk::open().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                test(Desk::on_postgres().await).await;
            }
        }
    )+};
}
pub(crate) use on_both;

impl Desk {
    /// Starts one of its own for each test, on an SQLite database.
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.db");
        Self::on(&format!("sqlite:{}", file.display()), folder).await
    }

    /// The same on a PostgreSQL database of its own.
    pub(crate) async fn on_postgres() -> Self {
        let create = || Postgres::shared().and_then(Postgres::create_database);
        let database = tokio::task::spawn_blocking(create).await.unwrap().unwrap();
        Self::on(&database, tempfile::tempdir().unwrap()).await
    }

    async fn on(database: &str, folder: tempfile::TempDir) -> Self {
        let store = Store::open(database).await.unwrap();
        store.migrate().await.unwrap();
        let site = site("daily", folder.path().to_owned());
        store.create_site(&site).await.unwrap();
        store.create_site(&site_of("weekly")).await.unwrap();
        store.create_user(&editor(EMAIL, &["daily"])).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let config = Config {
            public_url: url.clone(),
            ..Config::for_testing()
        };
        let app = App::new(store.clone(), config).await.unwrap();
        tokio::spawn(web::serve(app, listener, std::future::pending()));
        let desk = Self {
            url,
            store,
            database: database.to_owned(),
            site,
            _folder: folder,
        };
        desk.publish(
            "A bridge",
            "<p>First.</p><p>She heard teh call in 1976 & came.</p>",
        )
        .await;
        desk
    }

    /// Puts an article's body in, or a new revision of it.
    pub(crate) async fn publish(&self, title: &str, source: &str) {
        let url = ArticleUrl::parse(ARTICLE, &self.site).unwrap();
        let content = Content {
            title: title.to_owned(),
            format: Format::Html,
            scope: Scope::Body,
            source: source.to_owned(),
            section: None,
            published: None,
        };
        let put = self
            .store
            .put_article(&self.site.key, &url, &content, Timestamp::now());
        put.await.unwrap();
    }

    /// What a reader sends; the case it belongs to.
    pub(crate) async fn report(
        &self,
        exact: &str,
        suggestion: Option<&str>,
        comment: &str,
    ) -> CaseId {
        let mut body =
            vec![json!({"type": "TextualBody", "purpose": "commenting", "value": comment})];
        if let Some(value) = suggestion {
            body.push(json!({"type": "TextualBody", "purpose": "editing", "value": value}));
        }
        let annotation = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "motivation": "editing",
            "body": body,
            "target": {"source": ARTICLE, "selector": [{"type": "TextQuoteSelector", "exact": exact}]},
            "kind": "typo",
            "contact": {"email": "reader@example.org"},
        });
        let sent = Client::new()
            .post(format!("{}/api/v1/sites/daily/reports", self.url))
            .json(&annotation)
            .send();
        let answer = sent.await.unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::CREATED,
            "{}",
            answer.text().await.unwrap()
        );
        let answer: Value = answer.json().await.unwrap();
        answer["case"]["id"].as_str().unwrap().parse().unwrap()
    }

    /// Starts another node on the same database, and gives its address.
    pub(crate) async fn another_node(&self) -> String {
        let store = Store::open(&self.database).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let config = Config {
            public_url: self.url.clone(),
            ..Config::for_testing()
        };
        let app = App::new(store, config).await.unwrap();
        tokio::spawn(web::serve(app, listener, std::future::pending()));
        url
    }

    /// A browser with nobody signed in.
    pub(crate) fn browser(&self) -> Browser {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        Browser {
            client: client.build().unwrap(),
            url: self.url.clone(),
            cookies: Mutex::default(),
        }
    }

    /// A browser with the editor signed in.
    pub(crate) async fn editor(&self) -> Browser {
        let browser = self.browser();
        let entered = browser.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(entered.location(), "/desk");
        browser
    }
}

/// A site whose articles are files of this folder.
fn site(key: &str, root: PathBuf) -> Site {
    let base = format!("https://{key}.example.org");
    Site {
        caps: corrigenda::domain::sender::Caps::default(),
        connector: Connector::Files { root, base },
        ..site_of(key)
    }
}

fn site_of(key: &str) -> Site {
    Site {
        key: key.parse().unwrap(),
        name: format!("The {key}"),
        origins: vec![format!("https://{key}.example.org")],
        language: "en".to_owned(),
        text: TextRules::default(),
        caps: corrigenda::domain::sender::Caps::default(),
        connector: Connector::None,
    }
}

/// An account of the desk.
pub(crate) fn editor(email: &str, sites: &[&str]) -> User {
    User {
        id: UserId::new(Timestamp::now()),
        email: email.to_owned(),
        password_hash: password_auth::generate_hash(PASSWORD),
        role: Role::Editor,
        sites: sites.iter().map(|key| key.parse().unwrap()).collect(),
        created: Timestamp::now(),
    }
}

/// A browser.
pub(crate) struct Browser {
    client: Client,
    url: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// Opens a page.
    pub(crate) async fn open(&self, path: &str) -> Page {
        self.send(Method::GET, path, String::new(), &HeaderMap::new())
            .await
    }

    /// Sends a form's fields to an address.
    pub(crate) async fn post(&self, path: &str, fields: &[(String, String)]) -> Page {
        self.post_with(path, fields, &HeaderMap::new()).await
    }

    /// Sends a form's fields with headers of its own.
    pub(crate) async fn post_with(
        &self,
        path: &str,
        fields: &[(String, String)],
        headers: &HeaderMap,
    ) -> Page {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        self.send(Method::POST, path, body.finish(), headers).await
    }

    /// Fills a form of the page and presses its button.
    pub(crate) async fn press(&self, page: &Page, button: &str, fill: &[(&str, &str)]) -> Page {
        let form = page.form(button);
        let fields = form.filled(fill);
        self.post(&form.action, &fields).await
    }

    /// Signs in by the form.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Page {
        let door = self.open("/desk/sign-in").await;
        self.press(
            &door,
            "Sign in",
            &[("email", email), ("password", password)],
        )
        .await
    }

    /// What is kept under a cookie whose name ends so.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        let found = cookies.iter().find(|(key, _)| key.ends_with(name));
        found.map(|(_, value)| value.clone())
    }

    async fn send(&self, method: Method, path: &str, body: String, headers: &HeaderMap) -> Page {
        let cookies: Vec<_> = {
            let cookies = self.cookies.lock().unwrap();
            cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        let request = self
            .client
            .request(method, format!("{}{path}", self.url))
            .header(COOKIE, cookies.join("; "))
            .header("content-type", "application/x-www-form-urlencoded")
            .headers(headers.clone())
            .body(body);
        let answer = request.send().await.unwrap();
        self.remember(answer.headers());
        Page {
            status: answer.status(),
            headers: answer.headers().clone(),
            html: answer.text().await.unwrap(),
        }
    }

    fn remember(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for value in headers.get_all(SET_COOKIE) {
            let cookie = value.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What was answered.
pub(crate) struct Page {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The page.
    pub(crate) html: String,
}

impl Page {
    /// Where the answer sends the browser; empty when nowhere.
    pub(crate) fn location(&self) -> &str {
        let location = self.headers.get(LOCATION);
        location.map_or("", |value| value.to_str().unwrap())
    }

    /// Whether these words stand on the page, as HTML.
    pub(crate) fn says(&self, html: &str) -> bool {
        self.html.contains(html)
    }

    /// The form that has this button.
    pub(crate) fn form(&self, button: &str) -> Form {
        let mut forms = self.html.split("<form ").skip(1);
        let found = forms.find_map(|rest| {
            let form = rest.split("</form>").next()?;
            let (_, foot) = form.rsplit_once("<button")?;
            foot.contains(&format!(">{button}")).then_some(form)
        });
        let form =
            found.unwrap_or_else(|| panic!("no form with the button {button}:\n{}", self.html));
        let hidden = form.split("<input type=\"hidden\"").skip(1);
        Form {
            action: unescaped(&attribute(form, "action")),
            hidden: hidden
                .map(|input| {
                    (
                        attribute(input, "name"),
                        unescaped(&attribute(input, "value")),
                    )
                })
                .collect(),
        }
    }
}

/// A form as it stands on a page: where it goes, and what it sends besides what somebody fills in.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// Where it goes.
    pub(crate) action: String,
    /// Its hidden fields.
    pub(crate) hidden: Vec<(String, String)>,
}

impl Form {
    /// All fields, with these filled in; a hidden field can be filled in too.
    pub(crate) fn filled(&self, fill: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut fields = self.hidden.clone();
        fields.retain(|(name, _)| fill.iter().all(|(filled, _)| filled != name));
        fields.extend(
            fill.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        fields
    }
}

fn attribute(html: &str, name: &str) -> String {
    let (_, rest) = html.split_once(&format!("{name}=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The templates escape by number; attributes of forms hold no other entities.
fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&#39;", "'")
        .replace("&#34;", "\"")
}
