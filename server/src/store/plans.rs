//! Tests of how the databases go about the statements that a crowd makes dear: along which index, and without reading
//! a table from end to end or sorting. The plans are those of a database with many cases, made by `bulk`.

use std::path::Path;

use jiff::Timestamp;
use testkit::Postgres;

use super::db::{Conn, dialect, query};
use super::queue::{Filter, Sort};
use super::sets::Statement;
use super::{Bulk, Page, Store, intake, journal};
use crate::domain::case::State;
use crate::domain::report::Kind;
use crate::domain::search::Query;
use crate::domain::sender::{Caps, Lane};
use crate::domain::site::{Connector, Site, SiteKey, TextRules};

const BULK: Bulk = Bulk {
    articles: 50,
    cases: 20_000,
    reports: 20_000,
    answers: 20_000,
    answered: Timestamp::UNIX_EPOCH,
};

fn key() -> SiteKey {
    "bulk".parse().expect("a key")
}

async fn filled(url: &str) -> Store {
    let store = Store::open(url).await.expect("the database opens");
    store.migrate().await.expect("the schema is made");
    let site = Site {
        key: key(),
        name: "Bulk".to_owned(),
        origins: Vec::new(),
        language: "en".to_owned(),
        text: TextRules::default(),
        connector: Connector::None,
        caps: Caps::default(),
    };
    store.create_site(&site).await.expect("a new key");
    store.fill(&key(), &BULK).await.expect("it is filled");
    store
}

async fn in_sqlite(folder: &Path) -> Store {
    filled(&format!("sqlite:{}", folder.join("bulk.db").display())).await
}

async fn in_postgres() -> Store {
    let server = Postgres::shared().expect("PostgreSQL starts");
    filled(&server.create_database().expect("a database")).await
}

/// What stands in a set that a statement gets.
fn in_set(name: &str, conn: &Conn) -> String {
    let id = |digits: &str| match conn {
        Conn::Sqlite(_) => format!("x'{digits}'"),
        Conn::Postgres(_) => format!("'{digits}'"),
    };
    match name {
        "site_id" => "'bulk'".to_owned(),
        "url" => "'https://bulk.example.org/1'".to_owned(),
        "client_key" => "'k'".to_owned(),
        "article_id" | "report_id" | "actor_id" => id("01952014f8017a008000000000000001"),
        "case_id" => id("019520151f107c008000000000002710"),
        "first" => "100".to_owned(),
        "last" => "120".to_owned(),
        _ => "7".to_owned(),
    }
}

/// The plan of a statement over a set of one row.
async fn plan_of(store: &Store, statement: &Statement) -> (String, Vec<String>) {
    let conn = store.db.read().await.expect("a connection");
    let sql = statement.example(&conn, |name| in_set(name, &conn));
    drop(conn);
    let plan = plan(store, &sql).await;
    (sql, plan)
}

/// The plan of a statement, line by line. Its parameters are written into it: the site, two keys, a number.
async fn plan(store: &Store, sql: &str) -> Vec<String> {
    let mut conn = store.db.read().await.expect("a connection");
    let id = dialect!(
        &conn,
        sqlite: "x'019520151f107c008000000000002710'",
        postgres: "cast('019520151f107c008000000000002710' as uuid)",
    );
    let sql = sql
        .replace("$1", "'bulk'")
        .replace("$2", "1740500000")
        .replace("$3", id)
        .replace("$4", "31")
        .replace(" for update of a for share of s", "");
    let explain = dialect!(&conn, sqlite: "explain query plan", postgres: "explain");
    let explain = sqlx::AssertSqlSafe(format!("{explain} {sql}"));
    if let Conn::Sqlite(_) = conn {
        type Row = (i64, i64, i64, String);
        let rows = query!(fetch_all, Row, &mut conn, explain).expect("a plan");
        return rows.into_iter().map(|row| row.3).collect();
    }
    let rows = query!(fetch_all, (String,), &mut conn, explain).expect("a plan");
    rows.into_iter().map(|row| row.0).collect()
}

/// Fails when a table is read from end to end, or rows are sorted, or the index is not used.
fn goes_along((sql, plan): (String, Vec<String>), index: &str) {
    let shown = plan.join("\n");
    let sorts = |line: &String| line.contains("Sort") || line.contains("ORDER BY");
    let bad = plan.iter().any(|line| is_whole(line) || sorts(line));
    assert!(!bad, "\n{shown}\nof\n{sql}");
    assert!(uses(&shown, index), "no {index} in\n{shown}\nof\n{sql}");
}

/// Whether an index is in a plan, by one of its names.
fn uses(plan: &str, index: &str) -> bool {
    index.split('|').any(|name| plan.contains(name))
}

/// Whether a line of a plan says that a table is read from end to end. A set that was given is none.
fn is_whole(line: &str) -> bool {
    let tables = [
        "a",
        "c",
        "h",
        "i",
        "journal_heads",
        "k",
        "n",
        "p",
        "q",
        "r",
        "s",
    ];
    let scanned = line.strip_prefix("SCAN ");
    let name = scanned.and_then(|rest| rest.split(' ').next());
    line.contains("Seq Scan") || name.is_some_and(|name| tables.contains(&name))
}

