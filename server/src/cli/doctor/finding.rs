//! What was found, and how it is told.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::output;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Ok,
    Warning,
    Wrong,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Wrong => "wrong",
        }
    }
}

/// What was looked at and how it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    about: &'static str,
    state: State,
    pub(super) says: String,
    /// What to do; empty when nothing is to be done.
    advice: String,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Finding>);

impl Findings {
    pub(super) fn add(
        &mut self,
        about: &'static str,
        state: State,
        says: impl Into<String>,
        advice: &str,
    ) {
        self.0.push(Finding {
            about,
            state,
            says: says.into(),
            advice: advice.to_owned(),
        });
    }

    pub(super) fn ok(&mut self, about: &'static str, says: impl Into<String>) {
        self.add(about, State::Ok, says, "");
    }

    pub(super) fn worst(&self) -> State {
        self.0
            .iter()
            .map(|finding| finding.state)
            .max()
            .unwrap_or(State::Ok)
    }
}

/// Tells all of it, to a person or to a program.
pub(super) fn tell(found: &Findings, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let findings = found.0.iter().map(|finding| {
            json!({
                "about": finding.about,
                "state": finding.state.word(),
                "says": finding.says,
                "advice": finding.advice,
            })
        });
        let findings: Vec<Value> = findings.collect();
        return output::json(&json!({"state": found.worst().word(), "findings": findings}));
    }
    for finding in &found.0 {
        let mut line = format!(
            "{:8} {}: {}",
            finding.state.word(),
            finding.about,
            finding.says
        );
        if !finding.advice.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(line, "\n         -> {}", finding.advice);
        }
        output::line(line)?;
    }
    Ok(())
}
