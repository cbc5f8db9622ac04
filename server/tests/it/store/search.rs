//! Searching the queue by words, and that erased words are found no more.

use corrigenda::domain::search::Query;
use corrigenda::store::Filter;

use super::{Kept, at, promises, site};

promises! {
    words_of_a_case_and_of_its_article_lead_to_it
    letters_of_scripts_without_spaces_lead_to_it
    a_search_finds_nothing_of_another_site
    what_was_erased_is_in_no_index
    a_new_title_is_found_and_the_old_one_is_not
}

async fn found(kept: &Kept, q: &str) -> usize {
    let filter = Filter {
        q: Some(Query::parse(q).unwrap()),
        ..Filter::default()
    };
    let page = kept.store.queue(kept.key(), &filter, None, 10).await;
    page.unwrap().items.len()
}

async fn words_of_a_case_and_of_its_article_lead_to_it(kept: Kept) {
    let kept = kept.with_story().await;
    kept.send(kept.suggests("heard teh call", "heard the call"))
        .await;
    for (q, cases) in [
        ("teh", 1),
        ("CALL heard", 1),
        ("the", 1),
        ("long night", 1),
        ("https://daily.example.org/night", 1),
        ("calling", 0),
        ("teh night", 0),
        ("eh", 0),
        ("\"teh\" OR nothing", 0),
        ("te*", 0),
        ("'", 0),
    ] {
        assert_eq!(found(&kept, q).await, cases, "{q}");
    }
}

async fn letters_of_scripts_without_spaces_lead_to_it(kept: Kept) {
    const PAGE: &str = "昨日、東京都知事は新しい計画を発表した。今日は雨である。";
    kept.publish(PAGE).await;
    kept.send(kept.marks(PAGE, "東京都知事は", Some("大阪府知事は")))
        .await;
    for (q, cases) in [
        ("京都", 1),
        ("東京都知事", 1),
        ("阪府", 1),
        ("事", 1),
        ("京東", 0),
        ("名古屋", 0),
    ] {
        assert_eq!(found(&kept, q).await, cases, "{q}");
    }
}

async fn a_search_finds_nothing_of_another_site(kept: Kept) {
    let kept = kept.with_story().await;
    kept.send(kept.suggests("teh", "the")).await;
    let other = site("daily-2");
    kept.store.create_site(&other).await.unwrap();
    let filter = Filter {
        q: Some(Query::parse("teh").unwrap()),
        ..Filter::default()
    };
    let page = kept.store.queue(&other.key, &filter, None, 10).await;
    assert!(page.unwrap().items.is_empty());
}

/// How many cases the full text knows by a word.
async fn indexed(kept: &Kept, word: &str) -> i64 {
    if kept.url.starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(&kept.url).await.unwrap();
        let read = "select count(*) from case_search where case_search match $1";
        let read = sqlx::query_as(read).bind(format!("\"daily›{word}\""));
        let (count,): (i64,) = read.fetch_one(&pool).await.unwrap();
        return count;
    }
    let pool = sqlx::PgPool::connect(&kept.url).await.unwrap();
    let read = "select count(*) from cases
        where search_terms(site_id, words) @@ cast($1 as tsquery)";
    let read = sqlx::query_as(read).bind(format!("'daily›{word}'"));
    let (count,): (i64,) = read.fetch_one(&pool).await.unwrap();
    count
}

async fn what_was_erased_is_in_no_index(kept: Kept) {
    let kept = kept.with_story().await;
    let planted = kept.suggests("heard teh call", "heard zxqplanted call");
    let report = kept.send(planted).await.report;
    assert_eq!(indexed(&kept, "zxqplanted").await, 1);
    kept.store
        .withdraw_report(kept.key(), report, at(5))
        .await
        .unwrap();
    assert_eq!(indexed(&kept, "zxqplanted").await, 0);
    assert_eq!(indexed(&kept, "teh").await, 0);
    if let Some(folder) = &kept.folder {
        kept.store.close().await;
        let file = std::fs::read(folder.path().join("test.db")).unwrap();
        // The index cuts what a word has in common with the one before it.
        let is_there = file.windows(8).any(|bytes| bytes == b"qplanted");
        assert!(!is_there, "an erased word is still in the file");
    }
}

async fn a_new_title_is_found_and_the_old_one_is_not(kept: Kept) {
    let kept = kept.with_story().await;
    kept.send(kept.suggests("teh", "the")).await;
    let mut content = super::content(super::STORY);
    content.title = "A short morning".to_owned();
    let page = kept.page("night");
    let put = kept.store.put_article(kept.key(), &page, &content, at(1));
    put.await.unwrap();
    assert_eq!(found(&kept, "short morning").await, 1);
    assert_eq!(found(&kept, "long").await, 0);
}
