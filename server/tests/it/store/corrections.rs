//! Published notices: listed, searched, paged, and a stamp that tells when they changed.

use corrigenda::domain::case::Outcome;
use corrigenda::domain::correction::{CorrectionKind, NewNotice};
use corrigenda::domain::decision::Action;
use corrigenda::domain::search::Query;
use corrigenda::store::CorrectionFilter;

use super::{Kept, at, content, promises};

promises! {
    corrections_are_listed_last_first_and_paged
    corrections_are_found_by_article_time_and_words
    the_stamp_changes_when_the_list_does
}

async fn correct(kept: &Kept, words: &str, notice: &str, seconds: i64) {
    let id = kept
        .send(kept.suggests(words, "changed"))
        .await
        .case
        .unwrap()
        .id;
    let case = kept.case(id).await;
    let notice = NewNotice {
        kind: CorrectionKind::Correction,
        text: notice.to_owned(),
    };
    let action = Action::MarkCorrected {
        // A note beside the passage, which nobody has to see first.
        outcome: Some(Outcome::Updated),
        notice: Some(Some(notice)),
    };
    let mut decision = kept.decision(&case, action);
    decision.at = at(seconds);
    kept.store.decide(&kept.site, &decision).await.unwrap();
}

async fn texts(kept: &Kept, filter: CorrectionFilter) -> Vec<String> {
    let page = kept
        .store
        .corrections(kept.key(), &filter, None, 50)
        .await
        .unwrap();
    page.items
        .into_iter()
        .map(|correction| correction.text)
        .collect()
}

async fn corrections_are_listed_last_first_and_paged(kept: Kept) {
    let kept = kept.with_story().await;
    for (n, word) in ["teh", "1987", "Robin", "town", "night"].iter().enumerate() {
        correct(&kept, word, &format!("Notice {n}"), n as i64).await;
    }
    let filter = CorrectionFilter::default();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = kept
            .store
            .corrections(kept.key(), &filter, cursor.as_deref(), 2)
            .await
            .unwrap();
        seen.extend(page.items.into_iter().map(|correction| correction.text));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(
        seen,
        ["Notice 4", "Notice 3", "Notice 2", "Notice 1", "Notice 0"]
    );
}

async fn corrections_are_found_by_article_time_and_words(kept: Kept) {
    let kept = kept.with_story().await;
    correct(&kept, "teh", "Її було виправлено", 10).await;
    correct(&kept, "1987", "The year was wrong", 20).await;
    let of = |page: &str| CorrectionFilter {
        url: Some(kept.page(page)),
        ..CorrectionFilter::default()
    };
    assert_eq!(texts(&kept, of("night")).await.len(), 2);
    assert!(texts(&kept, of("day")).await.is_empty());
    let since = CorrectionFilter {
        since: Some(at(20)),
        ..CorrectionFilter::default()
    };
    assert_eq!(texts(&kept, since).await, ["The year was wrong"]);
    let words = |q: &str| CorrectionFilter {
        q: Some(Query::parse(q).unwrap()),
        ..CorrectionFilter::default()
    };
    assert_eq!(texts(&kept, words("ЇЇ БУЛО")).await, ["Її було виправлено"]);
    assert_eq!(texts(&kept, words("Long Night")).await.len(), 2);
    assert!(texts(&kept, words("nothing like it")).await.is_empty());
}

async fn the_stamp_changes_when_the_list_does(kept: Kept) {
    let kept = kept.with_story().await;
    let url = kept.page("night");
    let stamp = async || {
        let whole = kept
            .store
            .corrections_stamp(kept.key(), None)
            .await
            .unwrap();
        let one = kept
            .store
            .corrections_stamp(kept.key(), Some(&url))
            .await
            .unwrap();
        assert_eq!(whole, one, "there is one article");
        one
    };
    let empty = stamp().await;
    assert_eq!(stamp().await, empty);
    correct(&kept, "teh", "A", 10).await;
    let first = stamp().await;
    assert_ne!(first, empty);
    correct(&kept, "1987", "B", 10).await;
    let second = stamp().await;
    assert_ne!(second, first);
    let mut renamed = content(super::STORY);
    renamed.title = "A short night".to_owned();
    kept.store
        .put_article(kept.key(), &url, &renamed, at(30))
        .await
        .unwrap();
    assert_ne!(stamp().await, second, "the list shows titles");
}
