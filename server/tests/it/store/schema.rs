//! The schema is ready to be distributed by site: every key, every reference, every rule and every index that a hot
//! query follows begins with the site. What does not is named here, with the reason.

use sqlx::Connection;

use super::Kept;

/// Tables of the server as a whole.
const COMMON: &[&str] = &[
    "compatibility",
    "server_values",
    "sessions",
    "sign_ins",
    "users",
];

/// Indexes and rules of a site's tables that do not begin with the site, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "jobs_by_due",
        "a worker takes what is due first, of whichever site",
    ),
    (
        "tokens_by_hash",
        "a token is looked up before its site is known",
    ),
    (
        "user_sites_by_user",
        "a user's sites, when they sign in; users are of the server",
    ),
    ("user_sites_user", "refers to users, who are of the server"),
];

/// Indexes that only PostgreSQL has.
const SEARCHED: &[(&str, &str)] = &[
    ("article_search", "each of its terms begins with the site"),
    ("case_search", "each of its terms begins with the site"),
];

/// What is kept by a key: the table, the name, the first column.
type Rows = Vec<(String, String, Option<String>)>;

async fn in_sqlite(kept: &Kept) -> (Rows, Rows) {
    let mut connection = sqlx::SqliteConnection::connect(&kept.url)
        .await
        .expect("it opens");
    let indexes = "select t.name, iif(i.origin = 'c', i.name, i.origin || ' of ' || t.name), x.name
        from pragma_table_list as t join pragma_index_list(t.name) as i
            join pragma_index_info(i.name) as x
        where t.schema = 'main' and t.type = 'table' and substr(t.name, 1, 1) <> '_'
            and substr(t.name, 1, 7) <> 'sqlite_' and x.seqno = 0";
    let references = "select t.name, t.name || ' to ' || f.\"table\", f.\"from\"
        from pragma_table_list as t join pragma_foreign_key_list(t.name) as f
        where t.schema = 'main' and t.type = 'table' and f.seq = 0";
    let indexes = sqlx::query_as(indexes).fetch_all(&mut connection).await;
    let references = sqlx::query_as(references).fetch_all(&mut connection).await;
    (indexes.expect("rows"), references.expect("rows"))
}

async fn in_postgres(kept: &Kept) -> (Rows, Rows) {
    let mut connection = sqlx::PgConnection::connect(&kept.url)
        .await
        .expect("it opens");
    let indexes = "select c.relname::text, i.relname::text, a.attname::text from pg_index x
            join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
            left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
        where c.relnamespace = 'public'::regnamespace and left(c.relname, 1) <> '_'";
    let references = "select c.relname::text, k.conname::text, a.attname::text from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.contype = 'f' and c.relnamespace = 'public'::regnamespace";
    let indexes = sqlx::query_as(indexes).fetch_all(&mut connection).await;
    let references = sqlx::query_as(references).fetch_all(&mut connection).await;
    (indexes.expect("rows"), references.expect("rows"))
}

fn without_the_site(rows: Rows) -> Vec<String> {
    let of_sites = rows
        .into_iter()
        .filter(|(table, ..)| !COMMON.contains(&table.as_str()));
    let elsewhere = of_sites.filter(|(_, _, column)| column.as_deref() != Some("site_id"));
    let mut names: Vec<String> = elsewhere.map(|(_, name, _)| name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn everything_of_a_site_begins_with_the_site_in_postgresql() {
    let (indexes, references) = in_postgres(&Kept::in_postgres().await).await;
    assert!(indexes.len() > 20 && references.len() > 10);
    let mut names = without_the_site(indexes);
    names.extend(without_the_site(references));
    let expected = SEARCHED.iter().chain(ELSEWHERE);
    let expected: Vec<&str> = expected.map(|(name, _)| *name).collect();
    assert_eq!(names, expected);
}

#[tokio::test]
async fn everything_of_a_site_begins_with_the_site_in_sqlite() {
    let (indexes, references) = in_sqlite(&Kept::in_sqlite().await).await;
    assert!(indexes.len() > 20 && references.len() > 10);
    let indexes = without_the_site(indexes);
    let expected: Vec<&str> = ELSEWHERE[..3].iter().map(|(name, _)| *name).collect();
    assert_eq!(indexes, expected);
    assert_eq!(without_the_site(references), ["user_sites to users"]);
}
