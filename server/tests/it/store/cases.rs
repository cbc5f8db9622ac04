//! Cases on the desk: deciding, what follows, the queue, and what happens when the article changes.

use corrigenda::domain::article::ArticleId;
use corrigenda::domain::case::{CaseId, Outcome, Placement, State};
use corrigenda::domain::correction::{CorrectionKind, NewNotice};
use corrigenda::domain::decision::{Action, Refusal, Wording};
use corrigenda::domain::job::Task;
use corrigenda::domain::reconsider::reconsider;
use corrigenda::domain::report::Kind;
use corrigenda::domain::search::Query;
use corrigenda::store::{DecideError, Error, Filter, Sort};
use corrigenda_anchor::Span;

use super::{Kept, STORY, at, promises, text};

promises! {
    an_accepted_case_is_owed_applied_verified_and_corrected
    what_cannot_be_applied_comes_back_with_the_reason
    a_decision_about_an_older_version_is_refused_with_the_case_as_it_is
    marking_corrected_publishes_at_once
    marking_corrected_what_reads_as_reported_waits_until_it_was_seen
    declining_tells_the_outcome_and_reopening_takes_it_back
    own_wording_is_applied_at_its_place
    a_case_follows_its_passage_into_a_new_revision
    a_case_is_looked_for_again_when_its_source_is_read_otherwise
    a_case_that_changed_meanwhile_is_owed_again
    a_case_whose_passage_is_gone_says_so_and_grows_a_version
    the_queue_pages_without_gaps_or_repeats_in_every_order
    the_queue_filters_by_state_kind_and_words
    another_sites_cases_are_not_to_be_found
    the_open_passages_are_those_of_one_article
}

pub(super) const ONLY: Action = Action::Accept {
    wording: Wording::Only,
    notice: None,
};

pub(super) async fn open(kept: &Kept, words: &str, suggestion: &str) -> CaseId {
    let accepted = kept.send(kept.suggests(words, suggestion)).await;
    accepted.case.expect("it has a place").id
}

/// What is owed now, each claimed and done.
pub(super) async fn owed(kept: &Kept) -> Vec<Task> {
    let lease = jiff::SignedDuration::from_secs(30);
    let jobs = kept.store.claim_jobs(at(3_600), lease, 50).await.unwrap();
    for job in &jobs {
        kept.store.finish_job(job).await.unwrap();
    }
    jobs.iter().map(|job| job.task).collect()
}

async fn an_accepted_case_is_owed_applied_verified_and_corrected(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    owed(&kept).await;
    let accepted = kept.decide(&kept.case(id).await, ONLY).await;
    assert_eq!((accepted.state, accepted.outcome), (State::Accepted, None));
    assert_eq!(accepted.version, 2);
    assert_eq!(owed(&kept).await, [Task::Apply(id)]);
    let edit = kept
        .store
        .accepted_edit(kept.key(), id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (edit.edit.old.as_str(), edit.edit.new.as_str()),
        ("teh", "the")
    );
    assert_eq!(edit.by, "mara@example.org");
    assert!(edit.notice.is_some());

    kept.store
        .applied(kept.key(), id, "patch-1", at(61))
        .await
        .unwrap();
    assert_eq!(owed(&kept).await, [Task::Verify(id)]);
    let correction = kept
        .store
        .corrected(kept.key(), id, at(62))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(correction.kind, CorrectionKind::Correction);
    assert_eq!(
        correction.text,
        "A spelling mistake was corrected: “teh” now reads “the”."
    );
    assert_eq!((correction.published, correction.version), (at(62), 1));
    let again = kept.store.corrected(kept.key(), id, at(63)).await.unwrap();
    assert_eq!(again, Some(correction));
    let case = kept.case(id).await;
    assert_eq!(
        (case.state, case.outcome),
        (State::Corrected, Some(Outcome::Corrected))
    );
    let history = kept.store.case_history(kept.key(), id).await.unwrap();
    let history: Vec<&str> = history.iter().map(|line| line.kind.as_str()).collect();
    let story = [
        "report.received",
        "case.opened",
        "case.accepted",
        "case.corrected",
        "correction.published",
    ];
    assert_eq!(history, story);
    let decisions = kept.store.decisions(kept.key(), id).await.unwrap();
    assert_eq!(decisions.len(), 1);
    assert_eq!(
        (decisions[0].action.as_str(), decisions[0].by.as_str()),
        ("accept", "mara@example.org")
    );
    let late = kept.store.applied(kept.key(), id, "patch-2", at(64)).await;
    assert!(matches!(late, Err(Error::Conflict("cases_state"))));
}

