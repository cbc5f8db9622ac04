//! What clients may do how often, and what the server does for them at most.

use super::{Config, Setting};
use crate::domain::sender::Rate;

/// With a proof of work a client may send so many times what it may send without.
const WITH_PROOF: u32 = 4;

/// A site takes so many times what one client may send before it asks everybody for proofs.
const CLIENTS_OF_A_SITE: u32 = 100;

/// With proofs of work a site takes so many times what it takes without.
const SITE_WITH_PROOFS: u32 = 10;

/// For each report that it may send, a client may ask so often for anything.
const REQUESTS_PER_REPORT: u32 = 200;

/// What clients may do how often.
///
/// ```toml
/// [limits]
/// reports_per_minute = 30          # from one client without a proof of work, four times as many attempts with one; half of it without `Origin`; 0 is no limit
/// site_reports_per_minute = 3000   # to one site before all its clients are asked for proofs, ten times as many with them; 0 is no limit
/// requests_per_minute = 6000       # of any kind from one client; 0 is no limit
/// proof_cost = 2000                # how dear one try at a proof of work is, in iterations of PBKDF2
/// connections = 4096               # open at a time, half of them from one client at most
/// header_seconds = 10              # for a request's head to arrive
/// form_seconds = 3                 # a form that comes back sooner, or from nowhere, is held for review; 0 is no such trap
/// request_seconds = 30             # for all of a request to arrive and to be answered
/// ```
///
/// These are the defaults. Unless they are set, `site_reports_per_minute` and `requests_per_minute` follow
/// `reports_per_minute`, as 100 and 200 times as many; with no limit for that there is none for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Reports from one client in a minute; 0 is no limit.
    pub reports_per_minute: u32,
    /// Reports to one site in a minute; 0 is no limit.
    pub site_reports_per_minute: Option<u32>,
    /// Requests of any kind from one client in a minute; 0 is no limit.
    pub requests_per_minute: Option<u32>,
    /// Iterations of one try at a proof of work.
    pub proof_cost: u32,
    /// Connections that are open at a time.
    pub connections: u32,
    /// Seconds in which the head of a request must arrive.
    pub header_seconds: u32,
    /// Seconds that a reader needs for the form at least; 0 takes it however soon it comes, and wherever from.
    pub form_seconds: u32,
    /// Seconds in which a request must arrive as a whole and be answered.
    pub request_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reports_per_minute: 30,
            site_reports_per_minute: None,
            requests_per_minute: None,
            proof_cost: 2_000,
            connections: 4_096,
            header_seconds: 10,
            form_seconds: 3,
            request_seconds: 30,
        }
    }
}

impl Limits {
    /// No limits, no trap, and proofs that cost nothing.
    pub fn for_testing() -> Self {
        Self {
            reports_per_minute: 0,
            proof_cost: 1,
            form_seconds: 0,
            ..Self::default()
        }
    }

    /// Reports from one client. One that does not say which page it sends from is not trusted as much.
    pub fn of_client(&self, has_origin: bool) -> Rate {
        let whole = self.reports_per_minute;
        let quiet = if has_origin { whole } else { whole.div_ceil(2) };
        Rate {
            quiet,
            most: quiet.saturating_mul(WITH_PROOF),
        }
    }

    /// Reports to one site.
    pub fn of_site(&self) -> Rate {
        let follows = self.reports_per_minute.saturating_mul(CLIENTS_OF_A_SITE);
        let quiet = self.site_reports_per_minute.unwrap_or(follows);
        Rate {
            quiet,
            most: quiet.saturating_mul(SITE_WITH_PROOFS),
        }
    }

    /// Requests of any kind from one client.
    pub fn requests(&self) -> u32 {
        let follows = self.reports_per_minute.saturating_mul(REQUESTS_PER_REPORT);
        self.requests_per_minute.unwrap_or(follows)
    }
}

/// What is said of a value that is none.
const COUNT: &str = "a whole number, 0 or more,";
const SOME: &str = "a whole number, 1 or more,";

fn some(value: &str) -> Result<u32, &'static str> {
    value.parse().ok().filter(|n| *n > 0).ok_or(SOME)
}

macro_rules! settings {
    ($($key:literal, $field:ident, $read:expr;)+) => {
        pub(super) const SETTINGS: &[Setting] = &[$(
            Setting {
                key: $key,
                set: |config: &mut Config, value: &str| {
                    config.limits.$field = $read(value)?;
                    Ok(())
                },
            }
        ),+];
    };
}

settings! {
    "limits.reports_per_minute", reports_per_minute, count;
    "limits.site_reports_per_minute", site_reports_per_minute, maybe;
    "limits.requests_per_minute", requests_per_minute, maybe;
    "limits.proof_cost", proof_cost, some;
    "limits.connections", connections, some;
    "limits.header_seconds", header_seconds, some;
    "limits.form_seconds", form_seconds, count;
    "limits.request_seconds", request_seconds, some;
}

fn count(value: &str) -> Result<u32, &'static str> {
    value.parse().map_err(|_| COUNT)
}

fn maybe(value: &str) -> Result<Option<u32>, &'static str> {
    count(value).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_a_site_and_of_reading_follow_those_of_a_client() {
        let limits = Limits::default();
        let rate = |quiet, most| Rate { quiet, most };
        assert_eq!(limits.of_client(true), rate(30, 120));
        assert_eq!(limits.of_client(false), rate(15, 60));
        assert_eq!(limits.of_site(), rate(3_000, 30_000));
        assert_eq!(limits.requests(), 6_000);
        let none = Limits {
            reports_per_minute: 0,
            ..Limits::default()
        };
        assert_eq!(
            (none.of_client(false), none.of_site()),
            (rate(0, 0), rate(0, 0))
        );
        assert_eq!(none.requests(), 0);
    }
}
