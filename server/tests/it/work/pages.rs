//! Articles that nobody pushed are fetched from a real server that does what servers on the open internet do, and
//! the guard around the fetching is tried from all sides.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use corrigenda::connect::page::{Bounds, Lookup, Page, Pages, Refused};
use corrigenda::domain::article::{Article, ArticleUrl, Content};
use corrigenda::domain::case::{Case, Placement};
use corrigenda::domain::placement::Finding;
use corrigenda::domain::report::{Kind, NewReport, ReportId};
use corrigenda::domain::site::{Connector, Site, TextRules};
use corrigenda::store::Store;
use corrigenda::work;
use corrigenda_anchor::{Format, Scope, Selectors, TextQuote};
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const STORY: &str = "<!doctype html><h1>A call</h1><article><p>At last she heard teh call over the river.</p></article>";
const TEASER: &str =
    "<!doctype html><article><p>At last she heard …</p><p>Subscribe to read on.</p></article>";

/// What the publisher's server keeps count of.
#[derive(Clone, Default)]
struct Seen {
    robots: Arc<AtomicUsize>,
    pages: Arc<AtomicUsize>,
    agents: Arc<std::sync::Mutex<Vec<String>>>,
}

/// A publisher's server, a site on it, and what fetches its pages.
struct Web {
    port: u16,
    site: Site,
    seen: Seen,
    _stop: oneshot::Sender<()>,
}

