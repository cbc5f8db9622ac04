//! The time as workers see it: never earlier than it was.
//!
//! When a machine's clock is set back, leases and back-offs that were written before would last for as long as it was
//! set back. A process that runs goes on from the latest time it has seen instead; one that is started afterwards has
//! seen nothing and waits.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;

/// What was told last, and when that was.
static LAST: LazyLock<Mutex<(Timestamp, Instant)>> =
    LazyLock::new(|| Mutex::new((Timestamp::now(), Instant::now())));

/// The clock's time, or what time it would be had the clock not been set back.
pub(super) fn now() -> Timestamp {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let instant = Instant::now();
    last.0 = later(*last, Timestamp::now(), instant);
    last.1 = instant;
    last.0
}

fn later((then, at): (Timestamp, Instant), clock: Timestamp, instant: Instant) -> Timestamp {
    let passed = instant.saturating_duration_since(at);
    clock.max(then.saturating_add(passed).unwrap_or(then))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn time_goes_on_when_the_clock_is_set_back() {
        let noon: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
        let eleven: Timestamp = "2026-11-01T11:00:00Z".parse().unwrap();
        let one: Timestamp = "2026-11-01T13:00:00Z".parse().unwrap();
        let start = Instant::now();
        let minute = start + Duration::from_secs(60);
        let told = |clock| later((noon, start), clock, minute).to_string();
        assert_eq!(told(eleven), "2026-11-01T12:01:00Z");
        assert_eq!(told(one), "2026-11-01T13:00:00Z");
    }
}
