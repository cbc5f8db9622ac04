//! Times as an editor reads them: how long ago, and exactly.

use jiff::Timestamp;

/// A moment, ready for a `<time>` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// How long ago, in words.
    pub(crate) ago: String,
    /// The date and time, in words, UTC.
    pub(crate) exact: String,
    /// For machines, RFC 3339.
    pub(crate) machine: String,
}

impl Moment {
    /// `then` as it is seen `now`.
    pub(crate) fn new(then: Timestamp, now: Timestamp) -> Self {
        Self {
            ago: ago(then, now),
            exact: then.strftime("%-d %B %Y, %H:%M UTC").to_string(),
            machine: then.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}

/// The largest unit that fits; a clock that runs ahead of another counts as now.
fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second());
    let (count, unit) = match seconds {
        ..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..5_184_000 => (seconds / 86_400, "day"),
        5_184_000..63_072_000 => (seconds / 2_592_000, "month"),
        _ => (seconds / 31_536_000, "year"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        let now: Timestamp = "2026-11-23T14:00:00Z".parse().unwrap();
        let cases = [
            (-5, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (7_200, "2 hours ago"),
            (86_400, "1 day ago"),
            (5_184_000, "2 months ago"),
            (63_072_000, "2 years ago"),
        ];
        for (seconds, expected) in cases {
            let moment = Moment::new(now - SignedDuration::from_secs(seconds), now);
            assert_eq!(moment.ago, expected);
        }
        let moment = Moment::new(now, now);
        assert_eq!(moment.exact, "23 November 2026, 14:00 UTC");
        assert_eq!(moment.machine, "2026-11-23T14:00:00Z");
    }
}
