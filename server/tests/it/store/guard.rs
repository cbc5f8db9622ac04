//! What keeps abuse cheap, counted and remembered for all nodes together: limits, proofs of work, caps, the junk
//! lane, blocked sources.

use corrigenda::domain::article::ArticleUrl;
use corrigenda::domain::case::{Case, Outcome, State};
use corrigenda::domain::decision::Action;
use corrigenda::domain::placement::Finding;
use corrigenda::domain::report::{NewReport, ReportId};
use corrigenda::domain::sender::{
    Caps, Counted, Hash, Lane, Proof, Rate, Refused, Sender, Suspicion, WhenBusy,
};
use corrigenda::domain::site::Site;
use corrigenda::store::{Accepted, Error, Filter, Result, Store};
use jiff::{SignedDuration, Timestamp};

use super::{Kept, at, key_of, promises};

promises! {
    nodes_count_one_client_together_and_forget_with_the_minute
    nodes_count_one_site_together
    over_the_quiet_rate_a_proof_passes_or_an_editor_looks
    a_proof_is_spent_once_whichever_node_it_reaches
    a_request_that_was_answered_is_answered_again_whatever_was_spent
    an_article_takes_as_many_reports_in_a_day_as_its_publisher_says
    what_is_odd_waits_in_a_lane_of_its_own_until_an_editor_releases_it
    a_pending_report_keeps_its_lane_when_it_is_placed
    a_blocked_source_is_held_for_review_until_the_block_ends
    where_a_report_came_from_is_forgotten
}

const QUIET: Rate = Rate { quiet: 2, most: 4 };
const FREE: Rate = Rate { quiet: 0, most: 0 };

/// A sender of whom so much may come.
fn from(client: u8, of_client: Rate, of_site: Rate) -> Sender {
    Sender {
        counted: Some(Counted {
            client: Hash([client; 16]),
            of_client,
            of_site,
            when_busy: WhenBusy::Ask,
        }),
        ..Sender::default()
    }
}

fn odd(suspicion: Suspicion) -> Sender {
    Sender {
        suspicion: Some(suspicion),
        ..Sender::default()
    }
}

fn proof(id: u8) -> Option<Proof> {
    Some(Proof {
        id: [id; 32],
        expires: at(600),
    })
}

impl Kept {
    /// Another node on the same database.
    async fn another(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }

    fn remark(&self, page: &str, now: Timestamp) -> (NewReport, Finding) {
        let mut report = self.report(page);
        report.id = ReportId::new(now);
        report.comment = Some("Is that so?".to_owned());
        report.received = now;
        (report, Finding::pending(None, None))
    }
}

async fn sends(
    store: &Store,
    site: &Site,
    sender: Sender,
    (report, finding): (NewReport, Finding),
) -> Result<Accepted> {
    store.accept_from(site, sender, report, finding).await
}

fn refused<T: std::fmt::Debug>(sent: Result<T>) -> Refused {
    match sent {
        Err(Error::Refused(why)) => why,
        other => panic!("it should have been refused: {other:?}"),
    }
}

async fn nodes_count_one_client_together_and_forget_with_the_minute(kept: Kept) {
    let other = kept.another().await;
    let send = async |store: &Store, client, seconds| {
        sends(
            store,
            &kept.site,
            from(client, QUIET, FREE),
            kept.remark("night", at(seconds)),
        )
        .await
    };
    send(&kept.store, 1, 0).await.expect("the first");
    send(&other, 1, 59)
        .await
        .expect("the second, on another node");
    assert_eq!(
        refused(send(&kept.store, 1, 30).await),
        Refused::ProofNeeded
    );
    assert_eq!(refused(send(&other, 1, 30).await), Refused::ProofNeeded);
    send(&other, 2, 30).await.expect("somebody else");
    send(&kept.store, 1, 60).await.expect("another minute");
    other.close().await;
}

