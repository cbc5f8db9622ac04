//! The settings of `[fetch]`: which pages of articles may be fetched from the web. How they are fetched is
//! `connect::page`'s.

use super::Setting;

/// Which pages of articles may be fetched. Only those on the origins of an article's own site ever are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Pages of one site in a minute; 0 fetches none.
    pub per_minute: u32,
    /// Hosts with their port that may be on a private network.
    pub allow_private: Vec<String>,
}

impl Default for Fetch {
    fn default() -> Self {
        Self {
            per_minute: 30,
            allow_private: Vec::new(),
        }
    }
}

/// The settings of this table.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "fetch.per_minute",
        set: |config, value| {
            config.fetch.per_minute = value.parse().map_err(|_| "a whole number, 0 or more,")?;
            Ok(())
        },
    },
    Setting {
        key: "fetch.allow_private",
        set: |config, value| {
            config.fetch.allow_private = hosts(value)?;
            Ok(())
        },
    },
];

/// Hosts with a port each, commas between.
fn hosts(value: &str) -> Result<Vec<String>, &'static str> {
    let named = value
        .split(',')
        .map(str::trim)
        .filter(|host| !host.is_empty());
    let hosts = named.map(|host| {
        let url = url::Url::parse(&format!("http://{host}/")).ok()?;
        let port = host.rsplit_once(':')?.1.parse::<u16>().ok()?;
        (url.path() == "/").then(|| format!("{}:{port}", url.host_str().unwrap_or_default()))
    });
    let expected = "a list of hosts, each with its port, such as 10.0.0.5:8080,";
    hosts.collect::<Option<_>>().ok_or(expected)
}
