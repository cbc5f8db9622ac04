//! Connections: how many at a time, how long a request's head may take, and how they end when the server stops. What
//! is asked over them is `router`'s.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tower_service::Service;

use super::client::Client;
use crate::config::Config;

/// The longest head of a request: the longest address of the form, each letter spelled `%xx%xx%xx%xx`, and some.
const HEAD_BYTES: usize = 64 * 1024;

/// When no connection can be taken, as without file descriptors, this long to the next attempt.
const PAUSE: Duration = Duration::from_millis(50);

/// Said to whoever gets no place, before any request is read.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const TOO_MANY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves `router` until `shutdown` resolves, then lets open requests end.
pub(super) async fn serve(
    router: Router,
    listener: TcpListener,
    config: &Config,
    shutdown: impl Future<Output = ()>,
) {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(config.limits.header_seconds.into()))
        .max_buf_size(HEAD_BYTES);
    let places = Arc::new(Places::new(config));
    let graceful = GracefulShutdown::new();
    let mut services = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut shutdown => break,
        };
        let place = match places.take(peer) {
            Ok(place) => place,
            Err(words) => {
                turn_away(&stream, words);
                continue;
            }
        };
        // A small answer waits for nothing that could still be added to it.
        let _ = stream.set_nodelay(true);
        let Ok(service) = services.call(peer).await;
        let service = TowerToHyperService::new(service);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // That a client broke off, or was too slow, is its own business.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // The client was gone before it was met.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ConnectionRefused
                        | ErrorKind::ConnectionAborted
                        | ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// What does not fit into the socket's buffer at once is not waited for.
fn turn_away(stream: &TcpStream, words: &[u8]) {
    let _ = stream.try_write(words);
}

/// The places for connections. One client has half of them at most, and a proxy is not one client.
struct Places {
    proxies: Vec<IpNet>,
    most: u32,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: u32,
    by_client: HashMap<Client, u32>,
}

/// A place that is taken until this is dropped.
struct Place {
    places: Arc<Places>,
    client: Option<Client>,
}

impl Places {
    fn new(config: &Config) -> Self {
        Self {
            proxies: config.trusted_proxies.clone(),
            most: config.limits.connections,
            open: Mutex::default(),
        }
    }

    fn take(self: &Arc<Self>, peer: SocketAddr) -> Result<Place, &'static [u8]> {
        let address = peer.ip().to_canonical();
        let is_proxy = self.proxies.iter().any(|net| net.contains(&address));
        let client = (!is_proxy).then(|| Client::of(address, &HeaderMap::new(), &[]));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= self.most {
            return Err(FULL);
        }
        if let Some(client) = client {
            let of_client = open.by_client.entry(client).or_default();
            if *of_client >= self.most.div_ceil(2) {
                return Err(TOO_MANY);
            }
            *of_client += 1;
        }
        open.all += 1;
        Ok(Place {
            places: self.clone(),
            client,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .places
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        let Some(client) = self.client else { return };
        let left = open.by_client.get_mut(&client).map(|count| {
            *count -= 1;
            *count
        });
        if left == Some(0) {
            open.by_client.remove(&client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;

    #[test]
    fn one_client_has_half_of_the_places_and_a_proxy_all() {
        let config = Config {
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
            limits: Limits {
                connections: 4,
                ..Limits::for_testing()
            },
            ..Config::for_testing()
        };
        let places = Arc::new(Places::new(&config));
        let peer = |text: &str| text.parse::<SocketAddr>().unwrap();
        let (one, other) = (peer("203.0.113.7:1"), peer("203.0.113.8:1"));
        let first = places.take(one).map_err(|_| "full").unwrap();
        let _second = places.take(one).map_err(|_| "full").unwrap();
        assert_eq!(places.take(one).err(), Some(TOO_MANY));
        drop(first);
        let _again = places.take(one).map_err(|_| "full").unwrap();
        let proxied: Vec<_> = (0..3).map(|_| places.take(peer("10.1.1.1:1"))).collect();
        assert_eq!(proxied.iter().filter(|place| place.is_ok()).count(), 2);
        assert_eq!(places.take(other).err(), Some(FULL));
        drop(proxied);
        assert!(places.take(other).is_ok());
        assert_eq!(places.open.lock().unwrap().all, 2);
    }
}
