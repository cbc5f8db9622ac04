//! What is known of whoever sent a report, without knowing who it is: keyed hashes, how much was sent, what is odd
//! about it; and the rules made of that: what passes, what waits for an editor, what is refused.
//!
//! How a request is told from another is `web`'s, what was counted is `store`'s.

use jiff::{SignedDuration, Timestamp};

/// A keyed hash of an address. Who holds the key can check a guess; nobody can read it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 16]);

super::words! {
    /// Where a case or report is looked at.
    Lane {
        /// The desk's queue.
        Desk = "desk",
        /// Beside it: held for review, because something about the sender is odd.
        Junk = "junk",
    }
}

super::words! {
    /// What is odd about a report. It is kept and shown, and waits in the junk lane.
    Suspicion {
        /// A field was filled in that no person sees.
        Honeypot = "honeypot",
        /// The form was sent faster than anybody reads it.
        Quick = "quick",
        /// The form is older than a day, or is none of ours.
        Stale = "stale",
        /// An editor blocked its source for a time.
        Blocked = "blocked",
        /// It came without a proof of work while too many reports came.
        Busy = "busy",
    }
}

/// How many in a minute pass by themselves, and how many with a proof of work. 0 is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Without a proof.
    pub quiet: u32,
    /// With one.
    pub most: u32,
}

/// What becomes of a report over the quiet rate that bears no proof of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenBusy {
    /// Its sender is asked for one.
    Ask,
    /// It waits for an editor: a page without scripts cannot work.
    Hold,
}

/// What a report is counted by, on all nodes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The client, under the key of the day.
    pub client: Hash,
    /// What one client may send.
    pub of_client: Rate,
    /// What a site takes.
    pub of_site: Rate,
    /// What happens over the quiet rate.
    pub when_busy: WhenBusy,
}

/// A proof of work that holds. Whether it was spent before only the store knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What tells it from others.
    pub id: [u8; 32],
    /// When it stops being one, and need not be remembered any more.
    pub expires: Timestamp,
}

/// Whoever sent a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// What it is counted by; nothing when there are no limits.
    pub counted: Option<Counted>,
    /// What an editor blocks when the report is junk.
    pub source: Option<Hash>,
    /// The proof of work that came with it.
    pub proof: Option<Proof>,
    /// Whether its node wants one, whatever all nodes counted.
    pub must_prove: bool,
    /// What is odd about it.
    pub suspicion: Option<Suspicion>,
}

/// Why a report is not taken now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A proof of work would let it pass.
    #[error("a proof of work is needed")]
    ProofNeeded,
    /// Nothing would, for now.
    #[error("too many reports")]
    TooMany,
    /// The proof let another report pass before.
    #[error("the proof of work was spent")]
    ProofSpent,
    /// The article has as many reports as its publisher takes in a day.
    #[error("the article takes no more reports today")]
    ArticleFull,
}

/// Which of the two counts is over its rate, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Quiet,
    Busy,
    Full,
}

impl Rate {
    /// One more, after so many.
    fn level(self, before: u64) -> Level {
        let over = |limit: u32| limit > 0 && before >= u64::from(limit);
        match (over(self.most), over(self.quiet)) {
            (true, _) => Level::Full,
            (false, true) => Level::Busy,
            (false, false) => Level::Quiet,
        }
    }
}

impl Counted {
    /// Whether one more report passes after so many of the client's and the site's in this minute, and with what
    /// suspicion.
    ///
    /// # Errors
    /// What is missing.
    pub fn admit(
        &self,
        clients: u64,
        sites: u64,
        has_proof: bool,
    ) -> Result<Option<Suspicion>, Refused> {
        let level = self.of_client.level(clients).max(self.of_site.level(sites));
        match (level, self.when_busy) {
            (Level::Full, _) => Err(Refused::TooMany),
            (Level::Quiet, _) => Ok(None),
            (Level::Busy, _) if has_proof => Ok(None),
            (Level::Busy, WhenBusy::Ask) => Err(Refused::ProofNeeded),
            (Level::Busy, WhenBusy::Hold) => Ok(Some(Suspicion::Busy)),
        }
    }
}

/// A form that was open longer is no longer believed.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);

