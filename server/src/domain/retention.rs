//! How long what is personal is kept. When the time is up, `work` has it erased once a day; that nothing else is erased
//! then is the store's business.

use jiff::{SignedDuration, Timestamp};

/// How long what is personal is kept, in days.
///
/// ```toml
/// [retention]
/// email_days = 30                  # a reader's address, after the last decision about their report; this is the default
/// undecided_email_days = 365       # the same while nothing was decided, after the report arrived; this is the default
/// idempotency_days = 14            # what a request sent again is known by, 14 at least; this is the default
/// junk_days = 90                   # what was declined as junk, and what waited in the junk lane undecided; this is the default
/// ```
///
/// What was withdrawn is erased at once. Sessions end by themselves, failed attempts to sign in are forgotten after a
/// day. Reports without an address, decisions, corrections and the journal, which has nobody's words, are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// A reader's address, after the last decision about their report.
    pub email_days: u32,
    /// A reader's address while nothing was decided, after the report arrived.
    pub undecided_email_days: u32,
    /// What a request sent again is known by.
    pub idempotency_days: u32,
    /// A case that was declined as junk, after that decision, and one that waits in the junk lane, after its last report;
    /// with its reports.
    pub junk_days: u32,
}

/// The contract keeps answers so long for requests that are sent again.
pub const LEAST_IDEMPOTENCY_DAYS: u32 = 14;

impl Default for Retention {
    fn default() -> Self {
        Self {
            email_days: 30,
            undecided_email_days: 365,
            idempotency_days: LEAST_IDEMPOTENCY_DAYS,
            junk_days: 90,
        }
    }
}

impl Retention {
    /// Whether an address is no longer needed; `decided` is when the report's case was last decided, if it is.
    pub fn is_email_over(
        &self,
        received: Timestamp,
        decided: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        match decided {
            // Whoever reports what was decided long ago may still be asked.
            Some(decided) => decided.max(received) <= ago(now, self.email_days),
            None => received <= ago(now, self.undecided_email_days),
        }
    }

    /// Answers given before this are forgotten.
    pub fn answers_from(&self, now: Timestamp) -> Timestamp {
        ago(now, self.idempotency_days.max(LEAST_IDEMPOTENCY_DAYS))
    }

    /// Junk decided before this is removed.
    pub fn junk_from(&self, now: Timestamp) -> Timestamp {
        ago(now, self.junk_days)
    }
}

/// So many days before; the beginning of time when there were not as many.
fn ago(now: Timestamp, days: u32) -> Timestamp {
    let span = SignedDuration::from_hours(i64::from(days) * 24);
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Timestamp {
        let first: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        first + SignedDuration::from_hours(day * 24)
    }

    #[test]
    fn an_address_is_needed_for_a_while_after_the_decision() {
        let kept = Retention::default();
        assert!(!kept.is_email_over(day(0), Some(day(100)), day(129)));
        assert!(kept.is_email_over(day(0), Some(day(100)), day(130)));
        assert!(!kept.is_email_over(day(120), Some(day(100)), day(149)));
        assert!(kept.is_email_over(day(120), Some(day(100)), day(150)));
    }

    #[test]
    fn an_address_is_not_kept_forever_because_nobody_decides() {
        let kept = Retention::default();
        assert!(!kept.is_email_over(day(0), None, day(364)));
        assert!(kept.is_email_over(day(0), None, day(365)));
    }

    #[test]
    fn answers_are_kept_as_long_as_promised() {
        let hasty = Retention {
            idempotency_days: 1,
            ..Retention::default()
        };
        assert_eq!(hasty.answers_from(day(100)), day(86));
    }

    #[test]
    fn more_days_than_there_were_are_all_of_them() {
        let endless = Retention {
            email_days: u32::MAX,
            ..Retention::default()
        };
        assert!(!endless.is_email_over(day(0), Some(day(0)), day(100_000)));
    }
}
