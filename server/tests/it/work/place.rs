//! A report that came before its article's text is placed once the text is there, and open cases move with it.

use corrigenda::connect::page::Pages;
use corrigenda::domain::case::Placement;
use corrigenda::work::Workers;

use super::newsroom::Newsroom;

const TEXT: &str = "At last she heard teh call over the river.\n";

#[tokio::test]
async fn a_report_on_an_unread_article_finds_its_case_once_it_is_read() {
    let room = Newsroom::unread("a.md", TEXT).await;
    let sent = room
        .report(["she heard ", " call over"], "teh", "the")
        .await;
    assert_eq!((sent.placement, sent.case), (Placement::Pending, None));
    room.settle().await;
    let report = room.store.report(room.key(), sent.report).await.unwrap();
    let case = room.case(report.case.expect("it was placed")).await;
    assert_eq!((case.placement, case.reports), (Placement::Exact, 1));
    assert_eq!(case.proposals[0].edit.new, "the");
    room.close().await;
}

#[tokio::test]
async fn a_report_whose_article_cannot_be_read_reaches_the_editors_all_the_same() {
    let room = Newsroom::unread("a.md", TEXT).await;
    room.remove_file();
    let sent = room
        .report(["she heard ", " call over"], "teh", "the")
        .await;
    assert_eq!((sent.placement, sent.case), (Placement::Pending, None));
    room.settle().await;
    let report = room.store.report(room.key(), sent.report).await.unwrap();
    let case = room.case(report.case.expect("it has a case")).await;
    assert_eq!(case.placement, Placement::Pending);
    assert_eq!(case.passage.unwrap().exact, "teh");

    // The article comes into being, and the case finds its place.
    room.write_file(TEXT);
    room.fetch().await;
    assert_eq!(room.case(case.id).await.placement, Placement::Exact);
    room.close().await;
}

#[tokio::test]
async fn words_that_are_newer_than_the_text_known_are_found_after_a_fetch() {
    let room = Newsroom::with("a.md", TEXT).await;
    room.edit_outside(
        TEXT,
        &format!("{TEXT}\nThen teh ferry came into the harbour.\n"),
    );
    let sent = room.report(["Then ", " ferry came"], "teh", "the").await;
    assert_eq!(sent.placement, Placement::Gone);
    room.settle().await;
    let case = room.case(sent.case.unwrap().id).await;
    assert_eq!(case.placement, Placement::Exact);
    assert_eq!(case.proposals[0].edit.old, "teh");
    room.close().await;
}

#[tokio::test]
async fn an_open_case_moves_with_its_article() {
    let room = Newsroom::with("a.md", TEXT).await;
    let case = room
        .report(["she heard ", " call over"], "teh", "the")
        .await
        .case
        .unwrap()
        .id;
    room.edit_outside("At last", "On the third evening, at last,");
    room.fetch().await;
    let moved = room.case(case).await;
    let passage = moved.passage.unwrap();
    assert_eq!(
        (moved.placement, passage.span.unwrap().start()),
        (Placement::Exact, 41)
    );
    assert_eq!(passage.revision, room.article().await.revision);
    assert_eq!(moved.proposals[0].edit.span.start(), 41);
    room.close().await;
}

#[tokio::test]
async fn a_case_whose_words_were_corrected_outside_says_so() {
    let room = Newsroom::with("a.md", TEXT).await;
    let case = room
        .report(["she heard ", " call over"], "teh", "the")
        .await
        .case
        .unwrap()
        .id;
    room.edit_outside("teh", "the");
    room.fetch().await;
    assert_eq!(room.case(case).await.placement, Placement::Already);
    room.close().await;
}

#[tokio::test]
async fn workers_finish_what_they_took() {
    let room = Newsroom::unread("a.md", TEXT).await;
    let sent = room
        .report(["she heard ", " call over"], "teh", "the")
        .await;
    let workers = Workers::start(room.store.clone(), Pages::none(), 2);
    let placed = async {
        while room
            .store
            .report(room.key(), sent.report)
            .await
            .unwrap()
            .case
            .is_none()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), placed)
        .await
        .expect("it is placed");
    workers.stop().await;
    // What the text's arrival owes besides may come after the stop.
    room.settle().await;
    room.close().await;
}