/// What is odd about the time between a form's making and its coming back. Nothing known of its making is as odd as
/// too long ago.
pub fn time_trap(
    made: Option<Timestamp>,
    now: Timestamp,
    quickest: SignedDuration,
) -> Option<Suspicion> {
    let Some(made) = made else {
        return Some(Suspicion::Stale);
    };
    match now.duration_since(made) {
        age if age < quickest => Some(Suspicion::Quick),
        age if age > OLDEST => Some(Suspicion::Stale),
        _ => None,
    }
}

/// Editors block a source for so many days at most.
pub const MAX_BLOCK_DAYS: u32 = 90;

/// So long a report keeps the hash of its source, for an editor to block it by.
pub const SOURCE_KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What a publisher takes of one article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Caps {
    /// Reports about one article in a day (UTC).
    pub per_article: Option<u32>,
    /// Days after its publication.
    pub closed_after_days: Option<u32>,
}

impl Caps {
    /// Whether an article of that age takes reports. One whose age is not known does.
    pub fn takes_old(&self, published: Option<Timestamp>, now: Timestamp) -> bool {
        let (Some(days), Some(published)) = (self.closed_after_days, published) else {
            return true;
        };
        now.duration_since(published) <= SignedDuration::from_hours(i64::from(days) * 24)
    }

    /// Whether an article takes one more report after so many today.
    pub fn takes_more(&self, today: u64) -> bool {
        self.per_article.is_none_or(|most| today < u64::from(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(when_busy: WhenBusy) -> Counted {
        let rate = |quiet, most| Rate { quiet, most };
        Counted {
            client: Hash([0; 16]),
            of_client: rate(2, 4),
            of_site: rate(10, 20),
            when_busy,
        }
    }

    #[test]
    fn a_proof_lets_pass_what_is_over_the_quiet_rate_and_nothing_what_is_over_the_other() {
        let asked = counted(WhenBusy::Ask);
        assert_eq!(asked.admit(1, 9, false), Ok(None));
        assert_eq!(asked.admit(2, 0, false), Err(Refused::ProofNeeded));
        assert_eq!(asked.admit(0, 10, false), Err(Refused::ProofNeeded));
        assert_eq!(asked.admit(3, 19, true), Ok(None));
        assert_eq!(asked.admit(4, 0, true), Err(Refused::TooMany));
        assert_eq!(asked.admit(0, 20, true), Err(Refused::TooMany));
        let held = counted(WhenBusy::Hold);
        assert_eq!(held.admit(2, 0, false), Ok(Some(Suspicion::Busy)));
        assert_eq!(held.admit(4, 0, false), Err(Refused::TooMany));
        let none = Rate { quiet: 0, most: 0 };
        let free = Counted {
            of_client: none,
            of_site: none,
            ..asked
        };
        assert_eq!(free.admit(1_000, 100_000, false), Ok(None));
    }

    #[test]
    fn a_form_takes_its_time() {
        let at = |seconds: i64| Timestamp::from_second(seconds).unwrap();
        let trap =
            |made: Option<i64>, now| time_trap(made.map(at), at(now), SignedDuration::from_secs(3));
        assert_eq!(trap(Some(0), 2), Some(Suspicion::Quick));
        assert_eq!(trap(Some(5), 0), Some(Suspicion::Quick), "a clock set back");
        assert_eq!(trap(Some(0), 3), None);
        assert_eq!(trap(Some(0), 86_400), None);
        assert_eq!(trap(Some(0), 86_401), Some(Suspicion::Stale));
        assert_eq!(trap(None, 0), Some(Suspicion::Stale));
    }

    #[test]
    fn an_article_takes_reports_until_it_is_too_old_or_has_enough() {
        let at = |days: i64| Timestamp::from_second(days * 86_400).unwrap();
        let caps = Caps {
            per_article: Some(2),
            closed_after_days: Some(30),
        };
        assert!(caps.takes_old(Some(at(0)), at(30)) && !caps.takes_old(Some(at(0)), at(31)));
        assert!(caps.takes_old(None, at(31)), "its age is not known");
        assert!(caps.takes_more(1) && !caps.takes_more(2));
        assert!(Caps::default().takes_old(Some(at(0)), at(9_999)) && Caps::default().takes_more(9));
    }
}