async fn nodes_count_one_site_together(kept: Kept) {
    let other = kept.another().await;
    let weekly = super::site("weekly");
    kept.store.create_site(&weekly).await.expect("a new key");
    let send = async |store: &Store, site: &Site, client| {
        let (mut report, finding) = kept.remark("night", at(0));
        report.site = site.key.clone();
        sends(store, site, from(client, FREE, QUIET), (report, finding)).await
    };
    send(&kept.store, &kept.site, 1).await.expect("the first");
    send(&other, &kept.site, 2).await.expect("the second");
    assert_eq!(
        refused(send(&kept.store, &kept.site, 3).await),
        Refused::ProofNeeded
    );
    send(&other, &weekly, 3).await.expect("another site");
    other.close().await;
}

async fn over_the_quiet_rate_a_proof_passes_or_an_editor_looks(kept: Kept) {
    let send = async |proof: Option<Proof>, when_busy| {
        let mut sender = from(1, QUIET, FREE);
        sender.proof = proof;
        if let Some(counted) = &mut sender.counted {
            counted.when_busy = when_busy;
        }
        sends(&kept.store, &kept.site, sender, kept.remark("night", at(0))).await
    };
    for _ in 0..2 {
        let quiet = send(None, WhenBusy::Hold).await.expect("under the rate");
        assert!(!quiet.in_review);
    }
    assert!(
        !send(proof(1), WhenBusy::Ask)
            .await
            .expect("with a proof")
            .in_review
    );
    assert_eq!(
        refused(send(proof(1), WhenBusy::Ask).await),
        Refused::ProofSpent
    );
    assert!(
        send(None, WhenBusy::Hold)
            .await
            .expect("by the form")
            .in_review
    );
    for (proof, when_busy) in [(proof(2), WhenBusy::Ask), (None, WhenBusy::Hold)] {
        assert_eq!(refused(send(proof, when_busy).await), Refused::TooMany);
    }
}

async fn a_proof_is_spent_once_whichever_node_it_reaches(kept: Kept) {
    let other = kept.another().await;
    let send = |store: &Store| {
        let sender = Sender {
            proof: proof(7),
            must_prove: true,
            ..Sender::default()
        };
        let (store, site, report) = (
            store.clone(),
            kept.site.clone(),
            kept.remark("night", at(0)),
        );
        async move { sends(&store, &site, sender, report).await }
    };
    // Some in one batch, some in batches of another node at the same time.
    let all = tokio::join!(
        send(&kept.store),
        send(&other),
        send(&kept.store),
        send(&other)
    );
    let all = [all.0, all.1, all.2, all.3];
    let (passed, spent): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    assert_eq!(passed.len(), 1);
    assert!(
        spent
            .into_iter()
            .all(|sent| refused(sent) == Refused::ProofSpent)
    );
    let unproven = Sender {
        must_prove: true,
        ..Sender::default()
    };
    let sent = sends(&other, &kept.site, unproven, kept.remark("night", at(0))).await;
    assert_eq!(refused(sent), Refused::ProofNeeded);
    other.close().await;
}

async fn a_request_that_was_answered_is_answered_again_whatever_was_spent(kept: Kept) {
    let send = async || {
        let mut sender = from(1, Rate { quiet: 1, most: 1 }, FREE);
        sender.proof = proof(1);
        let (mut report, finding) = kept.remark("night", at(0));
        report.idempotency = key_of("k", 1);
        sends(&kept.store, &kept.site, sender, (report, finding)).await
    };
    let first = send().await.expect("the first");
    let again = send().await.expect("the same");
    assert_eq!((again.report, again.replayed), (first.report, true));
}

