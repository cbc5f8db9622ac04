//! The settings of the log and of traces: what is written there, and how.

use super::Setting;

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// An object a line, for programs.
    Json,
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "log",
        set: |config, value| {
            config.log = directives(value)?;
            Ok(())
        },
    },
    Setting {
        key: "log_format",
        set: |config, value| {
            config.log_format = match value {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => return Err("text or json"),
            };
            Ok(())
        },
    },
    Setting {
        key: "traces",
        set: |config, value| {
            config.traces = Some(collector(value)?);
            Ok(())
        },
    },
    Setting {
        key: "traces_share",
        set: |config, value| {
            let share = value
                .parse()
                .ok()
                .filter(|share| (0.0..=1.0).contains(share));
            config.traces_share = share.ok_or("a share between 0 and 1")?;
            Ok(())
        },
    },
];

/// Where a collector takes traces; only a program that was built for it has any.
fn collector(value: &str) -> Result<String, &'static str> {
    if !cfg!(feature = "otel") {
        return Err("none, because this program was built without the feature `otel`");
    }
    match url::Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            Ok(value.to_owned())
        }
        _ => Err(
            "the address at which a collector takes traces, such as http://127.0.0.1:4318/v1/traces",
        ),
    }
}

fn directives(value: &str) -> Result<String, &'static str> {
    match tracing_subscriber::EnvFilter::try_new(value) {
        Ok(_) => Ok(value.to_owned()),
        Err(_) => Err("error, warn, info, debug, trace or module=level"),
    }
}
