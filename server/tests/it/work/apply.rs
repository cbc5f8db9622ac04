//! An accepted correction is put into the file as it is now, once, and announced when it was seen.

use corrigenda::domain::case::{CaseId, Outcome, State};
use corrigenda::domain::correction::Correction;
use corrigenda::domain::job::{MAX_ATTEMPTS, Task};
use jiff::{SignedDuration, Timestamp};

use super::newsroom::Newsroom;

const HTML: &str =
    "<p>At last she <b>heard teh</b> call\r\nover the&nbsp;river.</p>\n<aside>teh ad</aside>\n";

const CONTEXT: [&str; 2] = ["At last she heard ", " call over the"];

#[tokio::test]
async fn an_accepted_correction_changes_its_words_and_nothing_else() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, None).await;
    room.settle().await;
    assert_eq!(room.source(), HTML.replace("heard teh<", "heard the<"));
    let corrected = room.case(case).await;
    assert_eq!(
        (corrected.state, corrected.conflict),
        (State::Corrected, None)
    );
    let notice = room
        .store
        .correction_of_case(room.key(), case)
        .await
        .unwrap();
    assert!(notice.is_some());
    room.close().await;
}

#[tokio::test]
async fn an_own_wording_is_put_in() {
    let room = Newsroom::with(
        "a.md",
        "# News\n\nAt last she *heard* teh call over the river.\n",
    )
    .await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, Some("that")).await;
    room.settle().await;
    assert_eq!(
        room.source(),
        "# News\n\nAt last she *heard* that call over the river.\n"
    );
    assert_eq!(room.case(case).await.state, State::Corrected);
    room.close().await;
}

#[tokio::test]
async fn applying_twice_is_applying_once() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, None).await;
    // The first worker wrote the file and died before it could say so.
    let made = HTML.replace("heard teh<", "heard the<");
    room.edit_outside(HTML, &made);
    room.settle().await;
    assert_eq!(room.source(), made);
    assert_eq!(room.case(case).await.state, State::Corrected);
    // The job comes back from a lease that ran out.
    for task in [Task::Apply(case), Task::Verify(case)] {
        room.store
            .owe(room.key(), task, Timestamp::now())
            .await
            .unwrap();
    }
    room.settle().await;
    assert_eq!(room.source(), made);
    assert_eq!(room.case(case).await.state, State::Corrected);
    room.close().await;
}

#[tokio::test]
async fn a_correction_follows_its_passage_through_a_change_from_outside() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, None).await;
    room.edit_outside("<p>", "<p>Teh first line is new.</p>\n<p>");
    room.settle().await;
    assert!(
        room.source().contains("<b>heard the</b>"),
        "{}",
        room.source()
    );
    assert!(
        room.source().contains("Teh first line"),
        "{}",
        room.source()
    );
    assert_eq!(room.case(case).await.state, State::Corrected);
    room.close().await;
}

#[tokio::test]
async fn two_corrections_in_one_sentence_are_both_made() {
    let room = Newsroom::with(
        "a.html",
        "<p>At last she heerd teh call over the river.</p>",
    )
    .await;
    let one = room
        .report(["At last she heerd ", " call"], "teh", "the")
        .await
        .case
        .unwrap()
        .id;
    let two = room
        .report(["At last she ", " teh call"], "heerd", "heard")
        .await
        .case
        .unwrap()
        .id;
    assert_ne!(one, two);
    room.accept(one, None).await;
    room.accept(two, None).await;
    room.settle().await;
    assert_eq!(
        room.source(),
        "<p>At last she heard the call over the river.</p>"
    );
    for case in [one, two] {
        assert_eq!(room.case(case).await.state, State::Corrected);
    }
    room.close().await;
}