async fn what_cannot_be_applied_comes_back_with_the_reason(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "teh", "the").await;
    kept.decide(&kept.case(id).await, ONLY).await;
    owed(&kept).await;
    kept.store
        .conflict(kept.key(), id, "the words are gone", at(61))
        .await
        .unwrap();
    let case = kept.case(id).await;
    assert_eq!((case.state, case.version), (State::Open, 3));
    assert_eq!(case.conflict.as_deref(), Some("the words are gone"));
    assert_eq!(
        kept.store.accepted_edit(kept.key(), id).await.unwrap(),
        None
    );
    assert_eq!(owed(&kept).await, [Task::Reconsider(case.article)]);
    let again = kept.decide(&case, ONLY).await;
    assert_eq!((again.state, again.conflict), (State::Accepted, None));
}

async fn a_decision_about_an_older_version_is_refused_with_the_case_as_it_is(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "teh", "the").await;
    let seen = kept.case(id).await;
    open(&kept, "teh", "that").await;
    let refused = kept
        .store
        .decide(&kept.site, &kept.decision(&seen, ONLY))
        .await;
    let Err(DecideError::Refused(refusal, now)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusal, Refusal::Stale { now: 2, seen: 1 });
    assert_eq!(*now, kept.case(id).await);
    assert_eq!(now.proposals.len(), 2);
    let events = kept.events().await;
    assert!(!events.iter().any(|event| event == "case.accepted"));
}

async fn marking_corrected_publishes_at_once(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "1987", "1989").await;
    let notice = NewNotice {
        kind: CorrectionKind::Update,
        text: "It was 1989.".to_owned(),
    };
    let action = Action::MarkCorrected {
        outcome: None,
        notice: Some(Some(notice)),
    };
    let case = kept.decide(&kept.case(id).await, action).await;
    assert_eq!(
        (case.state, case.outcome),
        (State::Corrected, Some(Outcome::Updated))
    );
    let correction = kept
        .store
        .correction_of_case(kept.key(), id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (correction.text.as_str(), correction.published),
        ("It was 1989.", at(60))
    );
}

async fn marking_corrected_what_reads_as_reported_waits_until_it_was_seen(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "1987", "1989").await;
    let mark = Action::MarkCorrected {
        outcome: None,
        notice: None,
    };
    let mark = async || kept.decide(&kept.case(id).await, mark.clone()).await;
    let (store, key) = (&kept.store, kept.key());
    assert_eq!(mark().await.state, State::Accepted);
    assert!(store.is_marked(key, id).await.unwrap());
    assert_eq!(store.correction_of_case(key, id).await.unwrap(), None);
    store.conflict(key, id, "not there", at(61)).await.unwrap();
    assert!(!store.is_marked(key, id).await.unwrap());
    assert_eq!(mark().await.state, State::Accepted);
    // Saying so twice is saying it once.
    assert_eq!(mark().await.state, State::Accepted);
    assert!(store.corrected(key, id, at(62)).await.unwrap().is_some());
    let corrected = kept.case(id).await;
    assert_eq!(
        (corrected.state, corrected.outcome),
        (State::Corrected, Some(Outcome::Corrected))
    );
    let events = kept.events().await;
    let (last, before) = (&events[events.len() - 1], &events[events.len() - 2]);
    assert_eq!(
        (before.as_str(), last.as_str()),
        ("case.corrected", "correction.published")
    );
}

async fn declining_tells_the_outcome_and_reopening_takes_it_back(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "1987", "1989").await;
    let held = kept.decide(&kept.case(id).await, Action::Hold).await;
    assert_eq!((held.state, held.outcome), (State::Held, None));
    assert_eq!(
        held.reason, None,
        "what the desk waits for is not the reader's"
    );
    let outcome = Outcome::NotAnError;
    let declined = kept
        .decide(
            &held,
            Action::Decline {
                outcome,
                block_days: None,
            },
        )
        .await;
    assert_eq!(
        (declined.state, declined.outcome),
        (State::Declined, Some(outcome))
    );
    assert_eq!(declined.reason.as_deref(), Some("for print"));
    let open = kept.decide(&declined, Action::Reopen).await;
    assert_eq!(
        (open.state, open.outcome, open.reason),
        (State::Open, None, None)
    );
}

async fn own_wording_is_applied_at_its_place(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let own = Action::Accept {
        wording: Wording::Own("heard a call".to_owned()),
        notice: Some(None),
    };
    kept.decide(&kept.case(id).await, own).await;
    let accepted = kept
        .store
        .accepted_edit(kept.key(), id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (accepted.edit.old.as_str(), accepted.edit.new.as_str()),
        ("teh", "a")
    );
    let start = STORY.find("teh").unwrap();
    assert_eq!(accepted.edit.span, Span::new(start, start + 3));
    assert_eq!(accepted.notice, None);
    let none = kept.store.corrected(kept.key(), id, at(70)).await.unwrap();
    assert_eq!(none, None);
}