async fn answer(
    State((seen, port)): State<(Seen, u16)>,
    headers: axum::http::HeaderMap,
    uri: Uri,
) -> Response {
    if uri.path() == "/robots.txt" {
        seen.robots.fetch_add(1, Ordering::Relaxed);
        return "User-agent: *\nDisallow: /secret\n".into_response();
    }
    seen.pages.fetch_add(1, Ordering::Relaxed);
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    seen.agents
        .lock()
        .unwrap()
        .push(agent.unwrap_or_default().to_owned());
    let html = |body: Body| ([(header::CONTENT_TYPE, "text/html")], body).into_response();
    let kept = |how: &'static str| {
        (
            [
                (header::CONTENT_TYPE, "text/html"),
                (header::CACHE_CONTROL, how),
            ],
            STORY,
        )
            .into_response()
    };
    match uri.path() {
        "/story" | "/secret" => html(STORY.into()),
        "/teaser" => html(TEASER.into()),
        "/moved" => Redirect::temporary("/story").into_response(),
        "/circle" => Redirect::temporary("/circle").into_response(),
        "/to-secret" => Redirect::temporary("/secret").into_response(),
        "/to-elsewhere" => {
            Redirect::temporary("http://169.254.169.254/latest/meta-data").into_response()
        }
        "/to-inside" => {
            Redirect::temporary(&format!("http://127.0.0.1:{port}/story")).into_response()
        }
        "/endless" => {
            let line = vec![b'x'; 64 * 1024];
            let chunks = stream::repeat_with(move || Ok::<_, std::io::Error>(line.clone()));
            html(Body::from_stream(chunks))
        }
        "/silent" => html(Body::from_stream(stream::pending::<
            Result<Vec<u8>, std::io::Error>,
        >())),
        "/bomb" => {
            let head = [
                (header::CONTENT_TYPE, "text/html"),
                (header::CONTENT_ENCODING, "gzip"),
            ];
            (head, vec![0_u8; 1_000]).into_response()
        }
        "/data" => ([(header::CONTENT_TYPE, "application/json")], "{}").into_response(),
        "/no-store" => kept("no-store"),
        "/fresh" => kept("max-age=3600"),
        "/paid" => StatusCode::PAYMENT_REQUIRED.into_response(),
        "/down" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Web {
    async fn new() -> Self {
        Self::named("127.0.0.1").await
    }

    /// A server on this machine that the site knows by this name.
    async fn named(host: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Seen::default();
        let routes = Router::new()
            .fallback(answer)
            .with_state((seen.clone(), port));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = axum::serve(listener, routes).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        tokio::spawn(async { server.await });
        let site = Site {
            key: "daily".parse().unwrap(),
            name: "The Daily".to_owned(),
            origins: vec![format!("http://{host}:{port}")],
            language: "en".to_owned(),
            text: TextRules::default(),
            connector: Connector::None,
            caps: Default::default(),
        };
        Self {
            port,
            site,
            seen,
            _stop: stop,
        }
    }

    fn url(&self, path: &str) -> ArticleUrl {
        ArticleUrl::parse(&format!("{}{path}", self.site.origins[0]), &self.site).unwrap()
    }

    fn article(&self, path: &str) -> Article {
        let url = self.url(path);
        Article {
            id: corrigenda::domain::article::ArticleId::new(Timestamp::now()),
            site: self.site.key.clone(),
            title: url.to_string(),
            url,
            section: None,
            published: None,
            revision: None,
        }
    }

    /// What the operator allows is this server, unless a test says otherwise.
    fn bounds(&self) -> Bounds {
        let allowed = [format!("127.0.0.1:{}", self.port)];
        Bounds::new("https://corrections.example.org", 1_000, &allowed)
    }

    async fn fetch(&self, path: &str) -> Result<Page, Refused> {
        self.fetch_within(self.bounds(), path).await
    }

    async fn fetch_within(&self, bounds: Bounds, path: &str) -> Result<Page, Refused> {
        Pages::new(bounds)
            .fetch(&self.site, &self.article(path), Timestamp::now())
            .await
    }

    fn pages_served(&self) -> usize {
        self.seen.pages.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn a_page_is_fetched_with_our_name_and_no_more() {
    let web = Web::new().await;
    let page = web.fetch("/story").await.unwrap();
    assert_eq!(
        (page.content.source.as_str(), page.content.title.as_str()),
        (STORY, "A call")
    );
    assert_eq!(
        (page.content.format, page.content.scope),
        (Format::Html, Scope::Page)
    );
    let agents = web.seen.agents.lock().unwrap().clone();
    assert_eq!(agents.len(), 1);
    assert!(
        agents[0].starts_with("Corrigenda/")
            && agents[0].ends_with("(+https://corrections.example.org)")
    );
}

#[tokio::test]
async fn private_addresses_are_not_connected_to() {
    let web = Web::new().await;
    let guarded = || Bounds {
        allow_private: Vec::new(),
        ..web.bounds()
    };
    assert_eq!(
        web.fetch_within(guarded(), "/story").await,
        Err(Refused::NotPublic)
    );
    // Another port of a host that is allowed is not allowed.
    let other = Bounds {
        allow_private: vec!["127.0.0.1:1".to_owned()],
        ..web.bounds()
    };
    assert_eq!(
        web.fetch_within(other, "/story").await,
        Err(Refused::NotPublic)
    );
    assert_eq!(
        web.pages_served() + web.seen.robots.load(Ordering::Relaxed),
        0
    );
}

#[tokio::test]
async fn a_name_of_a_private_address_is_not_connected_to() {
    let web = Web::named("daily.test").await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let lookup: Lookup = Arc::new(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    });
    let named = Bounds {
        lookup,
        allow_private: Vec::new(),
        ..web.bounds()
    };
    assert_eq!(
        web.fetch_within(named.clone(), "/story").await,
        Err(Refused::NotPublic)
    );
    assert_eq!(
        web.pages_served() + web.seen.robots.load(Ordering::Relaxed),
        0
    );
    assert_eq!(
        asked.load(Ordering::Relaxed),
        1,
        "a name is resolved once for a connection"
    );
    // The same name is reached when the operator allows it, so the refusal is the guard's.
    let allowed = Bounds {
        allow_private: vec![format!("daily.test:{}", web.port)],
        ..named
    };
    assert!(web.fetch_within(allowed, "/story").await.is_ok());
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_checked_at_every_connection() {
    let web = Web::named("daily.test").await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    // First nobody knows the name; then it is the way inside.
    let lookup: Lookup = Arc::new(move |_| {
        let is_first = counter.fetch_add(1, Ordering::Relaxed) == 0;
        Box::pin(async move {
            if is_first {
                return Err(std::io::Error::other("no such name"));
            }
            Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)])
        })
    });
    let bounds = Bounds {
        lookup,
        allow_private: Vec::new(),
        ..web.bounds()
    };
    let pages = Pages::new(bounds);
    let article = web.article("/story");
    let now = Timestamp::now();
    assert_eq!(
        pages.fetch(&web.site, &article, now).await,
        Err(Refused::Unreachable)
    );
    assert_eq!(
        pages.fetch(&web.site, &article, now).await,
        Err(Refused::NotPublic)
    );
    assert_eq!(
        web.pages_served() + web.seen.robots.load(Ordering::Relaxed),
        0
    );
}

