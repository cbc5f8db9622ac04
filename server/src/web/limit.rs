//! How often a client may ask, and how many reports it may send: what this process counts in memory, before anything
//! is read or stored. What all nodes count together, and who may pass with a proof of work, is told to the store by
//! what is made here; the rules are `domain::sender`'s.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jiff::Timestamp;

use super::App;
use super::client::Client;
use super::error::Error;
use super::extract::OfSite;
use crate::config::Limits;
use crate::domain::sender::{Counted, Rate, Sender, Suspicion, WhenBusy};
use crate::domain::site::{Site, SiteKey};

/// After this many checks, keys that are back at nothing are forgotten.
const CHECKS_BETWEEN_CLEANINGS: u32 = 1_024;

/// For each report that a client may send, it may look at the form, or fetch a challenge, so often.
const LOOKS_PER_REPORT: u32 = 10;

/// What is said to wait when a minute's count is full and nobody knows since when.
pub(super) const A_WHILE: u64 = 30;

/// So many a minute under each key.
#[derive(Debug)]
struct PerMinute<K: Hash + Eq + Clone> {
    counts: Option<DefaultKeyedRateLimiter<K>>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> PerMinute<K> {
    /// No limit at 0.
    fn new(most: u32) -> Self {
        Self {
            counts: NonZeroU32::new(most).map(|most| RateLimiter::keyed(Quota::per_minute(most))),
            checks: AtomicU32::new(0),
        }
    }

    /// Counts one; when that is too many, says how many seconds to wait.
    fn count(&self, key: &K) -> Result<(), u64> {
        let Some(counts) = &self.counts else {
            return Ok(());
        };
        let checks = self.checks.fetch_add(1, Ordering::Relaxed);
        if checks.is_multiple_of(CHECKS_BETWEEN_CLEANINGS) {
            counts.retain_recent();
        }
        counts.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            wait.as_secs() + 1
        })
    }
}

/// What is counted against one rate, in two steps.
#[derive(Debug)]
struct Steps<K: Hash + Eq + Clone> {
    quiet: PerMinute<K>,
    most: PerMinute<K>,
}

impl<K: Hash + Eq + Clone> Steps<K> {
    fn new(rate: Rate) -> Self {
        Self {
            quiet: PerMinute::new(rate.quiet),
            most: PerMinute::new(rate.most),
        }
    }

    /// Counts one; over the quiet rate, says when it would have passed.
    fn count(&self, key: &K) -> Result<Option<u64>, u64> {
        self.most.count(key)?;
        Ok(self.quiet.count(key).err())
    }
}

/// All counters of this process.
#[derive(Debug)]
pub(super) struct Counters {
    requests: PerMinute<Client>,
    looks: PerMinute<Client>,
    with_origin: Steps<Client>,
    without: Steps<Client>,
    sites: Steps<SiteKey>,
}

impl Counters {
    pub(super) fn new(limits: &Limits) -> Self {
        let looks = limits.reports_per_minute.saturating_mul(LOOKS_PER_REPORT);
        Self {
            requests: PerMinute::new(limits.requests()),
            looks: PerMinute::new(looks),
            with_origin: Steps::new(limits.of_client(true)),
            without: Steps::new(limits.of_client(false)),
            sites: Steps::new(limits.of_site()),
        }
    }
}

/// The layer around everything but the probes of whoever watches the server.
pub(super) async fn requests(
    State(app): State<App>,
    client: Client,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let is_probe = matches!(request.uri().path(), "/healthz" | "/readyz");
    if !is_probe {
        app.counters
            .requests
            .count(&client)
            .map_err(Error::TooMany)?;
    }
    Ok(next.run(request).await)
}

/// Somebody who looks at what costs more than reading: the form, where a quote is looked for in its article, and
/// challenges, which have to be made.
#[derive(Debug)]
pub struct Look;

impl FromRequestParts<App> for Look {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Ok(client) = Client::from_request_parts(parts, app).await;
        app.counters.looks.count(&client).map_err(Error::TooMany)?;
        Ok(Self)
    }
}

/// Somebody who sends a report: counted before its body is read.
#[derive(Debug)]
pub struct Reporter {
    client: Client,
    has_origin: bool,
    /// Over the quiet rate: the seconds after which it would pass without a proof.
    pub wait: Option<u64>,
}

impl FromRequestParts<App> for Reporter {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Ok(client) = Client::from_request_parts(parts, app).await;
        let OfSite(site) = OfSite::from_request_parts(parts, app).await?;
        let has_origin = parts.headers.contains_key(header::ORIGIN);
        let counters = &app.counters;
        let of_client = if has_origin {
            &counters.with_origin
        } else {
            &counters.without
        };
        let clients = of_client.count(&client).map_err(Error::TooMany)?;
        let sites = counters.sites.count(&site.key).map_err(Error::TooMany)?;
        Ok(Self {
            client,
            has_origin,
            wait: clients.max(sites),
        })
    }
}

impl Reporter {
    /// Seconds to wait for the next minute's counts.
    pub fn patience(&self) -> u64 {
        self.wait.unwrap_or(A_WHILE)
    }

    /// What the store may know of the sender.
    pub fn sender(&self, app: &App, site: &Site, when_busy: WhenBusy, now: Timestamp) -> Sender {
        let limits = &app.config.limits;
        let counted = Counted {
            client: self.client.of_today(&app.secret, now),
            of_client: limits.of_client(self.has_origin),
            of_site: limits.of_site(),
            when_busy,
        };
        let has_limits = counted.of_client.most > 0 || counted.of_site.most > 0;
        let is_busy = self.wait.is_some() && when_busy == WhenBusy::Hold;
        Sender {
            counted: has_limits.then_some(counted),
            source: Some(self.client.as_source(&app.secret, &site.key)),
            proof: None,
            must_prove: self.wait.is_some() && when_busy == WhenBusy::Ask,
            suspicion: is_busy.then_some(Suspicion::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_one_is_one_too_many() {
        let limit = PerMinute::new(2);
        assert_eq!((limit.count(&1), limit.count(&1)), (Ok(()), Ok(())));
        let wait = limit.count(&1).unwrap_err();
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(limit.count(&2), Ok(()));
        let none = PerMinute::new(0);
        assert!((0..100).all(|_| none.count(&1).is_ok()));
    }

    #[test]
    fn over_the_quiet_rate_there_is_a_second_step() {
        let steps = Steps::new(Rate { quiet: 1, most: 2 });
        assert_eq!(steps.count(&1), Ok(None));
        assert!(matches!(steps.count(&1), Ok(Some(1..=61))));
        assert!(steps.count(&1).is_err());
    }
}