pub(super) async fn follow(kept: &Kept, id: CaseId, source: &str) {
    kept.publish(source).await;
    let site = kept.store.site(kept.key()).await.unwrap();
    let article = kept.case(id).await.article;
    let cases = kept
        .store
        .cases_to_reconsider(kept.key(), article)
        .await
        .unwrap();
    for id in cases {
        let case = kept.case(id).await;
        let revision = corrigenda::domain::article::RevisionId::of(source);
        let history = kept.store.readings(kept.key(), &case).await.unwrap();
        let now = reconsider(&case, &history, None, &text(source), revision);
        kept.store
            .replace_case(&site, case.id, &now, at(5))
            .await
            .unwrap();
    }
}

async fn a_case_follows_its_passage_into_a_new_revision(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let newer = format!("First of all: {STORY}");
    follow(&kept, id, &newer).await;
    let case = kept.case(id).await;
    assert_eq!((case.placement, case.version), (Placement::Exact, 1));
    let start = newer.find("teh").unwrap();
    assert_eq!(case.proposals[0].edit.span, Span::new(start, start + 3));
    let joined = kept
        .send(kept.marks(&newer, "teh call", Some("his voice")))
        .await;
    assert_eq!(joined.case.map(|case| case.id), Some(id));
}

async fn a_case_whose_passage_is_gone_says_so_and_grows_a_version(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    follow(&kept, id, "All of this was rewritten.").await;
    let gone = kept.case(id).await;
    assert_eq!((gone.placement, gone.version), (Placement::Gone, 2));
    let refused = kept
        .store
        .decide(&kept.site, &kept.decision(&gone, ONLY))
        .await;
    assert!(matches!(
        refused,
        Err(DecideError::Refused(Refusal::NoPlace, _))
    ));
    follow(&kept, id, STORY).await;
    let back = kept.case(id).await;
    assert_eq!((back.placement, back.version), (Placement::Exact, 3));
    assert_eq!(back.proposals[0].edit.old, "teh");
    // Readers of the old page and the new still meet in it.
    let joined = kept.send(kept.suggests("teh", "the")).await;
    assert_eq!(
        joined.case.map(|case| (case.id, case.reports)),
        Some((id, 2))
    );
}

/// Seven cases: every other one a fact, the third reported twice.
async fn seven(kept: &Kept) -> Vec<CaseId> {
    let words = [
        "night",
        "heard",
        "call",
        "ten",
        "Robin was",
        "later",
        "town",
    ];
    let mut ids = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let mut sent = kept.suggests(word, "changed");
        sent.0.kind = [Kind::Typo, Kind::Fact][n % 2];
        sent.0.received = at(n as i64);
        ids.push(kept.send(sent).await.case.unwrap().id);
    }
    kept.send(kept.suggests("call", "changed")).await;
    ids
}

async fn the_queue_pages_without_gaps_or_repeats_in_every_order(kept: Kept) {
    let kept = kept.with_story().await;
    let ids = seven(&kept).await;
    let reversed: Vec<CaseId> = ids.iter().rev().copied().collect();
    let most_first = [5, 3, 1, 2, 6, 4, 0].map(|n| ids[n]).to_vec();
    for (sort, expected) in [
        (Sort::Oldest, ids.clone()),
        (Sort::Newest, reversed),
        (Sort::Priority, most_first),
    ] {
        let filter = Filter {
            sort,
            ..Filter::default()
        };
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = kept
                .store
                .queue(kept.key(), &filter, cursor.as_deref(), 3)
                .await
                .unwrap();
            seen.extend(page.items.iter().map(|row| row.case.id));
            assert!(page.items.iter().all(|row| row.case.proposals.len() == 1));
            assert!(
                page.items
                    .iter()
                    .all(|row| row.article_title == "A long night")
            );
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected, "{sort:?}");
    }
    let refused = kept
        .store
        .queue(kept.key(), &Filter::default(), Some("x"), 3)
        .await;
    assert!(matches!(refused, Err(Error::Conflict("cursor"))));
}

async fn the_queue_filters_by_state_kind_and_words(kept: Kept) {
    let kept = kept.with_story().await;
    let ids = seven(&kept).await;
    kept.decide(&kept.case(ids[0]).await, Action::Hold).await;
    let count = async |filter: Filter| {
        let page = kept
            .store
            .queue(kept.key(), &filter, None, 50)
            .await
            .unwrap();
        page.items.len()
    };
    let states = |states: &[State]| Filter {
        states: states.to_vec(),
        ..Filter::default()
    };
    assert_eq!(count(states(&[State::Held])).await, 1);
    assert_eq!(count(states(&[State::Open])).await, 6);
    assert_eq!(count(states(&[State::Open, State::Held])).await, 7);
    assert_eq!(count(states(&[State::Corrected])).await, 0);
    assert_eq!(
        count(Filter {
            kind: Some(Kind::Fact),
            ..Filter::default()
        })
        .await,
        3
    );
    let words = |q: &str| Filter {
        q: Some(Query::parse(q).unwrap()),
        ..Filter::default()
    };
    assert_eq!(count(words("ROBIN")).await, 1);
    assert_eq!(count(words("rob")).await, 1, "the beginning of a word");
    assert_eq!(count(words("Changed")).await, 7);
    assert_eq!(count(words("long night")).await, 7, "the title");
    assert_eq!(count(words("%")).await, 0, "a sign, not a pattern");
    assert_eq!(count(words("c_anged")).await, 0);
}