#[tokio::test]
async fn every_redirect_is_looked_at() {
    let web = Web::new().await;
    assert_eq!(web.fetch("/moved").await.unwrap().content.source, STORY);
    assert_eq!(web.fetch("/circle").await, Err(Refused::TooManyRedirects));
    assert_eq!(web.fetch("/to-secret").await, Err(Refused::Robots));
    assert_eq!(web.fetch("/to-elsewhere").await, Err(Refused::OffSite));
    // Also where the origin is one of the site's, but not one that the operator allows.
    let mut named = Web::named("daily.test").await;
    named
        .site
        .origins
        .push(format!("http://127.0.0.1:{}", named.port));
    let lookup: Lookup =
        Arc::new(|_| Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) }));
    let allow_private = vec![format!("daily.test:{}", named.port)];
    let bounds = Bounds {
        lookup,
        allow_private,
        ..named.bounds()
    };
    assert_eq!(
        named.fetch_within(bounds, "/to-inside").await,
        Err(Refused::NotPublic)
    );
    assert_eq!(named.pages_served(), 1);
}

#[tokio::test]
async fn what_never_ends_is_cut_off() {
    let web = Web::new().await;
    assert_eq!(web.fetch("/endless").await, Err(Refused::TooLarge));
    let hasty = Bounds {
        patience: Duration::from_millis(200),
        ..web.bounds()
    };
    assert_eq!(
        web.fetch_within(hasty, "/silent").await,
        Err(Refused::TooSlow)
    );
}

#[tokio::test]
async fn only_pages_that_may_be_kept_are_taken() {
    let web = Web::new().await;
    assert_eq!(web.fetch("/bomb").await, Err(Refused::NotAPage));
    assert_eq!(web.fetch("/data").await, Err(Refused::NotAPage));
    assert_eq!(web.fetch("/no-store").await, Err(Refused::NotToKeep));
    assert_eq!(web.fetch("/paid").await, Err(Refused::Status(402)));
    let now = Timestamp::now();
    let kept = web
        .fetch("/fresh")
        .await
        .unwrap()
        .good_until
        .duration_since(now);
    assert!(kept >= SignedDuration::from_secs(3_600), "{kept:?}");
}

#[tokio::test]
async fn robots_are_asked_once_and_obeyed() {
    let web = Web::new().await;
    let pages = Pages::new(web.bounds());
    let now = Timestamp::now();
    for path in ["/story", "/fresh"] {
        pages
            .fetch(&web.site, &web.article(path), now)
            .await
            .unwrap();
    }
    assert_eq!(
        pages.fetch(&web.site, &web.article("/secret"), now).await,
        Err(Refused::Robots)
    );
    assert_eq!(
        (web.seen.robots.load(Ordering::Relaxed), web.pages_served()),
        (1, 2)
    );
}

#[tokio::test]
async fn a_crowd_does_not_make_us_one() {
    let web = Web::new().await;
    let pages = Pages::new(Bounds {
        per_minute: 2,
        ..web.bounds()
    });
    let (now, lost) = (Timestamp::now(), web.article("/lost"));
    for _ in 0..50 {
        assert_eq!(
            pages.fetch(&web.site, &lost, now).await,
            Err(Refused::Status(404))
        );
    }
    assert!(
        pages
            .fetch(&web.site, &web.article("/story"), now)
            .await
            .is_ok()
    );
    assert_eq!(
        pages.fetch(&web.site, &web.article("/story"), now).await,
        Err(Refused::TooMany)
    );
    assert_eq!(web.pages_served(), 2);
    let off = Bounds {
        per_minute: 0,
        ..web.bounds()
    };
    assert_eq!(web.fetch_within(off, "/story").await, Err(Refused::Off));
}

