//! Dates as readers of a language write them. All times are UTC, as on the wire.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::words::Words;

/// The day, in words.
pub fn day(words: Words, at: Timestamp) -> String {
    let date = at.to_zoned(TimeZone::UTC).date();
    let (year, day) = (date.year().to_string(), date.day().to_string());
    let places = [
        ("day", day.into()),
        ("month", date.month().into()),
        ("year", year.into()),
    ];
    words.get("date-day", &places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_the_day_its_own_way() {
        let at: Timestamp = "2026-11-03T23:59:00Z".parse().unwrap();
        let day = |tag| day(Words::for_language(tag), at);
        assert_eq!(day("en"), "3 November 2026");
        assert_eq!(day("uk"), "3 листопада 2026 р.");
        assert_eq!(day("ar"), "3 نوفمبر 2026");
        assert_eq!(day("zh"), "2026年11月3日");
    }
}
