//! How many reports one client may send in a minute. A client is an address; of IPv6 the /64 that a household
//! gets. Nothing about clients is kept but a counter in memory that forgets within minutes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::App;
use super::error::Error;

/// After this many checks, clients that are back at nothing are forgotten.
const CHECKS_BETWEEN_CLEANINGS: u32 = 1_024;

/// For each report that a client may send, it may look at the form so often.
pub(super) const LOOKS_PER_REPORT: u32 = 10;

/// The counters, one for each client.
#[derive(Debug)]
pub(super) struct Limit {
    clients: DefaultKeyedRateLimiter<IpAddr>,
    checks: AtomicU32,
}

impl Limit {
    /// So many a minute from each client; no limit at 0.
    pub(super) fn per_minute(reports: u32) -> Option<Self> {
        let quota = Quota::per_minute(NonZeroU32::new(reports)?);
        Some(Self {
            clients: RateLimiter::keyed(quota),
            checks: AtomicU32::new(0),
        })
    }

    /// Counts one report of this client; when that is too many, says how many seconds to wait.
    fn count(&self, client: IpAddr) -> Result<(), u64> {
        if self
            .checks
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(CHECKS_BETWEEN_CLEANINGS)
        {
            self.clients.retain_recent();
        }
        self.clients.check_key(&client).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            wait.as_secs() + 1
        })
    }
}

/// The layer for routes that take reports. Looking is free.
pub(super) async fn reports(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    if request.method() == Method::POST {
        count(app.limit.as_deref(), &request)?;
    }
    Ok(next.run(request).await)
}

/// The layer for the form, where looking is not free: a quote is looked for in its article.
pub(super) async fn looks(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    if request.method() == Method::GET {
        count(app.looks.as_deref(), &request)?;
    }
    Ok(next.run(request).await)
}

fn count(limit: Option<&Limit>, request: &Request) -> Result<(), Error> {
    let Some(limit) = limit else {
        return Ok(());
    };
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    limit
        .count(client(peer, request.headers()))
        .map_err(Error::TooMany)
}

/// Who sent this. A proxy on this machine is believed about whom it serves, and nobody else is.
fn client(peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
    if !peer.is_loopback() {
        return household(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
    let last = forwarded
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next());
    household(
        last.and_then(|address| address.trim().parse().ok())
            .unwrap_or(peer),
    )
}

fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            "x-forwarded-for".parse().unwrap(),
            forwarded.parse().unwrap(),
        )])
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let from = |peer: &str| {
            client(
                Some(peer.parse().unwrap()),
                &headers("10.9.9.9, 203.0.113.7"),
            )
            .to_string()
        };
        assert_eq!(from("127.0.0.1"), "203.0.113.7");
        assert_eq!(from("198.51.100.1"), "198.51.100.1");
    }

    #[test]
    fn a_household_is_one_client() {
        let one = household("2001:db8:1:2:aaaa::1".parse().unwrap());
        assert_eq!(one, household("2001:db8:1:2:bbbb::2".parse().unwrap()));
        assert_ne!(one, household("2001:db8:1:3::1".parse().unwrap()));
        assert_eq!(
            household("::ffff:203.0.113.7".parse().unwrap()).to_string(),
            "203.0.113.7"
        );
    }

    #[test]
    fn the_next_report_is_one_too_many() {
        let limit = Limit::per_minute(2).unwrap();
        let reader: IpAddr = "203.0.113.7".parse().unwrap();
        assert_eq!((limit.count(reader), limit.count(reader)), (Ok(()), Ok(())));
        let wait = limit.count(reader).unwrap_err();
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(limit.count("203.0.113.8".parse().unwrap()), Ok(()));
        assert!(Limit::per_minute(0).is_none());
    }
}
