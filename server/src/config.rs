//! The settings: `corrigenda.toml`, and environment variables over it. The only reader of either.
//!
//! What belongs to one publication (origins, text rules, connector) is a site's and lives in the store.

mod fetch;
mod limits;
mod log;
mod private;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use toml::de::{DeTable, DeValue};

use crate::domain::retention::Retention;

pub use fetch::Fetch;
pub use limits::Limits;
pub use log::LogFormat;
pub use private::Secrets;

/// The file that is read when no other is named and it is there.
const DEFAULT_FILE: &str = "corrigenda.toml";

/// What the names of all environment variables begin with.
const PREFIX: &str = "CORRIGENDA_";

/// The server's settings.
///
/// ```toml
/// listen = "127.0.0.1:8080"                           # address and port to serve on; this is the default
/// public_url = "https://corrections.example.org"      # how readers reach it; default http://LISTEN
/// metrics_listen = "127.0.0.1:9090"                   # where /metrics answers; default nowhere
/// database = "sqlite:corrigenda.db"                   # or postgres://user@host/name; this is the default
/// log_format = "text"                                 # or "json", one object a line; this is the default
/// log = "info"                                        # error, warn, info, debug, trace, or by module: "info,corrigenda::work=debug"
/// traces = "http://127.0.0.1:4318/v1/traces"          # an OpenTelemetry collector, in a build with the feature `otel`; default none
/// traces_share = 1.0                                  # which part of all requests and jobs is traced; this is the default
/// trusted_proxies = ["10.0.0.0/8", "::1"]             # whose word about a client's address counts; default nobody's
///
/// [limits]
/// reports_per_minute = 30                             # from one client; 0 is no limit; this is the default
///
/// [fetch]                                             # pages of articles that nobody pushed and no connector reads
/// per_minute = 30                                     # of one site; 0 fetches none; this is the default
/// allow_private = ["10.0.0.5:8080"]                   # hosts, each with its port, that may be on a private network; default none
/// ```
///
/// The other limits, seldom set, are [`Limits`]. A client is an address; of IPv6 a household's /64. Behind a proxy that
/// is not in `trusted_proxies` all readers are one client: the proxy. Networks are written as `10.0.0.0/8`, a single
/// address as itself.
///
/// What is personal is kept for so long as [`Retention`] says, sealed with the keys of [`Secrets`].
///
/// A path in `database` is taken from the working directory. Each setting can be given by an environment
/// variable, which wins: `CORRIGENDA_` and the name in capitals, a table's name before its key with two
/// underscores between (`CORRIGENDA_LISTEN`, `CORRIGENDA_LIMITS__REPORTS_PER_MINUTE`). A key that is not one of
/// these is an error; a variable that is not is left alone, because orchestrators make up variables of that prefix.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where to serve.
    pub listen: SocketAddr,
    /// The origin by which readers and editors reach the server, no trailing slash.
    pub public_url: String,
    /// Where `/metrics` answers, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// `sqlite:path` or `postgres://…`.
    pub database: String,
    /// What is logged, in the grammar of `tracing`'s directives.
    pub log: String,
    /// The proxies whose `Forwarded` and `X-Forwarded-For` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How it is written.
    pub log_format: LogFormat,
    /// Where an OpenTelemetry collector takes traces over HTTP, if anywhere.
    pub traces: Option<String>,
    /// Which share of all requests and jobs is traced, from 0 to 1.
    pub traces_share: f64,
    /// What clients may do how often.
    pub limits: Limits,
    /// Which pages may be fetched.
    pub fetch: Fetch,
    /// How long what is personal is kept.
    pub retention: Retention,
    /// What only the operator knows.
    pub secrets: Secrets,
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        Self {
            listen,
            public_url: format!("http://{listen}"),
            metrics_listen: None,
            database: "sqlite:corrigenda.db".to_owned(),
            log: "info".to_owned(),
            trusted_proxies: Vec::new(),
            log_format: LogFormat::Text,
            traces: None,
            traces_share: 1.0,
            limits: Limits::default(),
            fetch: Fetch::default(),
            retention: Retention::default(),
            secrets: Secrets::default(),
        }
    }
}

/// Why the settings cannot be used. Each says where the mistake is.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("{}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line of the file is wrong: not TOML, an unknown key, or a value that does not fit.
    #[error("{}:{line}: {says}", file.display())]
    InFile {
        /// The file.
        file: PathBuf,
        /// Counted from one.
        line: usize,
        /// What is wrong, with the key.
        says: String,
    },
    /// The value of an environment variable does not fit.
    #[error("{variable}: {says}")]
    InVariable {
        /// The variable's name.
        variable: String,
        /// What was expected.
        says: String,
    },
}