async fn another_sites_cases_are_not_to_be_found(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "teh", "the").await;
    let other = super::site("weekly");
    kept.store.create_site(&other).await.unwrap();
    let case = kept.store.case(&other.key, id).await;
    assert!(matches!(case, Err(Error::NotFound)));
    let queue = kept
        .store
        .queue(&other.key, &Filter::default(), None, 10)
        .await
        .unwrap();
    assert!(queue.items.is_empty());
    let decision = kept.decision(&kept.case(id).await, ONLY);
    let decided = kept.store.decide(&other, &decision).await;
    assert!(matches!(decided, Err(DecideError::Store(Error::NotFound))));
}

async fn the_open_passages_are_those_of_one_article(kept: Kept) {
    let kept = kept.with_story().await;
    let call = open(&kept, "teh", "the").await;
    let year = open(&kept, "1987", "1988").await;
    let (night, short) = (kept.page("night"), kept.page("n"));
    let night = kept.store.article_by_url(kept.key(), &night).await;
    let night = night.unwrap().unwrap().id;
    // An article whose address is the beginning of the other's.
    let short = kept.store.ensure_article(kept.key(), &short, at(0)).await;
    let short = short.unwrap().id;
    let passages = async |article, limit| {
        let found = kept.store.open_passages(kept.key(), article, limit).await;
        let mut found = found.unwrap();
        found.sort();
        found
    };
    let both = [("1987".to_owned(), 1), ("teh".to_owned(), 1)];
    assert_eq!(passages(night, 10).await, both);
    assert_eq!(passages(night, 1).await.len(), 1);
    assert_eq!(passages(short, 10).await, []);
    let declined = Action::Decline {
        outcome: Outcome::NotAnError,
        block_days: None,
    };
    kept.decide(&kept.case(year).await, declined).await;
    assert_eq!(passages(night, 10).await, both[1..]);
    assert_eq!(kept.case(call).await.state, State::Open);
}

async fn to_reconsider(kept: &Kept, article: ArticleId) -> usize {
    let cases = kept.store.cases_to_reconsider(kept.key(), article);
    cases.await.unwrap().len()
}

async fn owes_reconsidering(kept: &Kept, article: ArticleId, later: i64) -> bool {
    let lease = jiff::SignedDuration::from_secs(30);
    let jobs = kept.store.claim_jobs(at(later), lease, 10).await.unwrap();
    for job in &jobs {
        kept.store.finish_job(job).await.unwrap();
    }
    jobs.iter().any(|job| job.task == Task::Reconsider(article))
}

async fn a_case_is_looked_for_again_when_its_source_is_read_otherwise(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let article = kept.case(id).await.article;
    assert!(owes_reconsidering(&kept, article, 1).await);
    assert_eq!(to_reconsider(&kept, article).await, 0);
    let mut site = kept.site.clone();
    site.text.ignore = ".byline".to_owned();
    kept.store.update_site(&site, at(2)).await.unwrap();
    assert_eq!(to_reconsider(&kept, article).await, 1);
    assert!(owes_reconsidering(&kept, article, 2).await);
    follow(&kept, id, STORY).await;
    assert_eq!(to_reconsider(&kept, article).await, 0);
    let mut content = super::content(STORY);
    content.format = corrigenda_anchor::Format::Markdown;
    let page = kept.page("night");
    let put = kept.store.put_article(kept.key(), &page, &content, at(3));
    assert!(put.await.unwrap().1);
    assert_eq!(to_reconsider(&kept, article).await, 1);
    assert!(owes_reconsidering(&kept, article, 3).await);
}

async fn a_case_that_changed_meanwhile_is_owed_again(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let case = kept.case(id).await;
    assert!(owes_reconsidering(&kept, case.article, 1).await);
    let newer = format!("First of all: {STORY}");
    let revision = corrigenda::domain::article::RevisionId::of(&newer);
    let mut now = reconsider(&case, &[], None, &text(&newer), revision);
    now.version -= 1;
    let replaced = kept.store.replace_case(&kept.site, id, &now, at(2));
    replaced.await.unwrap();
    assert_eq!(kept.case(id).await, case);
    assert!(owes_reconsidering(&kept, case.article, 2).await);
}
