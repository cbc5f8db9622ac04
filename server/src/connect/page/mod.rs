//! Pages of the open web: when nobody pushed an article and no connector reads it, its page is fetched as any
//! visitor would, within bounds and from the site's own hosts only.
//!
//! A fetched page may be a teaser, a consent page or an edition for another country: it shows where a passage is
//! and never proves that one is gone. Where an article may be reached is in `address`, whether we are welcome in
//! `robots`, how an answer is read in `reading`.

mod address;
mod reading;
mod refused;
mod robots;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use corrigenda_anchor::{Format, Scope};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, ACCEPT_ENCODING, LOCATION, USER_AGENT};
use hyper::{Request, Response, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use super::title;
use crate::domain::article::{Article, ArticleId, Content};
use crate::domain::site::{Site, SiteKey};
use crate::meter;
use address::Resolver;
use robots::Robots;

pub use address::Lookup;
pub use refused::Refused;

/// So often a page may send us on.
const MAX_REDIRECTS: usize = 5;

/// A host that has not answered a knock by now will not.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// What a `robots.txt` says is believed for so long.
const ROBOTS_FOR: Duration = Duration::from_secs(3_600);

/// An article that could not be had is not asked for again before this, however many reports name it.
const NOT_AGAIN_FOR: Duration = Duration::from_secs(600);

/// The memories above hold so many entries; a full one forgets everything.
const REMEMBERED: usize = 10_000;

type Client = Pooled<HttpsConnector<HttpConnector<Resolver>>, Empty<Bytes>>;

/// What may be fetched, and how much of it.
#[derive(Clone)]
pub struct Bounds {
    /// Pages of one site in a minute; 0 fetches nothing.
    pub per_minute: u32,
    /// Hosts with their port (`127.0.0.1:8081`) that may be on a private network.
    pub allow_private: Vec<String>,
    /// How long one page may take, redirects and `robots.txt` included.
    pub patience: Duration,
    /// Who we say that we are.
    pub user_agent: String,
    /// How names become addresses.
    pub lookup: Lookup,
}

impl Bounds {
    /// The bounds of a server that readers know by this URL.
    pub fn new(public_url: &str, per_minute: u32, allow_private: &[String]) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            per_minute,
            allow_private: allow_private.to_vec(),
            patience: Duration::from_secs(20),
            user_agent: format!("Corrigenda/{version} (+{public_url})"),
            lookup: address::system_lookup(),
        }
    }
}

/// A page as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The article as the page shows it.
    pub content: Content,
    /// Until when it need not be fetched again.
    pub good_until: Timestamp,
}

/// Fetches pages; clones share what they remember.
#[derive(Clone)]
pub struct Pages(Arc<Inner>);

struct Inner {
    bounds: Bounds,
    pace: Option<DefaultKeyedRateLimiter<SiteKey>>,
    /// Only for public addresses, and for hosts that the operator allows.
    clients: OnceLock<Option<[Client; 2]>>,
    robots: Mutex<HashMap<String, (Instant, Arc<Robots>)>>,
    failed: Mutex<HashMap<(SiteKey, ArticleId), (Instant, Refused)>>,
}

/// Where one request led.
enum Step {
    There(Response<Incoming>),
    On(Url),
}

impl Pages {
    /// Fetches within these bounds.
    pub fn new(bounds: Bounds) -> Self {
        let pace = NonZeroU32::new(bounds.per_minute);
        Self(Arc::new(Inner {
            pace: pace.map(|pages| RateLimiter::keyed(Quota::per_minute(pages))),
            bounds,
            clients: OnceLock::new(),
            robots: Mutex::default(),
            failed: Mutex::default(),
        }))
    }

    /// Fetches nothing.
    pub fn none() -> Self {
        Self::new(Bounds::new("", 0, &[]))
    }

