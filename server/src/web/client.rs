//! Who sent a request, as far as counting needs it: an address, of IPv6 the /64 that a household gets. Behind a proxy
//! that the operator declared it is the address the proxy names, and nobody else is believed.
//!
//! An address is held while its request is answered, and for minutes in the counters of `limit`. What is stored is a
//! keyed hash of it, made here; it is never logged, so it cannot be printed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::Next;
use axum::response::Response;
use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use jiff::Timestamp;
use sha2::Sha256;

use super::App;
use crate::domain::sender::Hash;
use crate::domain::site::SiteKey;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client of a request: a household, not a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

/// An address that cannot be printed cannot get into a log.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    /// The client of a connection from `peer` that said this.
    pub(super) fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let peer = peer.to_canonical();
        if !is_proxy(peer, proxies) {
            return Self::household(peer);
        }
        let by_list = headers
            .contains_key(X_FORWARDED_FOR)
            .then(|| nearest(peer, listed(headers), proxies));
        let by_standard = headers
            .contains_key(header::FORWARDED)
            .then(|| nearest(peer, forwarded(headers), proxies));
        // A proxy sets one of the two and may pass the other on as the client sent it. When they disagree one of
        // them is forged, and nobody knows which.
        let client = match (by_list, by_standard) {
            (Some(one), Some(other)) if one != other => peer,
            (Some(one), _) | (None, Some(one)) => one,
            (None, None) => peer,
        };
        Self::household(client)
    }

    fn household(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            v4 => v4,
        })
    }

    /// What the counters that all nodes share know the client by: another every day, so that nobody is followed from
    /// one day to the next.
    pub(super) fn of_today(self, secret: &[u8; 32], now: Timestamp) -> Hash {
        let day = now.as_second().div_euclid(24 * 60 * 60);
        let mut key = keyed(secret);
        key.update(b"client of a day\0");
        key.update(&day.to_be_bytes());
        self.hash(keyed(&key.finalize().into_bytes()))
    }

    /// What a site knows the client by when it blocks a source of junk. Of no use for anything else: another key, and
    /// another for each site.
    pub(super) fn as_source(self, secret: &[u8; 32], site: &SiteKey) -> Hash {
        let mut key = keyed(secret);
        key.update(b"source of reports\0");
        key.update(site.as_str().as_bytes());
        self.hash(keyed(&key.finalize().into_bytes()))
    }

    fn hash(self, mut mac: Hmac<Sha256>) -> Hash {
        match self.0 {
            IpAddr::V4(v4) => mac.update(&v4.octets()),
            IpAddr::V6(v6) => mac.update(&v6.octets()),
        }
        let mut hash = [0; 16];
        hash.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        Hash(hash)
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn is_proxy(address: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|net| net.contains(&address))
}

/// The nearest hop that is none of ours. What stands before a hop that cannot be read was said by nobody we believe.
fn nearest(
    peer: IpAddr,
    hops_from_the_right: impl Iterator<Item = Option<IpAddr>>,
    proxies: &[IpNet],
) -> IpAddr {
    let mut known = peer;
    for hop in hops_from_the_right {
        let Some(hop) = hop else { break };
        known = hop;
        if !is_proxy(hop, proxies) {
            break;
        }
    }
    known
}

/// The hops in `X-Forwarded-For`, the last one first.
fn listed(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values = headers.get_all(X_FORWARDED_FOR).iter().rev();
    values.flat_map(|value| {
        let text = value.to_str().unwrap_or("?");
        text.rsplit(',').map(|hop| address(hop.trim()))
    })
}

/// The hops in `Forwarded` (RFC 7239), the last one first.
fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values = headers.get_all(header::FORWARDED).iter().rev();
    values.flat_map(|value| {
        let elements = value.to_str().map(|text| split(text, ','));
        let mut elements = elements.unwrap_or_else(|_| vec!["?"]);
        elements.reverse();
        elements.into_iter().map(|element| {
            let pairs = split(element, ';').into_iter();
            let mut named = pairs.filter_map(|pair| pair.split_once('='));
            let (_, node) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
            address(node.trim())
        })
    })
}

/// The parts between separators that stand outside of quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == separator && !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// An address as proxies write it: quoted or not, with a port or not, IPv6 in brackets or not. `unknown` and names that
/// a proxy made up are none.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    let plain = bare
        .parse()
        .ok()
        .or_else(|| bare.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    let bracketed = || bare.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    // Ports may be made-up names, too.
    let named_port = || {
        let (node, _) = bare.rsplit_once(":_")?;
        let node = node
            .strip_prefix('[')
            .and_then(|node| node.strip_suffix(']'))
            .unwrap_or(node);
        node.parse().ok()
    };
    let address: Option<IpAddr> = plain.or_else(bracketed).or_else(named_port);
    address.map(|address| address.to_canonical())
}

