//! Which addresses of the internet a page may be fetched from, and the resolver that lets no other through.
//!
//! A name is resolved once for a connection, by us, and what is connected to is what was checked: a name that
//! means something else a moment later is checked anew. What is fetched, and which names are a site's, is not
//! decided here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

/// How names become addresses; the system's way unless a test says otherwise.
pub type Lookup = Arc<
    dyn Fn(String) -> Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>
        + Send
        + Sync,
>;

/// The host has no address on the public internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its host has no public address")]
pub(super) struct NotPublic;

/// Asks the system.
pub(super) fn system_lookup() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// Resolves names by `lookup`; with `is_guarded`, keeps public addresses only.
#[derive(Clone)]
pub(super) struct Resolver {
    pub(super) lookup: Lookup,
    pub(super) is_guarded: bool,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = (self.lookup)(name.as_str().to_owned());
        let is_guarded = self.is_guarded;
        Box::pin(async move {
            let mut found = found.await?;
            if is_guarded {
                found.retain(|address| is_public(*address));
                if found.is_empty() {
                    return Err(NotPublic.into());
                }
            }
            // Whoever connects puts the port of the URL here.
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(found.collect::<Vec<_>>().into_iter())
        })
    }
}

/// Whether an address is one that anybody on the internet could reach: the registries of special addresses
/// (RFC 6890 and its updates) leave out this machine, its networks, carriers' inner networks, multicast,
/// documentation, and every form of IPv6 that carries an IPv4 address inside.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127, ..)                  // this network, private, loopback
            | (100, 64..=127, _)            // carrier-grade NAT, with one cloud's metadata
            | (169, 254, _)                 // link-local, with most clouds' metadata
            | (172, 16..=31, _)             // private
            | (192, 0, 0 | 2)               // protocol assignments, documentation
            | (192, 88, 99)                 // 6to4 relays
            | (192, 168, _)                 // private
            | (198, 18 | 19, _)             // benchmarks
            | (198, 51, 100)                // documentation
            | (203, 0, 113)                 // documentation
            | (224..=255, ..) // multicast, reserved, broadcast
    );
    /// Azure's metadata, the one that lives among public addresses.
    const WIRE_SERVER: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
    !is_special && address != WIRE_SERVER
}

/// Of IPv6 only the global unicast block is public, and of that not the parts for protocols (with Teredo), 6to4 and
/// documentation. IPv4-mapped, NAT64, unique local, link-local and multicast addresses lie outside of the block.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_global = a & 0xe000 == 0x2000;
    let is_special = matches!(
        (a, b),
        (0x2001, 0..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff)
    );
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn no_inner_address_is_public() {
        for inner in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:200::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    async fn resolved(addresses: &'static [&'static str], is_guarded: bool) -> Option<Vec<String>> {
        let lookup: Lookup = Arc::new(move |_| {
            let found = addresses
                .iter()
                .map(|address| address.parse().unwrap())
                .collect();
            Box::pin(async move { Ok(found) })
        });
        let mut resolver = Resolver { lookup, is_guarded };
        let name = Name::from_str("daily.example.org").unwrap();
        let found = resolver.call(name).await.ok()?;
        Some(found.map(|address| address.ip().to_string()).collect())
    }

    #[tokio::test]
    async fn only_checked_addresses_are_connected_to() {
        assert_eq!(resolved(&["127.0.0.1"], true).await, None);
        assert_eq!(resolved(&["10.0.0.1", "::1"], true).await, None);
        let mixed = resolved(&["10.0.0.1", "1.1.1.1"], true).await;
        assert_eq!(mixed, Some(vec!["1.1.1.1".to_owned()]));
        let open = resolved(&["127.0.0.1"], false).await;
        assert_eq!(open, Some(vec!["127.0.0.1".to_owned()]));
    }
}