impl Config {
    /// Reads the file named, or `corrigenda.toml` when there is one, then the environment.
    ///
    /// # Errors
    /// [`ConfigError`], with file and line, or the variable.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let path = file.unwrap_or(Path::new(DEFAULT_FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                String::new()
            }
            Err(source) => {
                let file = path.to_owned();
                return Err(ConfigError::Unreadable { file, source });
            }
        };
        Self::read(path, &text, variable)
    }

    /// The defaults and the environment, without any file.
    ///
    /// # Errors
    /// [`ConfigError::InVariable`].
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::read(Path::new(DEFAULT_FILE), "", variable)
    }

    /// Settings that touch nothing of the machine: a port of the system's choice, no limits.
    pub fn for_testing() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            limits: Limits::for_testing(),
            ..Self::default()
        }
    }

    fn read(
        file: &Path,
        text: &str,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let in_file = |at: usize, says: String| ConfigError::InFile {
            file: file.to_owned(),
            line: line_of(text, at),
            says,
        };
        let mut config = Self {
            public_url: String::new(),
            ..Self::default()
        };
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            in_file(at, error.message().to_owned())
        })?;
        config
            .take_table(table.get_ref(), "")
            .map_err(|wrong| in_file(wrong.at, wrong.says))?;
        for setting in settings() {
            let name = variable_of(setting.key);
            if let Some(value) = variable(&name) {
                (setting.set)(&mut config, &value).map_err(|expected| {
                    let says = expectation(setting, expected, &value);
                    let variable = name.clone();
                    ConfigError::InVariable { variable, says }
                })?;
            }
        }
        if config.public_url.is_empty() {
            config.public_url = format!("http://{}", config.listen);
        }
        Ok(config)
    }

    fn take_table(&mut self, table: &DeTable<'_>, above: &str) -> Result<(), Wrong> {
        for (key, value) in table {
            let name = format!("{above}{}", key.get_ref());
            let below = format!("{name}.");
            let is_table = settings().any(|known| known.key.starts_with(&below));
            match (value.get_ref(), setting(&name)) {
                (DeValue::Table(inner), _) if is_table => self.take_table(inner, &below)?,
                (value_here, Some(setting)) => {
                    set(self, setting, value_here).map_err(|says| Wrong {
                        at: value.span().start,
                        says,
                    })?;
                }
                _ => return Err(unknown(&name, key.span().start)),
            }
        }
        Ok(())
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// What is wrong at a byte of the file.
struct Wrong {
    at: usize,
    says: String,
}

/// One setting: its key as in the file, tables with a dot, and how its value is taken. The error names what is
/// expected.
struct Setting {
    key: &'static str,
    set: fn(&mut Config, &str) -> Result<(), &'static str>,
}

const SETTINGS: &[Setting] = &[
    Setting {
        key: "listen",
        set: |config, value| {
            config.listen = address(value)?;
            Ok(())
        },
    },
    Setting {
        key: "public_url",
        set: |config, value| {
            config.public_url = origin(value)?;
            Ok(())
        },
    },
    Setting {
        key: "metrics_listen",
        set: |config, value| {
            config.metrics_listen = Some(address(value)?);
            Ok(())
        },
    },
    Setting {
        key: "database",
        set: |config, value| {
            config.database = database(value)?;
            Ok(())
        },
    },
    Setting {
        key: "trusted_proxies",
        set: |config, value| {
            config.trusted_proxies = networks(value)?;
            Ok(())
        },
    },
];

/// Every setting, in the order in which people are told of them.
fn settings() -> impl Iterator<Item = &'static Setting> {
    SETTINGS
        .iter()
        .chain(log::SETTINGS)
        .chain(limits::SETTINGS)
        .chain(fetch::SETTINGS)
        .chain(private::SETTINGS)
}

fn setting(name: &str) -> Option<&'static Setting> {
    settings().find(|setting| setting.key == name)
}

fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase())
}

fn set(config: &mut Config, setting: &Setting, value: &DeValue<'_>) -> Result<(), String> {
    let given = match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Array(items) => listed(items),
        other => format!("a {}", other.type_str()),
    };
    (setting.set)(config, &given).map_err(|expected| {
        format!(
            "`{}`: {}",
            setting.key,
            expectation(setting, expected, &given)
        )
    })
}

/// What is wrong with a value. A secret that was mistyped is still nearly a secret and is not repeated.
fn expectation(setting: &Setting, expected: &str, given: &str) -> String {
    match private::is_secret(setting.key) {
        true => format!("{expected} is expected"),
        false => format!("{expected} is expected, not `{given}`"),
    }
}