    /// Fetches an article's page as it is now.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn fetch(
        &self,
        site: &Site,
        article: &Article,
        now: Timestamp,
    ) -> Result<Page, Refused> {
        let of = (site.key.clone(), article.id);
        if let Some(before) = recall(&self.0.failed, &of, NOT_AGAIN_FOR) {
            return Err(before);
        }
        let pace = self.0.pace.as_ref().ok_or(Refused::Off)?;
        pace.check_key(&site.key).map_err(|_| Refused::TooMany)?;
        let fetching = self.read(site, article, now);
        let fetched = tokio::time::timeout(self.0.bounds.patience, fetching).await;
        let fetched = fetched.unwrap_or(Err(Refused::TooSlow));
        meter::fetch(fetched.as_ref().err().map_or("fetched", Refused::word));
        if let Err(why) = &fetched
            && !why.may_pass()
        {
            remember(&self.0.failed, of, why.clone());
        }
        fetched
    }

    async fn read(&self, site: &Site, article: &Article, now: Timestamp) -> Result<Page, Refused> {
        let url = Url::parse(article.url.as_str()).map_err(|_| Refused::OffSite)?;
        let response = self.follow(site, url).await?;
        let good_for = reading::good_for(response.headers()).ok_or(Refused::NotToKeep)?;
        reading::check_type(response.headers())?;
        let headers = response.headers().clone();
        let body = reading::bytes(response, Content::MAX_BYTES).await?;
        let source = reading::decode(&body, &headers);
        if source.len() > Content::MAX_BYTES {
            return Err(Refused::TooLarge);
        }
        Ok(Page {
            content: content(article, source),
            good_until: later(now, good_for),
        })
    }

    /// Gets the page and whatever it redirects to, looking at each address as if it were the first.
    async fn follow(&self, site: &Site, mut url: Url) -> Result<Response<Incoming>, Refused> {
        for _ in 0..=MAX_REDIRECTS {
            self.ask_robots(site, &url).await?;
            match self.step(site, &url).await? {
                Step::There(response) => return Ok(response),
                Step::On(to) => url = to,
            }
        }
        Err(Refused::TooManyRedirects)
    }

    async fn step(&self, site: &Site, url: &Url) -> Result<Step, Refused> {
        let client = self.client(site, url)?;
        let request = Request::get(url.as_str())
            .header(USER_AGENT, &self.0.bounds.user_agent)
            .header(ACCEPT, "text/html, application/xhtml+xml;q=0.9")
            .header(ACCEPT_ENCODING, "identity")
            .body(Empty::new())
            .map_err(|_| Refused::OffSite)?;
        let sent = client.request(request).await;
        let response = sent.map_err(|error| Refused::of(&error))?;
        let status = response.status();
        if status == StatusCode::OK {
            return Ok(Step::There(response));
        }
        let to = response
            .headers()
            .get(LOCATION)
            .filter(|_| status.is_redirection());
        let to = to.and_then(|to| url.join(to.to_str().ok()?).ok());
        to.map(Step::On).ok_or(Refused::Status(status.as_u16()))
    }

    /// The client for an address, when it may be asked at all. Names are checked when they are resolved; an
    /// address that stands in the URL itself is not resolved by anybody and so is checked here.
    fn client(&self, site: &Site, url: &Url) -> Result<&Client, Refused> {
        let is_web = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none();
        if !is_web || !site.origins.contains(&url.origin().ascii_serialization()) {
            return Err(Refused::OffSite);
        }
        let clients = self.0.clients.get_or_init(|| clients(&self.0.bounds));
        let [guarded, open] = clients.as_ref().ok_or(Refused::Off)?;
        if self.is_allowed(url) {
            return Ok(open);
        }
        let literal = match url.host() {
            Some(Host::Ipv4(v4)) => Some(v4.into()),
            Some(Host::Ipv6(v6)) => Some(v6.into()),
            _ => None,
        };
        if literal.is_some_and(|literal| !address::is_public(literal)) {
            return Err(Refused::NotPublic);
        }
        Ok(guarded)
    }

    fn is_allowed(&self, url: &Url) -> bool {
        let port = url.port_or_known_default().unwrap_or_default();
        let named = format!("{}:{port}", url.host_str().unwrap_or_default());
        self.0.bounds.allow_private.contains(&named)
    }

    /// Whether the site's `robots.txt` allows us this address. One that is not there allows everything; one that
    /// cannot be had just now allows nothing yet.
    async fn ask_robots(&self, site: &Site, url: &Url) -> Result<(), Refused> {
        let origin = url.origin().ascii_serialization();
        let known = recall(&self.0.robots, &origin, ROBOTS_FOR);
        let robots = match known {
            Some(known) => known,
            None => {
                let read = Arc::new(self.read_robots(site, url).await?);
                remember(&self.0.robots, origin, read.clone());
                read
            }
        };
        let path = url.query().map_or_else(
            || url.path().to_owned(),
            |query| format!("{}?{query}", url.path()),
        );
        if robots.allow(&path) {
            Ok(())
        } else {
            Err(Refused::Robots)
        }
    }

    async fn read_robots(&self, site: &Site, url: &Url) -> Result<Robots, Refused> {
        let mut url = url.join("/robots.txt").map_err(|_| Refused::OffSite)?;
        for _ in 0..=MAX_REDIRECTS {
            let response = match self.step(site, &url).await {
                Ok(Step::There(response)) => response,
                Ok(Step::On(to)) => {
                    url = to;
                    continue;
                }
                Err(why) if why.may_pass() || why == Refused::NotPublic => return Err(why),
                Err(_) => break,
            };
            return match reading::bytes(response, robots::MAX_BYTES).await {
                Ok(body) => Ok(Robots::parse(&String::from_utf8_lossy(&body))),
                // Nobody writes so much by hand; what such a file forbids cannot be told.
                Err(Refused::TooLarge) => Err(Refused::Robots),
                Err(why) => Err(why),
            };
        }
        Ok(Robots::default())
    }
}

