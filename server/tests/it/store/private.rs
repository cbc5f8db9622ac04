//! What is personal: readers' addresses are sealed, opened for those who may ask, found and erased; what need not be
//! kept is removed when its time is up and not before.

use corrigenda::domain::case::{CaseId, Outcome, State};
use corrigenda::domain::decision::Action;
use corrigenda::domain::email::EmailKey;
use corrigenda::domain::job::Task;
use corrigenda::domain::report::{NewReport, ReportId};
use corrigenda::domain::retention::Retention;
use corrigenda::domain::sender::{Sender, Suspicion};
use corrigenda::store::{Accepted, Error, Filter, Forgotten, Store, TendedEmails};
use corrigenda::work;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};

use super::withdraw::{everything, holds};
use super::{Kept, at, key_of, promises, site};

promises! {
    an_address_is_sealed_in_the_database_and_opens
    an_address_that_an_older_version_wrote_is_sealed
    another_key_takes_over_and_the_old_one_can_go
    an_address_of_a_lost_key_harms_nobody
    an_address_does_not_open_in_another_report
    an_address_is_erased_thirty_days_after_the_decision
    an_address_of_a_case_that_was_taken_up_again_is_kept
    an_address_is_not_kept_forever
    more_addresses_than_fit_a_batch_are_all_seen_to
    a_reader_is_found_by_the_address_and_erased
    answers_are_forgotten_after_a_fortnight
    old_junk_is_removed_and_nothing_else
    what_nobody_takes_out_of_the_junk_lane_goes
    sessions_and_failed_sign_ins_are_forgotten
    every_site_owes_it_once_a_day
}

const ADDRESS: &str = "reader-4711@example.org";

/// Seconds of so many days.
fn days(days: i64) -> i64 {
    days * 86_400
}

fn key(id: &str, byte: u8) -> EmailKey {
    EmailKey {
        id: id.to_owned(),
        secret: [byte; 32],
    }
}

impl Kept {
    async fn told_by(&self, address: &str) -> Accepted {
        let mut sent = self.suggests("teh", "the");
        sent.0.email = Some(address.to_owned());
        self.send(sent).await
    }

    async fn email(&self, id: ReportId) -> Option<String> {
        self.store.report_email(self.key(), id).await.unwrap()
    }

    async fn forget(&self, seconds: i64) -> Forgotten {
        self.store.forget(self.key(), at(seconds)).await.unwrap()
    }