async fn an_article_takes_as_many_reports_in_a_day_as_its_publisher_says(kept: Kept) {
    let mut site = kept.site.clone();
    site.caps = Caps {
        per_article: Some(2),
        closed_after_days: Some(30),
    };
    kept.store
        .update_site(&site, at(0))
        .await
        .expect("it is stored");
    assert_eq!(
        kept.store.site(kept.key()).await.expect("it is there"),
        site
    );
    let send = async |page: &str, now| {
        sends(
            &kept.store,
            &site,
            Sender::default(),
            kept.remark(page, now),
        )
        .await
    };
    for _ in 0..2 {
        send("night", at(0)).await.expect("under the cap");
    }
    assert_eq!(
        refused(send("night", at(86_399)).await),
        Refused::ArticleFull
    );
    let article = kept
        .store
        .article_by_url(kept.key(), &kept.page("night"))
        .await;
    let article = article.expect("it can be read").expect("it is known");
    let today = async |now| kept.store.reports_today(&site, article.id, now).await;
    assert_eq!(today(at(86_399)).await.expect("counted"), 2);
    send("day", at(0)).await.expect("another article");
    send("night", at(86_400)).await.expect("another day");
    assert_eq!(today(at(86_400)).await.expect("counted"), 1);
    kept.store
        .forget_expired(at(3 * 86_400))
        .await
        .expect("it can be swept");
    assert_eq!(
        today(at(0)).await.expect("counted"),
        0,
        "no longer kept than it is used"
    );
}

async fn queue(kept: &Kept, lane: Option<Lane>, states: &[State]) -> Vec<Case> {
    let filter = Filter {
        lane,
        states: states.to_vec(),
        ..Filter::default()
    };
    let page = kept.store.queue(kept.key(), &filter, None, 10).await;
    page.expect("it can be read")
        .items
        .into_iter()
        .map(|row| row.case)
        .collect()
}

async fn what_is_odd_waits_in_a_lane_of_its_own_until_an_editor_releases_it(kept: Kept) {
    let kept = kept.with_story().await;
    let honest = kept.send(kept.suggests("teh", "the")).await;
    let send = async |suspicion| {
        let sent = kept.suggests("teh", "the");
        sends(&kept.store, &kept.site, odd(suspicion), sent)
            .await
            .expect("it is kept")
    };
    let first = send(Suspicion::Honeypot).await;
    let second = send(Suspicion::Quick).await;
    assert!(first.in_review && second.in_review && !honest.in_review);
    let (junk, real) = (
        first.case.expect("a case").id,
        honest.case.expect("a case").id,
    );
    assert_ne!(junk, real, "what is odd adds nothing to an honest case");
    assert_eq!(
        second.case.map(|case| (case.id, case.reports)),
        Some((junk, 2))
    );
    let ids = async |lane| -> Vec<_> {
        queue(&kept, lane, &[State::Open])
            .await
            .iter()
            .map(|case| case.id)
            .collect()
    };
    assert_eq!(ids(Some(Lane::Desk)).await, [real]);
    assert_eq!(ids(Some(Lane::Junk)).await, [junk]);
    assert_eq!(ids(None).await.len(), 2);
    let article = kept.case(real).await.article;
    let passages = async || {
        kept.store
            .open_passages(kept.key(), article, 10)
            .await
            .expect("read")
            .len()
    };
    assert_eq!(passages().await, 1, "readers are not told of what is odd");
    let report = kept
        .store
        .report(kept.key(), second.report)
        .await
        .expect("it is kept");
    assert_eq!(report.suspicion, Some(Suspicion::Quick));
    let released = kept.decide(&kept.case(junk).await, Action::Release).await;
    assert_eq!((released.lane, released.state), (Lane::Desk, State::Open));
    assert_eq!(ids(Some(Lane::Desk)).await.len(), 2);
    assert_eq!(passages().await, 2);
    assert!(kept.events().await.contains(&"case.released".to_owned()));
}

