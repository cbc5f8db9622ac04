//! Dates as readers of a language write them. All times are UTC, as on the wire.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::words::Words;

/// The day, in words.
pub fn day(words: Words, at: Timestamp) -> String {
    let date = at.to_zoned(TimeZone::UTC).date();
    let year = date.year().to_string();
    let places = [
        ("day", date.day().into()),
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
        assert_eq!(day("de"), "3. November 2026");
        assert_eq!(day("pt"), "3 de novembro de 2026");
    }

    #[test]
    fn the_first_of_a_month_is_a_word_in_french() {
        let day = |at: &str| super::day(Words::for_language("fr"), at.parse().unwrap());
        assert_eq!(day("2026-11-01T12:00:00Z"), "1er novembre 2026");
        assert_eq!(day("2026-11-02T12:00:00Z"), "2 novembre 2026");
    }
}