/// A client that connects to public addresses only, and one for hosts that the operator allows; none when the
/// machine has no certificates to know servers by. They do as they are told and no more: no redirects, no cookies, no
/// unpacking, and no proxy, which would resolve names for us.
fn clients(bounds: &Bounds) -> Option<[Client; 2]> {
    let client = |is_guarded| {
        let mut connector = HttpConnector::new_with_resolver(Resolver {
            lookup: bounds.lookup.clone(),
            is_guarded,
        });
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT_WITHIN));
        let cryptography = rustls::crypto::ring::default_provider();
        let secure =
            HttpsConnectorBuilder::new().with_provider_and_platform_verifier(cryptography)?;
        let connector = secure
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let mut pooled = Pooled::builder(TokioExecutor::new());
        let pooled = pooled.pool_max_idle_per_host(1).build(connector);
        Ok::<Client, std::io::Error>(pooled)
    };
    match (client(true), client(false)) {
        (Ok(guarded), Ok(open)) => Some([guarded, open]),
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "pages cannot be fetched on this machine");
            None
        }
    }
}

fn content(article: &Article, source: String) -> Content {
    Content {
        title: title::of(&source, Format::Html).unwrap_or_else(|| article.title.clone()),
        format: Format::Html,
        scope: Scope::Page,
        section: article.section.clone(),
        published: article.published,
        source,
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(now)
}

fn recall<K: std::hash::Hash + Eq, V: Clone>(
    memory: &Mutex<HashMap<K, (Instant, V)>>,
    key: &K,
    keep: Duration,
) -> Option<V> {
    let memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    let (at, value) = memory.get(key)?;
    (at.elapsed() < keep).then(|| value.clone())
}

fn remember<K: std::hash::Hash + Eq, V>(
    memory: &Mutex<HashMap<K, (Instant, V)>>,
    key: K,
    value: V,
) {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.len() >= REMEMBERED {
        memory.clear();
    }
    memory.insert(key, (Instant::now(), value));
}
