//! The settings of the log: what is written there, and how.

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
];

fn directives(value: &str) -> Result<String, &'static str> {
    match tracing_subscriber::EnvFilter::try_new(value) {
        Ok(_) => Ok(value.to_owned()),
        Err(_) => Err("error, warn, info, debug, trace or module=level"),
    }
}
