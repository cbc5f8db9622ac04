//! Taking reports in: which case they belong to, and that a request counts once.

use corrigenda::domain::case::{Placement, State};
use corrigenda::domain::decision::{Action, Wording};
use corrigenda::domain::job::Task;
use corrigenda::domain::placement::Finding;
use corrigenda::domain::reconsider::reconsider;
use corrigenda::domain::report::{Kind, ReportId};
use corrigenda::store::Error;

use super::{Kept, STORY, at, key_of, promises, site};

promises! {
    a_first_report_opens_a_case
    the_same_edit_joins_its_proposal_without_a_new_version
    an_overlapping_edit_is_another_proposal_of_the_case
    an_edit_elsewhere_is_another_case
    a_question_joins_by_passage_and_kind
    what_lies_at_the_end_of_a_passage_joins_it_however_long_that_is
    passages_without_a_place_are_told_apart_by_their_words
    what_reads_so_already_joins_the_corrected_case
    a_declined_case_takes_the_same_edit_without_opening
    the_same_request_is_answered_the_same
    a_pending_report_waits_for_the_text_and_is_placed_then
    a_report_that_was_found_in_an_older_text_owes_reconsidering
    a_report_that_was_found_by_older_rules_owes_reconsidering
    a_bad_report_fails_alone
    nul_does_not_break_anything
    a_closed_store_takes_nothing_more
}

async fn a_first_report_opens_a_case(kept: Kept) {
    let kept = kept.with_story().await;
    let accepted = kept
        .send(kept.suggests("heard teh call", "heard the call"))
        .await;
    assert_eq!(accepted.placement, Placement::Exact);
    let summary = accepted.case.expect("a case");
    assert_eq!((summary.state, summary.reports), (State::Open, 1));
    let case = kept.case(summary.id).await;
    assert_eq!((case.version, case.reports, case.kind), (1, 1, Kind::Typo));
    let passage = case.passage.expect("a passage");
    assert_eq!(passage.exact, "heard teh call");
    assert_eq!(case.proposals.len(), 1);
    assert_eq!(case.proposals[0].edit.old, "teh");
    assert_eq!(case.proposals[0].reports, 1);
    let events = kept.events().await;
    assert_eq!(
        events,
        ["article.revised", "report.received", "case.opened"]
    );
    let report = kept
        .store
        .report(kept.key(), accepted.report)
        .await
        .expect("it is stored");
    assert_eq!(report.suggestion.as_deref(), Some("heard the call"));
    assert_eq!(report.case, Some(summary.id));
}

async fn the_same_edit_joins_its_proposal_without_a_new_version(kept: Kept) {
    let kept = kept.with_story().await;
    let first = kept
        .send(kept.suggests("heard teh call", "heard the call"))
        .await;
    let mut second = kept.suggests("teh", "the");
    second.0.kind = Kind::Fact;
    let second = kept.send(second).await;
    let summary = second.case.expect("a case");
    assert_eq!(summary.id, first.case.expect("a case").id);
    assert_eq!(summary.reports, 2);
    let case = kept.case(summary.id).await;
    assert_eq!((case.version, case.proposals.len()), (1, 1));
    assert_eq!(case.proposals[0].reports, 2);
    assert_eq!(case.kind, Kind::Typo);
}

async fn an_overlapping_edit_is_another_proposal_of_the_case(kept: Kept) {
    let kept = kept.with_story().await;
    let first = kept.send(kept.suggests("teh", "the")).await;
    let second = kept.send(kept.suggests("teh call", "his voice")).await;
    let id = second.case.expect("a case").id;
    assert_eq!(Some(id), first.case.map(|case| case.id));
    let case = kept.case(id).await;
    assert_eq!((case.version, case.proposals.len()), (2, 2));
    let passage = case.passage.expect("a passage");
    assert_eq!(passage.exact, "teh call");
    let place = passage.span.expect("a place");
    assert!(STORY[place.start()..place.end()] == *"teh call");
    // A third reader repeats the second.
    let third = kept
        .send(kept.suggests("heard teh call", "heard his voice"))
        .await;
    assert_eq!(third.case.map(|case| case.id), Some(id));
    let case = kept.case(id).await;
    assert_eq!((case.version, case.proposals.len()), (2, 2));
    assert_eq!(case.proposals[0].edit.new, "his voice");
}

