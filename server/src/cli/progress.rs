//! A progress bar on a terminal, for whatever takes longer than a second; nothing anywhere else.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// What is done sooner needs no bar.
const WITHOUT: Duration = Duration::from_secs(1);

/// How far something is.
pub(super) struct Progress {
    total: u64,
    unit: &'static str,
    at: u64,
    started: Instant,
    bar: Bar,
}

enum Bar {
    /// Nobody looks.
    Never,
    NotYet,
    Shown(ProgressBar),
}

impl Progress {
    /// Of so many `rows` or `bytes`.
    pub(super) fn of(total: u64, unit: &'static str) -> Self {
        let bar = match stderr().is_terminal() {
            true => Bar::NotYet,
            false => Bar::Never,
        };
        Self {
            total,
            unit,
            at: 0,
            started: Instant::now(),
            bar,
        }
    }

    /// So much more is done.
    pub(super) fn add(&mut self, more: u64) {
        self.reach(self.at + more);
    }

    /// So much is done.
    pub(super) fn reach(&mut self, at: u64) {
        self.at = at;
        match &self.bar {
            Bar::Never => {}
            Bar::NotYet if is_due(self.started.elapsed()) => {
                self.bar = Bar::Shown(bar(self.total, self.unit));
            }
            Bar::NotYet => {}
            Bar::Shown(bar) => bar.set_position(at),
        }
    }

    /// All is done.
    pub(super) fn done(self) {
        if let Bar::Shown(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn is_due(passed: Duration) -> bool {
    passed > WITHOUT
}

fn bar(total: u64, unit: &str) -> ProgressBar {
    let template = match unit {
        "bytes" => "{bar:40} {binary_bytes}/{binary_total_bytes}, {eta} left",
        _ => "{bar:40} {human_pos}/{human_len} rows, {eta} left",
    };
    let style = ProgressStyle::with_template(template);
    let bar = ProgressBar::new(total);
    bar.with_style(style.expect("the templates are ours"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_comes_after_a_second() {
        assert!(!is_due(Duration::from_millis(900)));
        assert!(is_due(Duration::from_millis(1_100)));
        for unit in ["bytes", "rows"] {
            assert_eq!(bar(10, unit).length(), Some(10));
        }
    }
}
