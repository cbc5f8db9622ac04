//! Several processes on one database: each is a store of its own, and none has what another needs.

use corrigenda::domain::article::Content;
use corrigenda::domain::job::Task;
use corrigenda::store::Store;
use corrigenda_anchor::Format;
use testkit::Postgres;

use super::{Kept, STORY, at, content, site};

/// Two nodes on one PostgreSQL. Both hear each other once something that one writes was heard by the other.
async fn two() -> (Kept, Store) {
    let here = Kept::in_postgres().await;
    let there = Store::open(&here.url).await.expect("it opens");
    there.job_owed().await;
    (here, there)
}

#[tokio::test]
async fn what_one_node_writes_the_others_streams_hear() {
    let (here, there) = two().await;
    let mut follow = there.follow(here.key());
    // The node tells all that follow when it begins to listen; the line that is waited for comes after that.
    here.publish(STORY).await;
    loop {
        follow.grew().await;
        let lines = there.journal(here.key(), 0, 10).await.expect("lines");
        if !lines.is_empty() {
            return;
        }
    }
}

#[tokio::test]
async fn what_one_node_owes_the_others_workers_hear() {
    let (here, there) = two().await;
    here.publish(STORY).await;
    let page = here.page("night");
    let article = here.store.article_by_url(here.key(), &page);
    let article = article
        .await
        .expect("it can be asked")
        .expect("it is known");
    let lease = jiff::SignedDuration::from_secs(60);
    loop {
        there.job_owed().await;
        let jobs = there.claim_jobs(at(60), lease, 10).await.expect("jobs");
        if let Some(job) = jobs.first() {
            assert_eq!(job.task, Task::Reconsider(article.id));
            return;
        }
    }
}

#[tokio::test]
async fn a_text_that_one_node_reads_otherwise_is_forgotten_by_the_others() {
    let (here, there) = two().await;
    here.publish("# A long night").await;
    let page = here.page("night");
    let article = here.store.article_by_url(here.key(), &page);
    let article = article
        .await
        .expect("it can be asked")
        .expect("it is known");
    let read = async |store: &Store| {
        let text = store
            .text(&here.site, &article)
            .await
            .expect("it can be read");
        text.expect("it is known").text.as_str().to_owned()
    };
    assert_eq!(read(&there).await, "# A long night");
    let mut follow = there.follow(here.key());
    let markdown = Content {
        format: Format::Markdown,
        ..content("# A long night")
    };
    let put = here.store.put_article(here.key(), &page, &markdown, at(1));
    put.await.expect("it is stored");
    while read(&there).await != "A long night" {
        follow.grew().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_one_node_changes_is_the_same_on_all() {
    let (here, there) = two().await;
    let mut site = site("daily");
    site.name = "The Daily Night".to_owned();
    here.store
        .update_site(&site, at(1))
        .await
        .expect("it is stored");
    assert_eq!(there.site(here.key()).await.expect("it is known"), site);
}

/// Left to itself, the database would let a commit be answered before it is on disk.
#[tokio::test]
async fn a_commit_waits_for_the_disk_whatever_the_database_is_set_to() {
    use sqlx::Connection;
    let server = Postgres::shared().expect("PostgreSQL starts");
    let url = server.create_database().expect("a database");
    let name = url.rsplit('/').next().expect("a name");
    let mut connection = sqlx::PgConnection::connect(&url).await.expect("it answers");
    let off = format!("alter database {name} set synchronous_commit = off");
    let off = sqlx::query(sqlx::AssertSqlSafe(off));
    off.execute(&mut connection).await.expect("it is set");
    let store = Store::open(&url).await.expect("it opens");
    assert_eq!(
        store.durability().await.expect("it can be asked").commit,
        "on"
    );
}
