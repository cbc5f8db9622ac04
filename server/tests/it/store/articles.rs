//! Articles: pushed, revised, read as text.

use corrigenda::domain::article::RevisionId;
use corrigenda::domain::job::Task;
use corrigenda_anchor::Format;

use super::{Kept, STORY, at, content, promises};

promises! {
    a_push_that_changes_nothing_is_no_revision
    a_new_revision_owes_the_reconsidering_of_its_cases
    an_article_can_be_known_before_its_text
    a_text_is_extracted_once_for_a_revision_and_the_rules
    articles_are_listed_in_pages
    an_older_read_does_not_replace_what_came_meanwhile
}

async fn a_push_that_changes_nothing_is_no_revision(kept: Kept) {
    assert!(kept.publish(STORY).await);
    assert!(!kept.publish(STORY).await);
    assert!(kept.publish("Another text.").await);
    let url = kept.page("night");
    let article = kept
        .store
        .article_by_url(kept.key(), &url)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(article.revision, Some(RevisionId::of("Another text.")));
    assert_eq!(article.published, Some(at(-3_600)));
    assert_eq!(
        kept.store.article(kept.key(), article.id).await.unwrap(),
        article
    );
    let (revision, read) = kept
        .store
        .revision(kept.key(), article.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (revision, read),
        (RevisionId::of("Another text."), content("Another text."))
    );
    // Back to what it was.
    assert!(kept.publish(STORY).await);
    assert_eq!(kept.events().await, ["article.revised"; 3]);
    let mut untitled = content(STORY);
    untitled.title = " ".to_owned();
    let (article, _) = kept
        .store
        .put_article(kept.key(), &url, &untitled, at(1))
        .await
        .unwrap();
    assert_eq!(article.title, "https://daily.example.org/night");
}

async fn a_new_revision_owes_the_reconsidering_of_its_cases(kept: Kept) {
    let kept = kept.with_story().await;
    let url = kept.page("night");
    let article = kept
        .store
        .article_by_url(kept.key(), &url)
        .await
        .unwrap()
        .unwrap();
    let lease = jiff::SignedDuration::from_secs(30);
    let jobs = kept.store.claim_jobs(at(1), lease, 10).await.unwrap();
    let tasks: Vec<Task> = jobs.iter().map(|job| job.task).collect();
    assert_eq!(tasks, [Task::Reconsider(article.id)]);
}

async fn an_article_can_be_known_before_its_text(kept: Kept) {
    let url = kept.page("later");
    assert_eq!(
        kept.store.article_by_url(kept.key(), &url).await.unwrap(),
        None
    );
    let article = kept
        .store
        .ensure_article(kept.key(), &url, at(0))
        .await
        .unwrap();
    assert_eq!(
        (article.revision, article.title.as_str()),
        (None, url.as_str())
    );
    assert_eq!(
        kept.store
            .ensure_article(kept.key(), &url, at(9))
            .await
            .unwrap(),
        article
    );
    assert!(
        kept.store
            .text(&kept.site, &article)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        kept.store.revision(kept.key(), article.id).await.unwrap(),
        None
    );
}

async fn a_text_is_extracted_once_for_a_revision_and_the_rules(kept: Kept) {
    let url = kept.page("rules");
    let mut html = content("<main><p>Text</p><p class=ad>Buy</p></main>");
    html.format = Format::Html;
    html.scope = corrigenda_anchor::Scope::Page;
    let (article, _) = kept
        .store
        .put_article(kept.key(), &url, &html, at(0))
        .await
        .unwrap();
    let first = kept
        .store
        .text(&kept.site, &article)
        .await
        .unwrap()
        .unwrap();
    let again = kept
        .store
        .text(&kept.site, &article)
        .await
        .unwrap()
        .unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &again));
    assert_eq!(first.text.as_str(), "Text\nBuy");
    let mut other = kept.site.clone();
    other.text.ignore = ".ad".to_owned();
    let ruled = kept.store.text(&other, &article).await.unwrap().unwrap();
    assert_eq!(ruled.text.as_str(), "Text");
}

async fn articles_are_listed_in_pages(kept: Kept) {
    for n in 0..5 {
        let url = kept.page(&n.to_string());
        kept.store
            .ensure_article(kept.key(), &url, at(n))
            .await
            .unwrap();
    }
    let first = kept.store.articles(kept.key(), None, 3).await.unwrap();
    let rest = kept
        .store
        .articles(kept.key(), first.next.as_deref(), 3)
        .await
        .unwrap();
    let urls: Vec<String> = first
        .items
        .iter()
        .chain(&rest.items)
        .map(|a| a.url.to_string())
        .collect();
    let expected: Vec<String> = (0..5)
        .rev()
        .map(|n| kept.page(&n.to_string()).to_string())
        .collect();
    assert_eq!((urls, rest.next), (expected, None));
}

async fn an_older_read_does_not_replace_what_came_meanwhile(kept: Kept) {
    let kept = kept.with_story().await;
    let url = kept.page("night");
    let known = kept.store.article_by_url(kept.key(), &url).await;
    let known = known.unwrap().unwrap();
    assert!(kept.publish("A newer text.").await);
    let read = content("An older text.");
    let put = kept.store.put_read(&known, known.revision, &read, at(1));
    assert!(!put.await.unwrap());
    let now = kept.store.article(kept.key(), known.id).await.unwrap();
    assert_eq!(now.revision, Some(RevisionId::of("A newer text.")));
    let put = kept.store.put_read(&known, now.revision, &read, at(2));
    assert!(put.await.unwrap());
    let now = kept.store.article(kept.key(), known.id).await.unwrap();
    assert_eq!(now.revision, Some(RevisionId::of("An older text.")));
}