async fn the_queue_goes_along_its_indexes(store: &Store) {
    for (sort, kind, index) in [
        (Sort::Priority, None, "cases_in_lane_by_priority"),
        (Sort::Priority, Some(Kind::Link), "cases_in_lane_by_kind "),
        (Sort::Newest, None, "cases_in_lane_by_age"),
        (
            Sort::Newest,
            Some(Kind::Link),
            "cases_in_lane_by_kind_and_age",
        ),
        (Sort::Oldest, None, "cases_in_lane_by_age"),
        (
            Sort::Oldest,
            Some(Kind::Fact),
            "cases_in_lane_by_kind_and_age",
        ),
    ] {
        let filter = Filter {
            kind,
            sort,
            ..Filter::default()
        };
        for (lane, state) in filter.parts() {
            let sql = filter.sql("c.priority, c.case_id", "cases c", (lane, state));
            // Where there is nothing, PostgreSQL has no reason to prefer an index to another.
            let is_empty = lane == Lane::Junk || matches!(state, State::Accepted | State::Merged);
            let plan = plan(store, &sql).await;
            goes_along((sql, plan), if is_empty { "cases_in_lane" } else { index });
        }
    }
}

async fn a_page_goes_along_the_keys(store: &Store) {
    for (statement, index) in super::queue::statements() {
        goes_along(plan_of(store, statement).await, index);
    }
}

async fn a_report_goes_along_indexes(store: &Store) {
    for (statement, index) in intake::statements()
        .into_iter()
        .chain(journal::statements())
    {
        let (sql, plan) = plan_of(store, statement).await;
        let shown = plan.join("\n");
        let whole = plan.iter().any(|line| is_whole(line));
        assert!(
            !whole && uses(&shown, index),
            "no {index} in\n{shown}\nof\n{sql}"
        );
    }
}

/// What everybody may ask, each time that a dialog opens.
async fn open_passages_are_those_of_one_article(store: &Store) {
    let sql = super::queue::OPEN_PASSAGES;
    let sql = sql.replace("$3", "31").replace("$2", "$3");
    let shown = plan(store, &sql).await.join("\n");
    assert!(uses(&shown, "cases_in_article"), "{shown}");
}

/// Everything that the cursors lead to, and how many parts it took.
async fn all(store: &Store, filter: &Filter) -> (Vec<i64>, usize) {
    let (mut at, mut parts, mut found) = (None, 0, Vec::new());
    loop {
        let part: Page<_> = store
            .queue(&key(), filter, at.as_deref(), 200)
            .await
            .expect("a part");
        assert!(part.items.len() <= 200);
        let number = |words: &str| words.rsplit(' ').next().and_then(|n| n.parse::<i64>().ok());
        let passages = part.items.iter().filter_map(|row| {
            let passage = row.case.passage.as_ref()?;
            number(&passage.exact)
        });
        found.extend(passages);
        parts += 1;
        at = part.next;
        if at.is_none() {
            return (found, parts);
        }
    }
}

fn asked(q: &str) -> Filter {
    Filter {
        q: Some(Query::parse(q).expect("short enough")),
        sort: Sort::Oldest,
        ..Filter::default()
    }
}

async fn words_find_all_cases_in_order_however_many(store: &Store) {
    let (rare, _) = all(store, &asked("rare17")).await;
    let begins = |n: &i64| format!("rare{}", n % 9_973).starts_with("rare17");
    let expected: Vec<i64> = (0..20_000).filter(begins).collect();
    assert_eq!(rare, expected, "the word, and those that begin with it");
    let (one, parts) = all(store, &asked("rare9017")).await;
    assert_eq!((one, parts), (vec![9_017, 18_990], 1));
    let (both, _) = all(store, &asked("rare9972 number 9972")).await;
    assert_eq!(both, [9972]);
    let (common, parts) = all(store, &asked("common3")).await;
    let expected: Vec<i64> = (0..20_000).filter(|n| n % 10 == 3).collect();
    assert_eq!(common, expected);
    assert!(parts <= 15, "{parts}");
    // Both words are common and no case has both: parts without a case, and an end.
    let (none, parts) = all(store, &asked("common3 common4")).await;
    assert_eq!(none, Vec::<i64>::new());
    assert_eq!(parts, 1, "the index knows that there is none");
    let (of_article, _) = all(store, &asked("story 49")).await;
    let expected: Vec<i64> = (0..20_000).filter(|n| n % 50 == 49).collect();
    assert_eq!(of_article, expected, "by the words of its article");
    assert_eq!(all(store, &asked("%")).await.0, Vec::<i64>::new());
}

async fn keep_the_promises(store: &Store) {
    the_queue_goes_along_its_indexes(store).await;
    a_page_goes_along_the_keys(store).await;
    a_report_goes_along_indexes(store).await;
    open_passages_are_those_of_one_article(store).await;
    words_find_all_cases_in_order_however_many(store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_costs_sqlite_only_what_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    keep_the_promises(&in_sqlite(folder.path()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_costs_postgres_only_what_is_shown() {
    keep_the_promises(&in_postgres().await).await;
}