    /// Changes what no method would change.
    async fn run(&self, sql: &'static str) {
        if self.folder.is_some() {
            let pool = sqlx::SqlitePool::connect(&self.url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
        } else {
            let pool = sqlx::PgPool::connect(&self.url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }
}

fn erased(erased: u64) -> Forgotten {
    let emails = TendedEmails {
        erased,
        ..TendedEmails::default()
    };
    Forgotten {
        emails,
        ..Forgotten::default()
    }
}

async fn an_address_is_sealed_in_the_database_and_opens(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.told_by(ADDRESS).await;
    let all = everything(&kept).await;
    assert!(
        !holds(&all, "reader-4711"),
        "it can be read in the database"
    );
    assert_eq!(kept.email(sent.report).await.as_deref(), Some(ADDRESS));
    let report = kept.store.report(kept.key(), sent.report).await.unwrap();
    assert!(report.has_email);
    let silent = kept.send(kept.suggests("teh", "the")).await;
    assert_eq!(kept.email(silent.report).await, None);
    let unknown = ReportId::new(at(0));
    let unknown = kept.store.report_email(kept.key(), unknown).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
}

async fn an_address_that_an_older_version_wrote_is_sealed(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.send(kept.suggests("teh", "the")).await;
    kept.run("update reports set email = 'Reader-4711@example.org'")
        .await;
    let spelt = Some("Reader-4711@example.org");
    assert_eq!(kept.email(sent.report).await.as_deref(), spelt);
    let found = kept
        .store
        .reports_by_email(kept.key(), ADDRESS)
        .await
        .unwrap();
    assert_eq!(found, [sent.report], "before it is sealed");
    assert_eq!(kept.forget(60).await.emails.sealed, 1);
    assert_eq!(kept.email(sent.report).await.as_deref(), spelt);
    assert!(!holds(&everything(&kept).await, "eader-4711"));
    let found = kept
        .store
        .reports_by_email(kept.key(), ADDRESS)
        .await
        .unwrap();
    assert_eq!(found, [sent.report], "after it was sealed");
    assert_eq!(kept.forget(61).await, Forgotten::default());
}

async fn another_key_takes_over_and_the_old_one_can_go(mut kept: Kept) {
    let (old, new) = (key("old", 1), key("new", 2));
    kept.store = kept.store.with_email_keys(vec![old.clone()]);
    let kept = kept.with_story().await;
    let sent = kept.told_by(ADDRESS).await;
    let both = Kept {
        store: kept.store.clone().with_email_keys(vec![new.clone(), old]),
        ..kept
    };
    assert_eq!(both.email(sent.report).await.as_deref(), Some(ADDRESS));
    assert_eq!(both.forget(60).await.emails.sealed, 1);
    assert_eq!(both.forget(61).await.emails.sealed, 0);
    let one = Kept {
        store: both.store.clone().with_email_keys(vec![new]),
        ..both
    };
    assert_eq!(one.email(sent.report).await.as_deref(), Some(ADDRESS));
    let found = one
        .store
        .reports_by_email(one.key(), ADDRESS)
        .await
        .unwrap();
    assert_eq!(found, [sent.report]);
}

async fn an_address_of_a_lost_key_harms_nobody(mut kept: Kept) {
    kept.store = kept.store.with_email_keys(vec![key("lost", 1)]);
    let kept = kept.with_story().await;
    let sent = kept.told_by(ADDRESS).await;
    let kept = Kept {
        store: kept.store.clone().with_email_keys(vec![key("new", 2)]),
        ..kept
    };
    assert_eq!(kept.email(sent.report).await, None);
    let report = kept.store.report(kept.key(), sent.report).await.unwrap();
    assert!(report.has_email);
    let locked = TendedEmails {
        locked: 1,
        ..TendedEmails::default()
    };
    assert_eq!(kept.forget(60).await.emails, locked, "it may come back");
    let counted = kept.store.count_emails(kept.key()).await.unwrap();
    assert_eq!(counted, (1, 1));
    assert_eq!(kept.forget(days(366)).await.emails.erased, 1);
    assert_eq!(kept.store.count_emails(kept.key()).await.unwrap(), (0, 0));
}

async fn an_address_does_not_open_in_another_report(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.told_by(ADDRESS).await;
    let other = kept.told_by("other@example.org").await;
    kept.run("update reports set email_sealed = (select max(email_sealed) from reports)")
        .await;
    let opened = [
        kept.email(sent.report).await,
        kept.email(other.report).await,
    ];
    assert_eq!(opened.iter().flatten().count(), 1, "{opened:?}");
}

async fn an_address_is_erased_thirty_days_after_the_decision(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.told_by(ADDRESS).await;
    let id = sent.case.unwrap().id;
    assert_eq!(
        kept.forget(days(100)).await,
        Forgotten::default(),
        "undecided"
    );
    // The decision of these tests is a minute old.
    let decline = Action::Decline {
        outcome: Outcome::NotAnError,
        block_days: None,
    };
    kept.decide(&kept.case(id).await, decline).await;
    assert_eq!(kept.forget(days(30) + 59).await, Forgotten::default());
    assert_eq!(kept.email(sent.report).await.as_deref(), Some(ADDRESS));
    assert_eq!(kept.forget(days(30) + 60).await, erased(1));
    let report = kept.store.report(kept.key(), sent.report).await.unwrap();
    assert_eq!(
        (kept.email(sent.report).await, report.has_email),
        (None, false)
    );
    assert_eq!(report.suggestion.as_deref(), Some("the"), "the rest stays");
    // Another reader of the same mistake joins what was decided long ago.
    let mut late = kept.suggests("teh", "the");
    late.0.email = Some(ADDRESS.to_owned());
    late.0.received = at(days(50));
    let late = kept.send(late).await;
    assert_eq!(late.case.unwrap().id, id);
    assert_eq!(kept.forget(days(80) - 1).await, Forgotten::default());
    let sooner = Retention {
        email_days: 7,
        ..Retention::default()
    };
    let kept = Kept {
        store: kept.store.clone().with_retention(sooner),
        ..kept
    };
    assert_eq!(kept.forget(days(57) - 1).await, Forgotten::default());
    assert_eq!(kept.forget(days(57)).await, erased(1));
}

async fn an_address_of_a_case_that_was_taken_up_again_is_kept(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.told_by(ADDRESS).await;
    let id = sent.case.unwrap().id;
    let decline = Action::Decline {
        outcome: Outcome::NotAnError,
        block_days: None,
    };
    let declined = kept.decide(&kept.case(id).await, decline).await;
    let open = kept.decide(&declined, Action::Reopen).await;
    assert_eq!(open.state, State::Open);
    assert_eq!(kept.forget(days(100)).await, Forgotten::default());
}

async fn an_address_is_not_kept_forever(kept: Kept) {
    let kept = kept.with_story().await;
    kept.told_by(ADDRESS).await;
    // One that waits for its article's text belongs to no case.
    let mut pending = kept.report("elsewhere");
    pending.email = Some(ADDRESS.to_owned());
    let nowhere = corrigenda::domain::placement::Finding::pending(None, None);
    kept.send((pending, nowhere)).await;
    assert_eq!(kept.forget(days(365) - 1).await, Forgotten::default());
    assert_eq!(kept.forget(days(365)).await, erased(2));
}

async fn more_addresses_than_fit_a_batch_are_all_seen_to(mut kept: Kept) {
    kept.store = kept.store.with_email_keys(vec![key("old", 1)]);
    let kept = kept.with_story().await;
    let sending: FuturesUnordered<_> = (0..1_001).map(|_| kept.told_by(ADDRESS)).collect();
    let sent: Vec<Accepted> = sending.collect().await;
    let kept = Kept {
        store: kept
            .store
            .clone()
            .with_email_keys(vec![key("new", 2), key("old", 1)]),
        ..kept
    };
    assert_eq!(kept.forget(60).await.emails.sealed, 1_001);
    assert_eq!(kept.forget(61).await, Forgotten::default());
    let found = kept.store.reports_by_email(kept.key(), ADDRESS).await;
    assert_eq!(found.unwrap().len(), sent.len());
    assert_eq!(kept.forget(days(365)).await, erased(1_001));
}

async fn a_reader_is_found_by_the_address_and_erased(kept: Kept) {
    let kept = kept.with_story().await;
    let other = site("weekly");
    kept.store.create_site(&other).await.unwrap();
    let mut sent = kept.suggests("teh", "the");
    sent.0.email = Some("Reader-4711@Example.org".to_owned());
    sent.0.comment = Some("I heard it myself.".to_owned());
    sent.0.extensions = Some("{\"device\":\"quisquilian\"}".to_owned());
    let sent = kept.send(sent).await;
    let stays = kept.told_by("reader-4712@example.org").await;
    let find = async |key, address| kept.store.reports_by_email(key, address).await.unwrap();
    assert_eq!(find(&other.key, ADDRESS).await, [], "on another site");
    assert_eq!(find(kept.key(), "4711@example.org").await, []);
    assert_eq!(
        find(kept.key(), " READER-4711@example.org ").await,
        [sent.report]
    );
    let only = [sent.report];
    let erase = kept.store.erase_contacts(kept.key(), &only);
    erase.await.unwrap();
    assert_eq!(find(kept.key(), ADDRESS).await, []);
    assert_eq!(kept.email(sent.report).await, None);
    let report = kept.store.report(kept.key(), sent.report).await.unwrap();
    assert_eq!(report.comment.as_deref(), Some("I heard it myself."));
    let all = everything(&kept).await;
    assert!(!holds(&all, "quisquilian") && holds(&all, "I heard it myself."));
    assert!(kept.email(stays.report).await.is_some());
}

async fn answers_are_forgotten_after_a_fortnight(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = |id: u8| -> (NewReport, _) {
        let mut sent = kept.suggests("teh", "the");
        sent.0.idempotency = key_of("again", id);
        sent
    };
    let first = kept.send(sent(1)).await;
    assert_eq!(kept.forget(days(14)).await, Forgotten::default());
    let again = kept.send(sent(1)).await;
    assert_eq!((again.report, again.replayed), (first.report, true));
    assert_eq!(kept.forget(days(14) + 1).await.answers, 1);
    let later = kept.send(sent(2)).await;
    assert!(!later.replayed && later.report != first.report);
}

async fn old_junk_is_removed_and_nothing_else(kept: Kept) {
    let kept = kept.with_story().await;
    let mut junk = kept.suggests("teh", "flibbertigibbet");
    junk.0.comment = Some("quisquilian".to_owned());
    let mut same: Vec<(NewReport, _)> = (0..1_001).map(|_| junk.clone()).collect();
    for (report, _) in &mut same {
        report.id = ReportId::new(at(0));
    }
    let sending: FuturesUnordered<_> = same.into_iter().map(|one| kept.send(one)).collect();
    let sent: Vec<Accepted> = sending.collect().await;
    let id: CaseId = sent[0].case.unwrap().id;
    let serious = kept.send(kept.suggests("1987", "1986")).await;
    let other = serious.case.unwrap().id;
    for (id, outcome) in [(id, Outcome::Junk), (other, Outcome::NotAnError)] {
        let case = kept.case(id).await;
        kept.decide(
            &case,
            Action::Decline {
                outcome,
                block_days: None,
            },
        )
        .await;
    }
    assert_eq!(kept.forget(days(90) + 60).await.junk, 0);
    assert_eq!(kept.forget(days(90) + 61).await.junk, 1_001);
    let all = everything(&kept).await;
    assert!(!holds(&all, "flibbertigibbet") && !holds(&all, "quisquilian"));
    let gone = kept.store.report(kept.key(), sent[0].report).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    let emptied = kept.case(id).await;
    assert_eq!(
        (emptied.reports, emptied.passage, emptied.proposals.len()),
        (0, None, 0)
    );
    assert_eq!(
        emptied.outcome,
        Some(Outcome::Junk),
        "what was decided stays"
    );
    assert_eq!(kept.case(other).await.reports, 1);
    assert_eq!(kept.forget(days(90) + 62).await, Forgotten::default());
    // The same words are a case of their own again.
    let next = kept.send(kept.suggests("teh", "the")).await;
    assert_ne!(next.case.unwrap().id, id);
    let queue = kept
        .store
        .queue(kept.key(), &Filter::default(), None, 10)
        .await;
    let listed = queue.unwrap().items;
    assert!(listed.iter().all(|row| row.case.id != id), "{listed:?}");
}

async fn what_nobody_takes_out_of_the_junk_lane_goes(kept: Kept) {
    let kept = kept.with_story().await;
    let odd = Sender {
        suspicion: Some(Suspicion::Honeypot),
        ..Sender::default()
    };
    let send = async |suggestion, sender| {
        let (report, finding) = kept.suggests("teh", suggestion);
        let sent = kept
            .store
            .accept_from(&kept.site, sender, report, finding)
            .await;
        sent.unwrap().report
    };
    let held = send("quisquilian", odd).await;
    let open = send("the", Sender::default()).await;
    assert_eq!(kept.forget(days(90)).await, Forgotten::default());
    assert_eq!(kept.forget(days(90) + 1).await.junk, 1);
    let held = kept.store.report(kept.key(), held).await;
    assert!(matches!(held, Err(Error::NotFound)));
    assert!(kept.store.report(kept.key(), open).await.is_ok());
    assert!(!holds(&everything(&kept).await, "quisquilian"));
}

async fn sessions_and_failed_sign_ins_are_forgotten(kept: Kept) {
    kept.store
        .begin_session(&[7; 32], None, "{\"user\":\"quisquilian\"}", at(100))
        .await
        .unwrap();
    kept.store
        .sign_in_attempted("flibbertigibbet", at(0))
        .await
        .unwrap();
    kept.forget(99).await;
    let all = everything(&kept).await;
    assert!(holds(&all, "quisquilian") && holds(&all, "flibbertigibbet"));
    kept.forget(days(1) + 1).await;
    kept.store.erase_contacts(kept.key(), &[]).await.unwrap();
    let all = everything(&kept).await;
    assert!(!holds(&all, "quisquilian") && !holds(&all, "flibbertigibbet"));
}

async fn every_site_owes_it_once_a_day(kept: Kept) {
    let store: &Store = &kept.store;
    store.create_site(&site("weekly")).await.unwrap();
    let begun = Timestamp::now();
    for _ in 0..2 {
        store.owe_everywhere(Task::Forget, begun).await.unwrap();
        assert_eq!(store.jobs_left().await.unwrap(), 2);
        assert_eq!(
            store.next_due().await.unwrap().map(|due| due.as_second()),
            Some(begun.as_second())
        );
    }
    work::settle(store).await.unwrap();
    let tomorrow = begun + SignedDuration::from_hours(24);
    for _ in 0..2 {
        assert_eq!(store.jobs_left().await.unwrap(), 2);
        assert!(store.next_due().await.unwrap() >= Some(tomorrow - SignedDuration::from_secs(1)));
        store
            .owe_everywhere(Task::Forget, Timestamp::now())
            .await
            .unwrap();
    }
    // What was given up is owed again.
    let far = Timestamp::now() + SignedDuration::from_hours(48);
    let lease = SignedDuration::from_secs(10);
    for job in store.claim_jobs(far, lease, 9).await.unwrap() {
        store.give_up_job(&job, "for a test").await.unwrap();
    }
    assert_eq!(store.jobs_left().await.unwrap(), 0);
    store
        .owe_everywhere(Task::Forget, Timestamp::now())
        .await
        .unwrap();
    assert_eq!(store.jobs_left().await.unwrap(), 2);
}