async fn an_edit_elsewhere_is_another_case(kept: Kept) {
    let kept = kept.with_story().await;
    let first = kept
        .send(kept.suggests(
            "heard teh call at ten, as in 1987",
            "heard the call at ten, as in 1987",
        ))
        .await;
    let second = kept
        .send(kept.suggests(
            "heard teh call at ten, as in 1987",
            "heard teh call at ten, as in 1989",
        ))
        .await;
    assert_ne!(
        first.case.map(|case| case.id),
        second.case.map(|case| case.id)
    );
}

async fn a_question_joins_by_passage_and_kind(kept: Kept) {
    let kept = kept.with_story().await;
    let edit = kept.send(kept.suggests("1987", "1989")).await;
    let mut question = kept.marks(STORY, "as in 1987", None);
    question.0.comment = Some("Was it not 1989?".to_owned());
    let joined = kept.send(question.clone()).await;
    assert_eq!(
        joined.case.map(|case| (case.id, case.reports)),
        edit.case.map(|case| (case.id, 2))
    );
    question.0.id = ReportId::new(at(1));
    question.0.kind = Kind::Fact;
    let other = kept.send(question).await;
    assert_ne!(
        other.case.map(|case| case.id),
        edit.case.map(|case| case.id)
    );
}

async fn what_lies_at_the_end_of_a_passage_joins_it_however_long_that_is(kept: Kept) {
    let page: String = (0..1_000).map(|at| format!("Word {at:03}. ")).collect();
    kept.publish(&page).await;
    for (start, length) in [
        (0, 20),
        (100, 200),
        (1_000, 215),
        (2_000, 1_990),
        (5_000, 4_000),
    ] {
        let asked = async |from: usize, to: usize| {
            let mut question = kept.marks(&page, &page[from..to], None);
            question.0.id = ReportId::new(at(1));
            question.0.comment = Some("Is that so?".to_owned());
            kept.send(question).await.case.expect("a case")
        };
        let end = start + length;
        let first = asked(start, end).await;
        let second = asked(end - 14, end).await;
        assert_eq!((second.id, second.reports), (first.id, 2), "of {length}");
        // Right behind it is something else.
        assert_ne!(asked(end, end + 14).await.id, first.id, "of {length}");
    }
}

async fn passages_without_a_place_are_told_apart_by_their_words(kept: Kept) {
    let kept = kept.with_story().await;
    let gone = |words: &str, suggestion| {
        let seen = format!("{words} was here.");
        let (report, _) = kept.marks(&seen, words, Some(suggestion));
        let text = super::text(STORY);
        let revision = corrigenda::domain::article::RevisionId::of(STORY);
        let found = corrigenda::domain::placement::find(
            &text,
            revision,
            report.selectors.as_ref(),
            Some(suggestion),
        );
        (report, found)
    };
    let first = kept.send(gone("An older passage", "A newer passage")).await;
    assert_eq!(first.placement, Placement::Gone);
    let again = kept.send(gone("An older passage", "A newer passage")).await;
    let other = kept.send(gone("An older passage", "Another passage")).await;
    assert_eq!(again.case.map(|case| case.reports), Some(2));
    assert_eq!(
        again.case.map(|case| case.id),
        first.case.map(|case| case.id)
    );
    assert_ne!(
        other.case.map(|case| case.id),
        first.case.map(|case| case.id)
    );
}