fn unknown(name: &str, at: usize) -> Wrong {
    let known: Vec<&str> = settings().map(|setting| setting.key).collect();
    let says = format!("unknown key `{name}`; known are {}", known.join(", "));
    Wrong { at, says }
}

/// A list as a variable would give it: with commas between.
fn listed(items: &[toml::Spanned<DeValue<'_>>]) -> String {
    let items = items.iter().map(|item| match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        other => format!("a {}", other.type_str()),
    });
    items.collect::<Vec<_>>().join(",")
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}

fn address(value: &str) -> Result<SocketAddr, &'static str> {
    value
        .parse()
        .map_err(|_| "an address with a port, such as 127.0.0.1:8080,")
}

fn origin(value: &str) -> Result<String, &'static str> {
    let expected = "an http or https URL without a path, such as https://corrections.example.org,";
    let url = url::Url::parse(value).map_err(|_| expected)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty();
    plain
        .then(|| url.origin().ascii_serialization())
        .ok_or(expected)
}

fn database(value: &str) -> Result<String, &'static str> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    let fits = known
        .iter()
        .any(|start| value.len() > start.len() && value.starts_with(start));
    fits.then(|| value.to_owned())
        .ok_or("sqlite:FILE or postgres://USER@HOST/NAME")
}

fn networks(value: &str) -> Result<Vec<IpNet>, &'static str> {
    let network = |text: &str| -> Option<IpNet> {
        let one = || text.parse::<IpAddr>().ok().map(IpNet::from);
        text.parse().ok().or_else(one)
    };
    let items = value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    let read: Option<Vec<IpNet>> = items.map(network).collect();
    read.ok_or("a list of addresses and networks, such as 10.0.0.0/8 and ::1,")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::read(Path::new("corrigenda.toml"), text, variable)
            .map_err(|error| error.to_string())
    }

    /// The settings that are known, as an error names them.
    fn known() -> String {
        let keys: Vec<&str> = settings().map(|setting| setting.key).collect();
        assert!(keys.contains(&"listen") && keys.contains(&"limits.reports_per_minute"));
        keys.join(", ")
    }

    #[track_caller]
    fn refused(text: &str, variables: &[(&str, &str)], expected: &str) {
        assert_eq!(read(text, variables).unwrap_err(), expected);
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(read("", &[]), Ok(Config::default()));
    }

    #[test]
    fn the_file_of_the_contract_is_understood() {
        let text = r#"
            listen = "127.0.0.1:8081"
            public_url = "https://corrections.example.org/"
            metrics_listen = "127.0.0.1:9090"
            database = "postgres://user@host/name"

            [limits]
            reports_per_minute = 1_000
        "#;
        let config = read(text, &[]).unwrap();
        assert_eq!(config.listen.port(), 8081);
        assert_eq!(config.public_url, "https://corrections.example.org");
        assert_eq!(config.metrics_listen.map(|at| at.port()), Some(9090));
        assert_eq!(config.database, "postgres://user@host/name");
        assert_eq!(config.limits.reports_per_minute, 1000);
    }

    #[test]
    fn the_public_url_follows_the_address() {
        let config = read("listen = \"127.0.0.1:81\"", &[]).unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:81");
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let text = "listen = \"127.0.0.1:1\"\n[limits]\nreports_per_minute = 5";
        let variables = [
            ("CORRIGENDA_LISTEN", "[::1]:2"),
            ("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "0"),
        ];
        let config = read(text, &variables).unwrap();
        assert_eq!(config.listen.to_string(), "[::1]:2");
        assert_eq!(config.limits.reports_per_minute, 0);
    }

    #[test]
    fn hosts_are_a_list_in_the_file_and_in_a_variable() {
        let expected = ["127.0.0.1:8081", "intern.example.org:443"].map(str::to_owned);
        let file = "[fetch]\nallow_private = [\"127.0.0.1:8081\", \"Intern.example.org:443\"]";
        assert_eq!(read(file, &[]).unwrap().fetch.allow_private, expected);
        let variable = (
            "CORRIGENDA_FETCH__ALLOW_PRIVATE",
            "127.0.0.1:8081, intern.example.org:443",
        );
        assert_eq!(read("", &[variable]).unwrap().fetch.allow_private, expected);
        for wrong in ["[\"127.0.0.1\"]", "[\"http://a:1\"]", "[\"a:1/b\"]", "[1]"] {
            assert!(
                read(&format!("fetch.allow_private = {wrong}"), &[]).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        refused(
            "listen = \"127.0.0.1:1\"\nlimits.reports_per_hour = 3",
            &[],
            &format!(
                "corrigenda.toml:2: unknown key `limits.reports_per_hour`; known are {}",
                known()
            ),
        );
        let table = read("[mail]\nhost = \"x\"", &[]).unwrap_err();
        assert!(
            table.starts_with("corrigenda.toml:1: unknown key `mail`;"),
            "{table}"
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        refused(
            "\nlisten = \"localhost\"",
            &[],
            "corrigenda.toml:2: `listen`: an address with a port, such as 127.0.0.1:8080, is expected, not `localhost`",
        );
        refused(
            "[limits]\nreports_per_minute = -1",
            &[],
            "corrigenda.toml:2: `limits.reports_per_minute`: a whole number, 0 or more, is expected, not `-1`",
        );
        refused(
            "limits = 3",
            &[],
            &format!(
                "corrigenda.toml:1: unknown key `limits`; known are {}",
                known()
            ),
        );
        refused(
            "database = true",
            &[],
            "corrigenda.toml:1: `database`: sqlite:FILE or postgres://USER@HOST/NAME is expected, not `a boolean`",
        );
    }

    /// 32 times the byte 7, and 32 times the byte 8.
    const KEYS: [&str; 2] = [
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
        "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=",
    ];

    #[test]
    fn keys_for_addresses_are_a_list_in_the_file_and_in_a_variable() {
        let file = format!(
            "secrets.email_keys = [\"new:{}\", \"old:{}\"]",
            KEYS[1], KEYS[0]
        );
        let variable = format!("new:{}, old:{}", KEYS[1], KEYS[0]);
        let variables = [("CORRIGENDA_SECRETS__EMAIL_KEYS", variable.as_str())];
        for config in [read(&file, &[]), read("", &variables)] {
            let keys = config.unwrap().secrets.email_keys;
            let ids: Vec<&str> = keys.iter().map(|key| key.id.as_str()).collect();
            assert_eq!(ids, ["new", "old"]);
            assert_eq!(keys[0].secret, [8; 32]);
        }
    }

    #[test]
    fn a_wrong_key_for_addresses_is_not_repeated() {
        for wrong in [format!("a:{}x", KEYS[0]), format!("a:{0}, a:{0}", KEYS[0])] {
            let variables = [("CORRIGENDA_SECRETS__EMAIL_KEYS", wrong.as_str())];
            let file = format!("\n[secrets]\nemail_keys = [\"{wrong}\"]");
            for (error, start) in [
                (
                    read("", &variables),
                    "CORRIGENDA_SECRETS__EMAIL_KEYS: a list of keys",
                ),
                (
                    read(&file, &[]),
                    "corrigenda.toml:3: `secrets.email_keys`: a list of keys",
                ),
            ] {
                let error = error.unwrap_err();
                assert!(
                    error.starts_with(start) && !error.contains("BwcH"),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn days_are_counted_from_nought_and_promises_kept() {
        let config = read("[retention]\nemail_days = 0\njunk_days = 7", &[]).unwrap();
        assert_eq!(
            (config.retention.email_days, config.retention.junk_days),
            (0, 7)
        );
        refused(
            "[retention]\nidempotency_days = 13",
            &[],
            "corrigenda.toml:2: `retention.idempotency_days`: a number of days, 14 or more, is expected, not `13`",
        );
    }

    #[test]
    fn proxies_are_networks_or_addresses() {
        let networks = ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", "::1/128"]
            .map(|net| net.parse().unwrap());
        let text = r#"trusted_proxies = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32", "::1"]"#;
        assert_eq!(read(text, &[]).unwrap().trusted_proxies, networks);
        let variables = [(
            "CORRIGENDA_TRUSTED_PROXIES",
            "10.0.0.0/8, 192.0.2.1,2001:db8::/32,::1",
        )];
        assert_eq!(read("", &variables).unwrap().trusted_proxies, networks);
        assert_eq!(
            read("trusted_proxies = []", &[]).unwrap().trusted_proxies,
            []
        );
        refused(
            "trusted_proxies = [\"nginx\"]",
            &[],
            "corrigenda.toml:1: `trusted_proxies`: a list of addresses and networks, such as 10.0.0.0/8 and ::1, is expected, not `nginx`",
        );
    }

    #[test]
    fn what_is_not_toml_is_named_with_its_line() {
        let error = read("listen = \"127.0.0.1:1\"\npublic_url =\n", &[]).unwrap_err();
        assert!(error.starts_with("corrigenda.toml:2: "), "{error}");
    }

    #[test]
    fn a_wrong_variable_is_named() {
        refused(
            "",
            &[("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "many")],
            "CORRIGENDA_LIMITS__REPORTS_PER_MINUTE: a whole number, 0 or more, is expected, not `many`",
        );
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let missing = Config::load(Some(Path::new("/nowhere/corrigenda.toml"))).unwrap_err();
        assert!(
            missing
                .to_string()
                .starts_with("/nowhere/corrigenda.toml: ")
        );
    }
}
