//! A withdrawn report is gone: its words from the database and its weight from the counts.

use corrigenda::domain::case::{CaseId, State};
use corrigenda::domain::decision::{Action, Wording};
use corrigenda::domain::report::Kind;
use corrigenda::store::{Error, Filter};

use super::{Kept, STORY, at, bytes_of, promises};

promises! {
    counts_go_down_and_a_proposal_that_nobody_makes_goes
    nothing_of_what_a_reader_wrote_is_left_in_the_database
    a_case_without_reports_is_out_of_the_queue_and_can_come_back
    what_was_corrected_stays_corrected
    withdrawing_twice_is_withdrawing_once
}

async fn counts_go_down_and_a_proposal_that_nobody_makes_goes(kept: Kept) {
    let kept = kept.with_story().await;
    let first = kept.send(kept.suggests("teh", "the")).await;
    let mut other = kept.suggests("teh call", "his voice");
    other.0.kind = Kind::Fact;
    let second = kept.send(other.clone()).await;
    other.0.id = corrigenda::domain::report::ReportId::new(at(1));
    let third = kept.send(other).await;
    let id = first.case.unwrap().id;
    let before = kept.case(id).await;
    assert_eq!(
        (before.kind, before.reports, before.version),
        (Kind::Fact, 3, 2)
    );
    kept.store
        .withdraw_report(kept.key(), third.report, at(2))
        .await
        .unwrap();
    let case = kept.case(id).await;
    assert_eq!(
        (case.reports, case.proposals.len(), case.version),
        (2, 2, 2)
    );
    kept.store
        .withdraw_report(kept.key(), second.report, at(3))
        .await
        .unwrap();
    let case = kept.case(id).await;
    assert_eq!((case.reports, case.version, case.kind), (1, 3, Kind::Typo));
    assert_eq!(case.proposals.len(), 1);
    assert_eq!(case.proposals[0].edit.new, "the");
    let reports = kept
        .store
        .reports_of_case(kept.key(), id, 10)
        .await
        .unwrap();
    assert_eq!(reports.len(), 1);
    let report = kept.store.report(kept.key(), second.report).await.unwrap();
    assert_eq!((report.suggestion, report.withdrawn), (None, Some(at(3))));
}

/// Everything that the database holds, as far as it can be looked into.
pub(super) async fn everything(kept: &Kept) -> Vec<u8> {
    bytes_of(&kept.url).await
}

pub(super) fn holds(all: &[u8], words: &str) -> bool {
    all.windows(words.len())
        .any(|window| window == words.as_bytes())
}

async fn nothing_of_what_a_reader_wrote_is_left_in_the_database(kept: Kept) {
    let kept = kept.with_story().await;
    let planted = [
        "flibbertigibbet",
        "confabulation",
        "quisquilian",
        "reader-4711",
        "sesquipedalian",
    ];
    let mut placed = kept.suggests("teh", planted[0]);
    placed.0.comment = Some(planted[1].to_owned());
    placed.0.email = Some(format!("{}@example.org", planted[3]));
    placed.0.extensions = Some(format!("{{\"x\":\"{}\"}}", planted[2]));
    let quoted = format!("They wrote {} there.", planted[4]);
    let (mut lost, _) = kept.marks(&quoted, planted[4], Some("less"));
    lost.comment = Some("long".to_owned());
    let revision = corrigenda::domain::article::RevisionId::of(STORY);
    let selectors = lost.selectors.clone();
    let found = corrigenda::domain::placement::find(
        &super::text(STORY),
        revision,
        selectors.as_ref(),
        Some("less"),
    );
    let placed = kept.send(placed).await;
    let lost = kept.send((lost, found)).await;
    let before = everything(&kept).await;
    for words in planted {
        // Addresses are sealed; see `private`.
        let is_there = words != planted[3];
        assert_eq!(holds(&before, words), is_there, "{words}");
    }
    let email = kept
        .store
        .report_email(kept.key(), placed.report)
        .await
        .unwrap();
    assert_eq!(email.as_deref(), Some("reader-4711@example.org"));
    for report in [placed.report, lost.report] {
        kept.store
            .withdraw_report(kept.key(), report, at(1))
            .await
            .unwrap();
    }
    let after = everything(&kept).await;
    assert!(holds(&after, "A long night"), "the article itself stays");
    for words in planted {
        assert!(!holds(&after, words), "{words} is still there");
    }
}

async fn queued(kept: &Kept) -> usize {
    let page = kept
        .store
        .queue(kept.key(), &Filter::default(), None, 10)
        .await;
    page.unwrap().items.len()
}

async fn a_case_without_reports_is_out_of_the_queue_and_can_come_back(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.send(kept.suggests("teh", "the")).await;
    let id: CaseId = sent.case.unwrap().id;
    kept.store
        .withdraw_report(kept.key(), sent.report, at(1))
        .await
        .unwrap();
    assert_eq!(queued(&kept).await, 0);
    let case = kept.case(id).await;
    assert_eq!(
        (case.reports, case.passage, case.proposals.len()),
        (0, None, 0)
    );
    // The next reader opens a case of their own.
    let next = kept.send(kept.suggests("teh", "the")).await;
    assert_ne!(next.case.unwrap().id, id);
    assert_eq!(queued(&kept).await, 1);
}

async fn what_was_corrected_stays_corrected(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.send(kept.suggests("teh", "the")).await;
    let id = sent.case.unwrap().id;
    let accept = Action::Accept {
        wording: Wording::Only,
        notice: None,
    };
    kept.decide(&kept.case(id).await, accept).await;
    kept.store
        .withdraw_report(kept.key(), sent.report, at(61))
        .await
        .unwrap();
    let owed = kept.store.accepted_edit(kept.key(), id).await.unwrap();
    assert_eq!(owed.map(|owed| owed.edit.new), Some("the".to_owned()));
    let correction = kept.store.corrected(kept.key(), id, at(62)).await.unwrap();
    assert!(correction.is_some());
    assert_eq!(kept.case(id).await.state, State::Corrected);
}

async fn withdrawing_twice_is_withdrawing_once(kept: Kept) {
    let kept = kept.with_story().await;
    let first = kept.send(kept.suggests("teh", "the")).await;
    kept.send(kept.suggests("teh", "the")).await;
    for _ in 0..2 {
        kept.store
            .withdraw_report(kept.key(), first.report, at(1))
            .await
            .unwrap();
    }
    assert_eq!(kept.case(first.case.unwrap().id).await.reports, 1);
    let unknown = corrigenda::domain::report::ReportId::new(at(0));
    let unknown = kept.store.withdraw_report(kept.key(), unknown, at(1)).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
}