async fn what_reads_so_already_joins_the_corrected_case(kept: Kept) {
    let kept = kept.with_story().await;
    let seen = kept.suggests("heard teh call", "heard the call");
    let first = kept.send(seen).await.case.expect("a case");
    let accept = Action::Accept {
        wording: Wording::Only,
        notice: None,
    };
    kept.decide(&kept.case(first.id).await, accept).await;
    let fixed = STORY.replace("teh", "the");
    kept.publish(&fixed).await;
    kept.store
        .corrected(kept.key(), first.id, at(90))
        .await
        .expect("it is live");

    // Somebody still has the old page open.
    let late = |words, suggestion: &'static str| {
        let (report, _) = kept.marks(STORY, words, Some(suggestion));
        let text = super::text(&fixed);
        let revision = corrigenda::domain::article::RevisionId::of(&fixed);
        let selectors = report.selectors.as_ref();
        let found =
            corrigenda::domain::placement::find(&text, revision, selectors, Some(suggestion));
        (report, found)
    };
    let accepted = kept.send(late("teh", "the")).await;
    assert_eq!(accepted.placement, Placement::Already);
    let case = accepted.case.expect("a case");
    assert_eq!(
        (case.id, case.state, case.reports),
        (first.id, State::Corrected, 2)
    );
    // What somebody else fixed has no case yet; the next reader joins it.
    let other = kept.send(late("Robin left", "Robin left")).await;
    assert_eq!(other.placement, Placement::Already);
    assert_eq!(other.case.map(|case| case.state), Some(State::Open));
}

async fn a_declined_case_takes_the_same_edit_without_opening(kept: Kept) {
    let kept = kept.with_story().await;
    let first = kept
        .send(kept.suggests("1987", "1989"))
        .await
        .case
        .expect("a case");
    let decline = Action::Decline {
        outcome: corrigenda::domain::case::Outcome::NotAnError,
        block_days: None,
    };
    kept.decide(&kept.case(first.id).await, decline).await;
    let again = kept
        .send(kept.suggests("1987", "1989"))
        .await
        .case
        .expect("a case");
    assert_eq!(
        (again.id, again.state, again.reports),
        (first.id, State::Declined, 2)
    );
    let other = kept
        .send(kept.suggests("1987", "1988"))
        .await
        .case
        .expect("a case");
    assert_eq!((other.state, other.reports), (State::Open, 1));
}

async fn the_same_request_is_answered_the_same(kept: Kept) {
    let kept = kept.with_story().await;
    let mut sent = kept.suggests("teh", "the");
    sent.0.idempotency = key_of("k1", 1);
    let first = kept.send(sent.clone()).await;
    kept.send(kept.suggests("teh", "the")).await;
    // A retry has an id of its own and finds the first.
    let mut retry = sent.clone();
    retry.0.id = ReportId::new(at(5));
    let again = kept.send(retry.clone()).await;
    assert!(again.replayed);
    assert_eq!(
        (again.report, again.case, again.placement),
        (first.report, first.case, first.placement)
    );
    let found = kept
        .store
        .find_idempotent(kept.key(), sent.0.idempotency.as_ref().expect("a key"))
        .await;
    assert_eq!(found.expect("it can be asked"), Some(again));
    retry.0.idempotency = key_of("k1", 2);
    let refused = kept.try_send(retry).await;
    assert!(matches!(refused, Err(Error::Conflict("idempotency_key"))));
    assert_eq!(kept.case(first.case.expect("a case").id).await.reports, 2);
}