/// The layer that tells every other one who is asking.
pub(super) async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |info| info.0.ip());
    let proxies = &app.config.trusted_proxies;
    tell_of_unknown_proxy(peer, request.headers(), proxies);
    let client = Client::of(peer, request.headers(), proxies);
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// Behind a proxy that was not declared all readers are one client, which nobody would find out by looking.
fn tell_of_unknown_proxy(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    let forwards = headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(header::FORWARDED);
    if forwards && !is_proxy(peer.to_canonical(), proxies) && !TOLD.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "a request says that it was forwarded, but comes from no proxy in `trusted_proxies`: if it is your proxy's, \
             declare it, or all readers behind it share one limit"
        );
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let unknown = || Self::household(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        Ok(parts.extensions.get().copied().unwrap_or_else(unknown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who it is when a connection comes from `peer` with these headers, and 10.0.0.0/8 and fd00::/8 are proxies.
    fn client(peer: &str, headers: &[(&str, &str)]) -> String {
        let proxies = ["10.0.0.0/8", "fd00::/8", "127.0.0.1/32"].map(|net| net.parse().unwrap());
        let headers = headers.iter().map(|(name, value)| {
            (
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            )
        });
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        Client::of(peer.parse().unwrap(), &map, &proxies)
            .0
            .to_string()
    }

    #[test]
    fn only_a_declared_proxy_is_believed() {
        let cases = [
            ("198.51.100.1", "203.0.113.7", "198.51.100.1"),
            ("::1", "203.0.113.7", "::"),
            ("10.1.1.1", "203.0.113.7", "203.0.113.7"),
            ("::ffff:10.1.1.1", "203.0.113.7", "203.0.113.7"),
            ("fd00::1", "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ];
        for (peer, said, expected) in cases {
            assert_eq!(
                client(peer, &[("x-forwarded-for", said)]),
                expected,
                "{peer}"
            );
        }
    }

    #[test]
    fn the_nearest_hop_that_is_no_proxy_counts() {
        let cases = [
            ("1.1.1.1, 203.0.113.7", "203.0.113.7"),
            ("1.1.1.1, 203.0.113.7, 10.2.2.2,10.3.3.3", "203.0.113.7"),
            ("10.2.2.2, 10.3.3.3", "10.2.2.2"),
            ("1.1.1.1, nonsense, 10.3.3.3", "10.3.3.3"),
            ("1.1.1.1, ", "10.1.1.1"),
            ("203.0.113.7:4711", "203.0.113.7"),
            ("[2001:db8::1]:4711", "2001:db8::"),
            ("[2001:db8::1]", "2001:db8::"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
        ];
        for (said, expected) in cases {
            assert_eq!(
                client("10.1.1.1", &[("x-forwarded-for", said)]),
                expected,
                "{said}"
            );
        }
        let two = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "203.0.113.7"),
        ];
        assert_eq!(
            client("10.1.1.1", &two),
            "203.0.113.7",
            "two lines are one list"
        );
    }

    #[test]
    fn the_standards_header_is_read_as_it_is_written() {
        let cases = [
            ("for=203.0.113.7", "203.0.113.7"),
            (
                "For=\"203.0.113.7:4711\"; proto=https;by=10.1.1.1",
                "203.0.113.7",
            ),
            (
                "for=1.1.1.1, proto=http; for=\"[2001:db8:cafe::17]:4711\"",
                "2001:db8:cafe::",
            ),
            (
                "for=1.1.1.1;host=\"a,for=9.9.9.9\", for=10.2.2.2",
                "1.1.1.1",
            ),
            ("for=\"203.0.113.7:_port\"", "203.0.113.7"),
            ("for=1.1.1.1, for=unknown", "10.1.1.1"),
            ("for=1.1.1.1, for=_hidden, for=10.2.2.2", "10.2.2.2"),
            ("for=1.1.1.1, by=10.2.2.2", "10.1.1.1"),
            ("for=\"1.1.1.1", "10.1.1.1"),
        ];
        for (said, expected) in cases {
            assert_eq!(
                client("10.1.1.1", &[("forwarded", said)]),
                expected,
                "{said}"
            );
        }
    }

    #[test]
    fn of_two_headers_that_disagree_neither_is_believed() {
        let both = |one, other| {
            client(
                "10.1.1.1",
                &[("x-forwarded-for", one), ("forwarded", other)],
            )
        };
        assert_eq!(both("203.0.113.7", "for=203.0.113.7"), "203.0.113.7");
        assert_eq!(both("203.0.113.7", "for=9.9.9.9"), "10.1.1.1");
    }

    #[test]
    fn a_household_is_one_client() {
        let of = |address: &str| client(address, &[]);
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb::2"));
        assert_ne!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn hashes_change_by_the_day_and_by_the_purpose_and_by_the_key() {
        let reader = Client::household("203.0.113.7".parse().unwrap());
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let today = reader.of_today(&[7; 32], at("2026-11-23T00:00:00Z"));
        assert_eq!(today, reader.of_today(&[7; 32], at("2026-11-23T23:59:59Z")));
        assert_ne!(today, reader.of_today(&[7; 32], at("2026-11-24T00:00:00Z")));
        assert_ne!(today, reader.of_today(&[8; 32], at("2026-11-23T00:00:00Z")));
        let site = |key: &str| key.parse::<SiteKey>().unwrap();
        let source = reader.as_source(&[7; 32], &site("daily"));
        assert_eq!(source, reader.as_source(&[7; 32], &site("daily")));
        assert_ne!(source, reader.as_source(&[7; 32], &site("weekly")));
        assert_ne!(source, today);
    }

    #[test]
    fn an_address_cannot_be_printed() {
        let reader = Client::household("203.0.113.7".parse().unwrap());
        assert_eq!(format!("{reader:?}"), "Client");
    }
}
