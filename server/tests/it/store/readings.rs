//! How a passage read from revision to revision, and what of that is kept.

use corrigenda::domain::article::RevisionId;
use corrigenda::domain::case::{CaseId, Placement, Reading};
use corrigenda::domain::job::Task;
use corrigenda::domain::placement::find_since;
use corrigenda::domain::reconsider::reconsider;

use super::cases::{ONLY, follow, open, owed};
use super::{Kept, STORY, at, promises, text};

promises! {
    a_passage_is_told_from_revision_to_revision
    a_revision_that_leaves_the_passage_alone_is_no_news
    the_first_reading_and_the_last_ones_are_kept
    a_report_from_an_older_page_begins_with_what_its_reader_saw
    what_the_last_reader_takes_back_takes_its_readings_along
    what_was_accepted_stays_and_how_it_reads_is_noted
    a_place_found_by_other_text_rules_is_not_stored
}

/// The readings in short: what the engine said and the words.
async fn told(kept: &Kept, id: CaseId) -> Vec<(Placement, Option<String>)> {
    let case = kept.case(id).await;
    let readings = kept.store.readings(kept.key(), &case).await.unwrap();
    let short = |reading: Reading| (reading.placement, reading.words);
    readings.into_iter().map(short).collect()
}

fn read(placement: Placement, words: &str) -> (Placement, Option<String>) {
    (placement, Some(words.to_owned()))
}

async fn a_passage_is_told_from_revision_to_revision(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let first = read(Placement::Exact, "heard teh call");
    assert_eq!(told(&kept, id).await, std::slice::from_ref(&first));
    follow(&kept, id, &STORY.replace("teh call", "teh loud call")).await;
    follow(&kept, id, "All of this was rewritten.").await;
    let expected = [
        first,
        read(Placement::Edited, "heard teh loud call"),
        (Placement::Gone, None),
    ];
    assert_eq!(told(&kept, id).await, expected);
    let case = kept.case(id).await;
    let readings = kept.store.readings(kept.key(), &case).await.unwrap();
    assert_eq!((readings[0].at, readings[1].at), (at(0), at(5)));
    assert_eq!(readings[0].revision, Some(RevisionId::of(STORY)));
    assert_eq!(
        readings[2].revision,
        Some(RevisionId::of("All of this was rewritten."))
    );
}

async fn a_revision_that_leaves_the_passage_alone_is_no_news(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    follow(&kept, id, &format!("First of all: {STORY}")).await;
    assert_eq!(told(&kept, id).await.len(), 1);
}

async fn the_first_reading_and_the_last_ones_are_kept(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    for n in 0..50 {
        follow(
            &kept,
            id,
            &STORY.replace("teh call", &format!("teh {n} call")),
        )
        .await;
    }
    let told = told(&kept, id).await;
    assert_eq!(told.len(), 40);
    assert_eq!(told[0], read(Placement::Exact, "heard teh call"));
    assert_eq!(told[39], read(Placement::Edited, "heard teh 49 call"));
}

async fn a_report_from_an_older_page_begins_with_what_its_reader_saw(kept: Kept) {
    let kept = kept.with_story().await;
    let newer = STORY.replace("teh call at ten", "teh loud call at midnight");
    kept.publish(&newer).await;
    let (report, alone) = kept.suggests("teh call at ten", "the call at ten");
    assert!(alone.is_settled, "it was made on the older page");
    let page = kept.page("night");
    let article = kept.store.article_by_url(kept.key(), &page).await;
    let (article, selectors) = (article.unwrap().unwrap(), report.selectors.clone().unwrap());
    let seen = kept
        .store
        .text_seen(&kept.site, &article, &selectors)
        .await
        .unwrap()
        .expect("the older revision is stored");
    assert_eq!(seen.revision, RevisionId::of(STORY));
    let finding = find_since(
        seen.earlier(),
        &text(&newer),
        RevisionId::of(&newer),
        &selectors,
        report.suggestion.as_deref(),
    );
    let id = kept.send((report, finding)).await.case.unwrap().id;
    let expected = [
        read(Placement::Exact, "teh call at ten"),
        read(Placement::Edited, "teh loud call at midnight"),
    ];
    assert_eq!(told(&kept, id).await, expected);
    let edit = &kept.case(id).await.proposals[0].edit;
    assert_eq!((&*edit.old, &*edit.new), ("teh", "the"));
}

async fn what_the_last_reader_takes_back_takes_its_readings_along(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept
        .send(kept.suggests("heard teh call", "heard the call"))
        .await;
    let id = sent.case.unwrap().id;
    follow(&kept, id, &STORY.replace("teh call", "teh loud call")).await;
    assert_eq!(told(&kept, id).await.len(), 2);
    let withdrawn = kept.store.withdraw_report(kept.key(), sent.report, at(9));
    withdrawn.await.unwrap();
    assert_eq!(told(&kept, id).await, []);
}

async fn what_was_accepted_stays_and_how_it_reads_is_noted(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let accepted = kept.decide(&kept.case(id).await, ONLY).await;
    owed(&kept).await;
    follow(&kept, id, &STORY.replace("teh", "the")).await;
    let case = kept.case(id).await;
    assert_eq!(case.placement, Placement::Already);
    assert_eq!(
        (case.version, &case.passage),
        (accepted.version, &accepted.passage)
    );
    assert_eq!(case.proposals, accepted.proposals);
    let expected = [
        read(Placement::Exact, "heard teh call"),
        read(Placement::Already, "heard the call"),
    ];
    assert_eq!(told(&kept, id).await, expected);
    assert!(owed(&kept).await.contains(&Task::Apply(id)));
    kept.store
        .applied(kept.key(), id, "patch", at(61))
        .await
        .unwrap();
    owed(&kept).await;
    follow(&kept, id, "All of this was rewritten.").await;
    assert_eq!(kept.case(id).await.placement, Placement::Gone);
    assert!(owed(&kept).await.contains(&Task::Verify(id)));
}

async fn a_place_found_by_other_text_rules_is_not_stored(kept: Kept) {
    let kept = kept.with_story().await;
    let id = open(&kept, "heard teh call", "heard the call").await;
    let newer = format!("First of all: {STORY}");
    kept.publish(&newer).await;
    let case = kept.case(id).await;
    let found = reconsider(&case, &[], None, &text(&newer), RevisionId::of(&newer));
    let mut site = kept.site.clone();
    site.text.ignore = ".byline".to_owned();
    kept.store.update_site(&site, at(2)).await.unwrap();
    owed(&kept).await;
    let stored = kept.store.replace_case(&kept.site, id, &found, at(3));
    stored.await.unwrap();
    assert_eq!(kept.case(id).await.passage.unwrap().revision, None);
    assert_eq!(owed(&kept).await, [Task::Reconsider(case.article)]);
    let stored = kept.store.replace_case(&site, id, &found, at(4));
    stored.await.unwrap();
    assert_eq!(
        kept.case(id).await.passage.unwrap().revision,
        Some(RevisionId::of(&newer))
    );
}