async fn a_pending_report_waits_for_the_text_and_is_placed_then(kept: Kept) {
    let (report, _) = kept.suggests("heard teh call", "heard the call");
    let selectors = report.selectors.clone();
    let pending = Finding::pending(selectors.as_ref(), report.suggestion.as_deref());
    let id = report.id;
    let accepted = kept.send((report, pending)).await;
    assert_eq!(
        (accepted.placement, accepted.case),
        (Placement::Pending, None)
    );
    let article = kept
        .store
        .article_by_url(kept.key(), &kept.page("night"))
        .await;
    assert!(article.expect("it can be asked").is_some());
    let lease = jiff::SignedDuration::from_secs(30);
    let jobs = kept.store.claim_jobs(at(1), lease, 10).await.expect("jobs");
    let tasks: Vec<Task> = jobs.iter().map(|job| job.task).collect();
    assert_eq!(tasks, [Task::Place(id)]);
    kept.store.finish_job(&jobs[0]).await.expect("done");

    kept.publish(STORY).await;
    let jobs = kept.store.claim_jobs(at(2), lease, 10).await.expect("jobs");
    let tasks: Vec<Task> = jobs.iter().map(|job| job.task).collect();
    assert!(tasks.contains(&Task::Place(id)), "{tasks:?}");
    let waiting = kept
        .store
        .pending_report(kept.key(), id)
        .await
        .expect("it can be asked");
    let waiting = waiting.expect("it waits");
    assert_eq!(waiting.selectors, selectors);
    let (_, finding) = kept.suggests("heard teh call", "heard the call");
    let placed = kept
        .store
        .place_report(&kept.site, id, finding.clone(), at(3))
        .await;
    let placed = placed.expect("it is placed");
    assert_eq!(placed.case.map(|case| case.reports), Some(1));
    let again = kept
        .store
        .place_report(&kept.site, id, finding, at(4))
        .await;
    assert_eq!(again.expect("it has a place").case, placed.case);
    let waiting = kept
        .store
        .pending_report(kept.key(), id)
        .await
        .expect("it can be asked");
    assert_eq!(waiting, None);
    assert_eq!(
        kept.events().await,
        [
            "report.received",
            "article.revised",
            "report.placed",
            "case.opened"
        ]
    );
}

async fn a_report_that_was_found_in_an_older_text_owes_reconsidering(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.suggests("teh", "the");
    let newer = format!("Breaking. {STORY}");
    kept.publish(&newer).await;
    let lease = jiff::SignedDuration::from_secs(30);
    for job in kept.store.claim_jobs(at(1), lease, 10).await.expect("jobs") {
        kept.store.finish_job(&job).await.expect("done");
    }
    let id = kept.send(sent).await.case.expect("a case").id;
    let article = kept.case(id).await.article;
    let jobs = kept.store.claim_jobs(at(2), lease, 10).await.expect("jobs");
    assert_eq!(
        jobs.iter().map(|job| job.task).collect::<Vec<_>>(),
        [Task::Reconsider(article)]
    );
    let cases = kept
        .store
        .cases_to_reconsider(kept.key(), article)
        .await
        .expect("cases");
    assert_eq!(cases.len(), 1);
    let revision = corrigenda::domain::article::RevisionId::of(&newer);
    let newer_text = super::text(&newer);
    let case = kept.case(cases[0]).await;
    let moved = reconsider(&case, &[], None, &newer_text, revision);
    kept.store
        .replace_case(&kept.site, id, &moved, at(3))
        .await
        .expect("it moves");
    let case = kept.case(id).await;
    assert_eq!(
        case.version, 1,
        "a case that only moved is the same to an editor"
    );
    assert_eq!(
        case.passage.and_then(|passage| passage.revision),
        Some(revision)
    );
    // The same mistake, seen in the new text.
    let joined = kept.send(kept.marks(&newer, "teh", Some("the"))).await;
    assert_eq!(
        joined.case.map(|case| (case.id, case.reports)),
        Some((id, 2))
    );
    let left = kept
        .store
        .cases_to_reconsider(kept.key(), article)
        .await
        .expect("cases");
    assert!(left.is_empty());
}