async fn a_pending_report_keeps_its_lane_when_it_is_placed(kept: Kept) {
    let (report, _) = kept.suggests("teh", "the");
    let waits = Finding::pending(report.selectors.as_ref(), report.suggestion.as_deref());
    let sent = sends(
        &kept.store,
        &kept.site,
        odd(Suspicion::Stale),
        (report, waits),
    )
    .await;
    let sent = sent.expect("it is kept");
    assert!(sent.in_review && sent.case.is_none());
    let kept = kept.with_story().await;
    let (_, finding) = kept.suggests("teh", "the");
    let placed = kept
        .store
        .place_report(&kept.site, sent.report, finding, at(1))
        .await;
    let placed = placed.expect("it has a place");
    assert!(placed.in_review);
    let case = kept.case(placed.case.expect("a case").id).await;
    assert_eq!(case.lane, Lane::Junk);
}

/// A remark from a source, and what is odd about it then.
async fn remark_from(kept: &Kept, source: u8, now: Timestamp) -> (Case, Option<Suspicion>) {
    let kept_page: ArticleUrl = kept.page("night");
    let sender = Sender {
        source: Some(Hash([source; 16])),
        ..Sender::default()
    };
    let (mut report, finding) = kept.marks(super::STORY, "Robin left", None);
    report.comment = Some(format!("Buy {source} at {now}"));
    (report.url, report.received, report.id) = (kept_page, now, ReportId::new(now));
    let accepted = sends(&kept.store, &kept.site, sender, (report, finding)).await;
    let accepted = accepted.expect("it is kept");
    let report = kept
        .store
        .report(kept.key(), accepted.report)
        .await
        .expect("it is kept");
    assert_eq!(accepted.in_review, report.suspicion.is_some());
    (
        kept.case(accepted.case.expect("a case").id).await,
        report.suspicion,
    )
}

fn block(days: u32) -> Action {
    Action::Decline {
        outcome: Outcome::Junk,
        block_days: Some(days),
    }
}

async fn a_blocked_source_is_held_for_review_until_the_block_ends(kept: Kept) {
    let kept = kept.with_story().await;
    let (case, _) = remark_from(&kept, 1, at(0)).await;
    // Decisions are made a minute later.
    kept.decide(&case, block(7)).await;
    assert!(kept.events().await.contains(&"source.blocked".to_owned()));
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let suspicion = async |source, now| remark_from(&kept, source, now).await.1;
    assert_eq!(suspicion(1, at(120)).await, Some(Suspicion::Blocked));
    assert_eq!(suspicion(2, at(120)).await, None, "nobody else is blocked");
    assert_eq!(
        suspicion(1, at(0) + days(7)).await,
        Some(Suspicion::Blocked)
    );
    assert_eq!(
        suspicion(1, at(61) + days(7)).await,
        None,
        "the block has ended"
    );
    kept.store
        .forget_expired(at(0) + days(6))
        .await
        .expect("it can be swept");
    assert_eq!(suspicion(1, at(120)).await, Some(Suspicion::Blocked));
    kept.store
        .forget_expired(at(61) + days(7))
        .await
        .expect("it can be swept");
    assert_eq!(suspicion(1, at(120)).await, None, "and is forgotten");
}

async fn where_a_report_came_from_is_forgotten(kept: Kept) {
    let kept = kept.with_story().await;
    let day = SignedDuration::from_hours(24);
    let (old, _) = remark_from(&kept, 1, at(0)).await;
    kept.store
        .forget_expired(at(0) + day)
        .await
        .expect("it can be swept");
    kept.store
        .forget_expired(at(1) + day * 14)
        .await
        .expect("it can be swept");
    kept.decide(&old, block(90)).await;
    let events = kept.events().await;
    assert!(
        !events.contains(&"source.blocked".to_owned()),
        "nothing is left to block: {events:?}"
    );
    let (case, suspicion) = remark_from(&kept, 1, at(2) + day * 14).await;
    assert_eq!(suspicion, None);
    kept.decide(&case, block(90)).await;
    assert!(
        kept.events().await.contains(&"source.blocked".to_owned()),
        "a later one is"
    );
}