#[tokio::test]
async fn words_that_are_gone_are_a_conflict_and_the_file_stays() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, None).await;
    room.edit_outside("heard teh", "heard a far");
    let before = room.source();
    room.settle().await;
    assert_eq!(room.source(), before);
    let open = room.case(case).await;
    assert_eq!(open.state, State::Open);
    assert!(open.conflict.unwrap().contains("not there any more"));
    assert!(
        room.store
            .correction_of_case(room.key(), case)
            .await
            .unwrap()
            .is_none()
    );
    room.close().await;
}

#[tokio::test]
async fn a_passage_that_was_doubled_is_a_conflict() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, None).await;
    room.edit_outside(HTML, &format!("{HTML}{HTML}"));
    room.settle().await;
    assert_eq!(room.source(), format!("{HTML}{HTML}"));
    assert!(
        room.case(case)
            .await
            .conflict
            .unwrap()
            .contains("more than once")
    );
    room.close().await;
}

#[tokio::test]
async fn a_file_that_is_gone_is_a_conflict() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.accept(case, None).await;
    room.remove_file();
    room.settle().await;
    let open = room.case(case).await;
    assert_eq!(open.state, State::Open);
    assert!(open.conflict.unwrap().contains("there is no article at a"));
    room.close().await;
}

#[tokio::test]
async fn a_job_whose_workers_all_died_is_given_up() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.settle().await;
    room.accept(case, None).await;
    let mut at = Timestamp::now();
    for attempt in 1..=MAX_ATTEMPTS {
        let jobs = room.store.claim_jobs(at, SignedDuration::from_micros(1), 1);
        let jobs = jobs.await.unwrap();
        assert_eq!(jobs.first().map(|job| job.attempt), Some(attempt));
        at += SignedDuration::from_micros(2);
    }
    room.settle().await;
    let given_back = room.case(case).await;
    assert_eq!(given_back.state, State::Open);
    assert!(given_back.conflict.is_some());
    assert_eq!(room.source(), HTML);
    room.close().await;
}

/// The notice of a case, if one was published.
async fn notice(room: &Newsroom, case: CaseId) -> Option<Correction> {
    let notice = room.store.correction_of_case(room.key(), case);
    notice.await.unwrap()
}

#[tokio::test]
async fn what_was_corrected_elsewhere_is_seen_before_it_is_announced() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.settle().await;
    assert_eq!(room.mark(case).await.state, State::Accepted);
    assert_eq!(notice(&room, case).await, None);
    room.edit_outside("heard teh", "heard their");
    room.settle().await;
    let corrected = room.case(case).await;
    assert_eq!(corrected.state, State::Corrected);
    assert_eq!(corrected.outcome, Some(Outcome::Corrected));
    assert!(notice(&room, case).await.is_some());
    room.close().await;
}

#[tokio::test]
async fn what_was_changed_already_is_corrected_at_once() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    room.edit_outside("heard teh", "heard the");
    room.fetch().await;
    assert_eq!(room.mark(case).await.state, State::Corrected);
    assert!(notice(&room, case).await.is_some());
    room.close().await;
}

#[tokio::test]
async fn what_still_reads_as_reported_comes_back_and_says_so() {
    let room = Newsroom::with("a.html", HTML).await;
    let case = room.report(CONTEXT, "teh", "the").await.case.unwrap().id;
    // Something else nearby changed, which is no correction of this.
    room.edit_outside("the&nbsp;river", "a&nbsp;river");
    room.settle().await;
    assert_eq!(room.mark(case).await.state, State::Accepted);
    let mut at = Timestamp::now();
    for _ in 1..4 {
        let looked = room.store.claim_jobs(at, SignedDuration::from_micros(1), 1);
        assert_eq!(looked.await.unwrap()[0].task, Task::Verify(case));
        at += SignedDuration::from_micros(2);
    }
    room.settle().await;
    let open = room.case(case).await;
    assert_eq!(open.state, State::Open);
    let conflict = open.conflict.unwrap();
    assert!(
        conflict.contains("still reads as it was reported"),
        "{conflict}"
    );
    assert_eq!(notice(&room, case).await, None);
    room.close().await;
}
