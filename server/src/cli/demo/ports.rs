//! The two ports of the demonstration. A folder that is used again gets the ports it had, because the articles'
//! addresses hold them.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::Context;
use tokio::net::TcpListener;

/// Where the search for a free port begins when none is asked for.
const FIRST: u16 = 8080;

/// So many ports after the first are tried.
const TRIES: u16 = 200;

/// Where the ports of a folder are remembered.
const FILE: &str = "ports";

/// Listens for Corrigenda and for the paper, on this machine's loopback only.
///
/// # Errors
/// When the port that was asked for, or one that the folder had before, is taken.
pub(super) async fn bind(
    asked: Option<u16>,
    data: &Path,
) -> anyhow::Result<(TcpListener, TcpListener)> {
    let remembered = remembered(data);
    let corrigenda = match (asked, remembered) {
        (Some(port), _) => exactly(port, "give another with --port").await?,
        (None, Some((port, _))) => {
            exactly(
                port,
                "it was this folder's; free it, or give another with --port",
            )
            .await?
        }
        (None, None) => free_from(FIRST).await?,
    };
    let port = corrigenda.local_addr()?.port();
    let paper = match (asked, remembered) {
        (Some(0), _) => exactly(0, "no port is free").await?,
        (_, Some((before, paper))) if before == port => {
            exactly(
                paper,
                "the paper had it, and its articles' addresses hold it",
            )
            .await?
        }
        _ => free_from(port.saturating_add(1)).await?,
    };
    let text = format!("{port} {}\n", paper.local_addr()?.port());
    std::fs::write(data.join(FILE), text).context("the data folder cannot be written")?;
    Ok((corrigenda, paper))
}

fn remembered(data: &Path) -> Option<(u16, u16)> {
    let text = std::fs::read_to_string(data.join(FILE)).ok()?;
    let (corrigenda, paper) = text.trim().split_once(' ')?;
    Some((corrigenda.parse().ok()?, paper.parse().ok()?))
}

async fn exactly(port: u16, advice: &str) -> anyhow::Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            anyhow::bail!("port {port} is taken: {advice}")
        }
        other => other.with_context(|| format!("cannot listen on port {port}")),
    }
}

async fn free_from(first: u16) -> anyhow::Result<TcpListener> {
    for port in first..=first.saturating_add(TRIES) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            other => return other.with_context(|| format!("cannot listen on port {port}")),
        }
    }
    anyhow::bail!("no port from {first} on is free: give one with --port")
}
