//! The version before still works on the schema of today: its statements, written down by `cargo xtask freeze` when it
//! was tagged, are prepared on both databases, and no column has come that it could not leave out.
//!
//! A file is a version, a line one statement and the databases it is for. When a migration breaks a line here, it
//! contracts too early: let it expand only, and contract a version later, when the older file may go.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use corrigenda::store::Store;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection};
use testkit::Postgres;

/// The versions that may still run beside this one.
fn versions() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|end| end == "jsonl"))
        .collect()
}

/// The statements of all these versions for one database.
fn statements(database: &str) -> BTreeSet<String> {
    let mut statements = BTreeSet::new();
    for file in versions() {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if line["on"] == database || line["on"] == "both" {
                statements.insert(line["sql"].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(statements.len() > 50, "so few are not all");
    statements
}

async fn migrated(url: &str) {
    let store = Store::open(url).await.unwrap();
    store.migrate().await.unwrap();
    store.close().await;
}

/// A column that an older version leaves out of its `insert into` has to come by itself.
fn left_out(required: &[(String, String)], statements: &BTreeSet<String>) -> Vec<String> {
    let mut missing = Vec::new();
    for statement in statements {
        let Some(insert) = statement.strip_prefix("insert into ") else {
            continue;
        };
        let (table, rest) = insert.split_once('(').unwrap();
        let (columns, _) = rest.split_once(')').unwrap();
        let given: Vec<&str> = columns.split(',').map(str::trim).collect();
        let of_it = required.iter().filter(|(of, _)| of == table.trim());
        let gone = of_it.filter(|(_, column)| !given.contains(&column.as_str()));
        missing.extend(gone.map(|(table, column)| format!("{table}.{column}: {statement}")));
    }
    missing
}

#[tokio::test]
async fn the_statements_of_older_versions_work_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("new.db").display());
    migrated(&url).await;
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let statements = statements("sqlite");
    for statement in &statements {
        let prepared = connection
            .prepare(AssertSqlSafe(statement.as_str()).into_sql_str())
            .await;
        assert!(prepared.is_ok(), "{:?}: {statement}", prepared.err());
    }
    let required = "select t.name, c.name from pragma_table_list as t
            join pragma_table_xinfo(t.name) as c
        where t.schema = 'main' and t.type = 'table' and c.hidden = 0 and c.\"notnull\" = 1
            and c.dflt_value is null";
    let required = sqlx::query_as(required)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(left_out(&required, &statements), Vec::<String>::new());
}

#[tokio::test]
async fn the_statements_of_older_versions_work_on_postgresql() {
    let url = Postgres::shared().unwrap().create_database().unwrap();
    migrated(&url).await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let statements = statements("postgres");
    for statement in &statements {
        let prepared = connection
            .prepare(AssertSqlSafe(statement.as_str()).into_sql_str())
            .await;
        // All names were found then; what a parameter is, the program says with its value.
        let untyped = |error: &sqlx::Error| {
            let database = error.as_database_error().and_then(|error| error.code());
            database.as_deref() == Some("42P18")
        };
        let wrong = prepared.err().filter(|error| !untyped(error));
        assert!(wrong.is_none(), "{wrong:?}: {statement}");
    }
    let required = "select c.relname::text, a.attname::text from pg_class c
            join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and a.attnum > 0 and a.attnotnull and not a.atthasdef and not a.attisdropped";
    let required = sqlx::query_as(required)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(left_out(&required, &statements), Vec::<String>::new());
}

/// How statements over a site's tables begin that speak of all sites: a worker takes what is due first, metrics count
/// jobs, and what is over is forgotten everywhere at once. SQLite's search has the site in each of its terms.
const OF_ALL_SITES: &[&str] = &[
    "select count(*) from jobs where given_up = 0",
    "select due from jobs where given_up = 0 order by due limit 1",
    "select task, state, count(*), min(due) from ( select task, due,",
    "delete from blocks where until <= ",
    "delete from spent_proofs where expires < ",
    "delete from tallies where begins < ",
    "select p.case_id from case_search cross join case_places p where case_search match ",
    "select p.article_id from article_search cross join article_places p where article_search match ",
];

/// What belongs to the server as a whole, or to no table.
const OF_THE_SERVER: &[&str] = &[
    "sessions",
    "sign_ins",
    "users",
    "server_values",
    "compatibility",
    "current_setting",
];

/// So the tables can be distributed by site: each statement finds its rows on one node.
#[test]
fn whatever_is_asked_of_a_sites_tables_names_the_site() {
    for statement in statements("sqlite").union(&statements("postgres")) {
        let names_it = statement.contains("site_id")
            || OF_ALL_SITES.iter().any(|one| statement.starts_with(one))
            || OF_THE_SERVER.iter().any(|table| statement.contains(table));
        assert!(names_it, "{statement}");
    }
}

#[test]
fn a_column_that_does_not_come_by_itself_is_seen() {
    let required = [("cases".to_owned(), "weight".to_owned())];
    let insert = |statement: &str| left_out(&required, &[statement.to_owned()].into());
    assert_eq!(insert("insert into cases (site_id) values ($1)").len(), 1);
    assert_eq!(
        insert("insert into cases (site_id, weight) values ($1, $2)").len(),
        0
    );
    assert_eq!(insert("insert into reports (site_id) values ($1)").len(), 0);
}