async fn a_report_that_was_found_by_older_rules_owes_reconsidering(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.suggests("teh", "the");
    let mut newer = kept.site.clone();
    newer.text.ignore = ".byline".to_owned();
    let updated = kept.store.update_site(&newer, at(0));
    updated.await.expect("other rules");
    let lease = jiff::SignedDuration::from_secs(30);
    let owed = async |seconds| {
        let jobs = kept.store.claim_jobs(at(seconds), lease, 10).await;
        let jobs = jobs.expect("jobs");
        for job in &jobs {
            kept.store.finish_job(job).await.expect("done");
        }
        jobs.into_iter().map(|job| job.task).collect::<Vec<_>>()
    };
    owed(1).await;
    // It was placed before, by the rules of `kept.site`, and comes to be stored now.
    let id = kept.send(sent).await.case.expect("a case").id;
    let article = kept.case(id).await.article;
    assert_eq!(owed(2).await, [Task::Reconsider(article)]);
    let cases = kept.store.cases_to_reconsider(kept.key(), article);
    assert_eq!(cases.await.expect("cases").len(), 1);
    // One that was placed by the rules that hold owes nothing more.
    let (report, finding) = kept.suggests("1987", "1989");
    let stored = kept.store.accept_report(&newer, report, finding).await;
    stored.expect("it is taken");
    assert_eq!(owed(3).await, []);
}

/// Somebody changes the rules and has not committed yet when the report comes: one of the two sees the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_changing_the_rules_is_waited_for() {
    let kept = std::sync::Arc::new(Kept::in_postgres().await.with_story().await);
    let pool = sqlx::PgPool::connect(&kept.url).await.expect("it opens");
    let mut change = pool.begin().await.expect("a transaction");
    let other = sqlx::query("update sites set text_ignore = '.byline' where site_id = 'daily'");
    other.execute(&mut *change).await.expect("changed");
    let sending = tokio::spawn({
        let kept = kept.clone();
        async move { kept.send(kept.suggests("teh", "the")).await }
    });
    let waiting = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    while !sending.is_finished() {
        let read = sqlx::query_as(waiting).fetch_one(&pool).await;
        let (waiting,): (i64,) = read.expect("counted");
        if waiting > 0 {
            break;
        }
    }
    change.commit().await.expect("committed");
    let case = sending.await.expect("sent").case.expect("a case").id;
    let article = kept.case(case).await.article;
    let cases = kept.store.cases_to_reconsider(kept.key(), article);
    assert_eq!(cases.await.expect("cases").len(), 1);
}

async fn a_bad_report_fails_alone(kept: Kept) {
    let kept = kept.with_story().await;
    let mut nowhere = kept.suggests("teh", "the");
    nowhere.0.site = site("other").key;
    let unknown = site("other");
    let bad = kept.store.accept_report(&unknown, nowhere.0, nowhere.1);
    let mut twice = kept.suggests("1987", "1989");
    twice.0.id = kept.send(kept.suggests("Robin", "Robert")).await.report;
    let (a, bad, twice, b) = tokio::join!(
        kept.try_send(kept.suggests("teh", "the")),
        bad,
        kept.try_send(twice),
        kept.try_send(kept.suggests("1987", "1988")),
    );
    assert!(matches!(bad, Err(Error::NotFound)), "{bad:?}");
    assert!(twice.is_err(), "an id that is taken");
    assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
}

async fn nul_does_not_break_anything(kept: Kept) {
    let kept = kept.with_story().await;
    let mut sent = kept.suggests("teh", "the\0 one");
    sent.0.comment = Some("a\0b".to_owned());
    let accepted = kept.send(sent).await;
    let report = kept
        .store
        .report(kept.key(), accepted.report)
        .await
        .expect("it is stored");
    assert_eq!(report.comment.as_deref(), Some("a\u{fffd}b"));
}

async fn a_closed_store_takes_nothing_more(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.send(kept.suggests("teh", "the"));
    sent.await;
    kept.store.close().await;
    let late = kept.try_send(kept.suggests("teh", "the")).await;
    assert!(matches!(late, Err(Error::Unavailable(_))), "{late:?}");
}