/// A desk whose articles only the web knows.
struct Desk {
    web: Web,
    pages: Pages,
    store: Store,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let web = Web::new().await;
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("test.db").display());
        let store = Store::open(&database).await.unwrap();
        store.migrate().await.unwrap();
        store.create_site(&web.site).await.unwrap();
        Self {
            pages: Pages::new(web.bounds()),
            web,
            store,
            _folder: folder,
        }
    }

    /// A reader reports "teh call", which the server knows nothing of yet, and everything owed is done.
    async fn report(&self, path: &str) -> Case {
        let quote = TextQuote {
            prefix: "she heard ".to_owned(),
            exact: "teh".to_owned(),
            suffix: " call over".to_owned(),
        };
        let selectors = Some(Selectors {
            quote: Some(quote),
            position: None,
        });
        let url = self.web.url(path);
        let now = Timestamp::now();
        let finding = Finding::pending(selectors.as_ref(), Some("the"));
        let report = NewReport {
            id: ReportId::new(now),
            site: self.web.site.key.clone(),
            url,
            selectors,
            suggestion: Some("the".to_owned()),
            comment: None,
            kind: Kind::Typo,
            email: None,
            extensions: None,
            text_rules: None,
            idempotency: None,
            received: now,
        };
        let sent = self
            .store
            .accept_report(&self.web.site, report, finding)
            .await
            .unwrap();
        work::settle_with(&self.store, &self.pages).await.unwrap();
        let report = self
            .store
            .report(&self.web.site.key, sent.report)
            .await
            .unwrap();
        self.store
            .case(
                &self.web.site.key,
                report.case.expect("it reached the editors"),
            )
            .await
            .unwrap()
    }

    async fn push(&self, path: &str, source: &str) {
        let content = Content {
            title: "A call".to_owned(),
            format: Format::Html,
            scope: Scope::Page,
            source: source.to_owned(),
            section: None,
            published: None,
        };
        let (site, now) = (&self.web.site.key, Timestamp::now());
        self.store
            .put_article(site, &self.web.url(path), &content, now)
            .await
            .unwrap();
        work::settle_with(&self.store, &self.pages).await.unwrap();
    }

    async fn placement(&self, case: &Case) -> Placement {
        self.store
            .case(&self.web.site.key, case.id)
            .await
            .unwrap()
            .placement
    }

    async fn close(self) {
        assert_eq!(
            self.store.jobs_left().await.unwrap(),
            0,
            "a job was left in the queue"
        );
        self.store.close().await;
    }
}

#[tokio::test]
async fn a_report_on_an_unknown_article_finds_its_place_on_the_page() {
    let desk = Desk::new().await;
    let case = desk.report("/story").await;
    assert_eq!(case.placement, Placement::Exact);
    let again = desk.report("/story").await;
    assert_eq!((again.id, again.reports), (case.id, 2));
    assert_eq!(
        desk.web.pages_served(),
        1,
        "what is known is not fetched again"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_teaser_never_proves_that_a_passage_is_gone() {
    let desk = Desk::new().await;
    let case = desk.report("/teaser").await;
    assert_eq!(case.placement, Placement::Pending);
    assert_eq!(case.passage.as_ref().unwrap().exact, "teh");

    // The publisher pushes what everybody sees: the same source, and now it is the whole article.
    desk.push("/teaser", TEASER).await;
    assert_eq!(desk.placement(&case).await, Placement::Gone);
    // And then the article itself.
    desk.push("/teaser", STORY).await;
    assert_eq!(desk.placement(&case).await, Placement::Exact);
    desk.close().await;
}

#[tokio::test]
async fn what_was_pushed_is_not_replaced_by_what_is_fetched() {
    let desk = Desk::new().await;
    desk.push("/teaser", STORY).await;
    let case = desk.report("/teaser").await;
    assert_eq!(
        (case.placement, desk.web.pages_served()),
        (Placement::Exact, 0)
    );
    let article = desk
        .store
        .article_by_url(&desk.web.site.key, &desk.web.url("/teaser"))
        .await
        .unwrap()
        .unwrap();
    let page = desk.web.fetch("/teaser").await.unwrap();
    let now = Timestamp::now();
    let stored = desk.store.put_fetched(
        &article,
        article.revision,
        &page.content,
        page.good_until,
        now,
    );
    assert!(!stored.await.unwrap());
    assert_eq!(desk.placement(&case).await, Placement::Exact);
    desk.close().await;
}

#[tokio::test]
async fn a_page_that_cannot_be_had_keeps_no_report_from_the_editors() {
    let desk = Desk::new().await;
    let case = desk.report("/no-store").await;
    assert_eq!(
        (case.placement, case.passage.unwrap().exact.as_str()),
        (Placement::Pending, "teh")
    );
    assert!(desk.store.jobs_left().await.unwrap() == 0);
    desk.close().await;
}
