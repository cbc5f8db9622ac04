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
