//! What the database itself says of the schema: everything of a site is found by its site first, so that a site can
//! be moved and the tables distributed by it.

use super::{Kept, promises};

promises! {
    every_key_and_index_of_a_site_begins_with_the_site
}

/// What does not begin with the site, and why it may.
const OF_NO_SITE: &[(&str, &str)] = &[
    ("_sqlx_migrations", "the schema's own history"),
    ("server_values", "the server's secret"),
    ("users", "people may edit several sites"),
    ("user_sites.user_sites_by_user", "whose sites are they"),
    ("user_sites.user_sites_user", "points to users"),
    ("sign_ins", "attempts to sign in, before it is known who"),
    ("sessions", "of people"),
    ("tokens.tokens_by_hash", "a token says which site it is of"),
    ("jobs.jobs_by_due", "workers do the jobs of all sites"),
    ("case_search", "each term bears its site"),
    ("article_search", "each term bears its site"),
    ("cases.case_search", "each term bears its site"),
    ("articles.article_search", "each term bears its site"),
    (
        "case_places.case_places_key",
        "the numbers that the full text knows rows by",
    ),
    ("article_places.article_places_key", "the same"),
];

fn may(table: &str, name: &str) -> bool {
    let full = format!("{table}.{name}");
    let is_named = |known: &str| known == table || known == full;
    // What holds the full text in SQLite is its own business.
    let is_inside =
        |known: &str| table.starts_with(&format!("{known}_")) && known.ends_with("_search");
    OF_NO_SITE
        .iter()
        .any(|(known, _)| is_named(known) || is_inside(known))
}

/// Table, name of the key or index, its first column.
type First = (String, String, Option<String>);

async fn in_sqlite(url: &str) -> Vec<First> {
    let pool = sqlx::SqlitePool::connect(url).await.unwrap();
    let indexes = "select t.name, i.name, c.name from sqlite_schema t
        join pragma_index_list(t.name) i join pragma_index_info(i.name) c
        where t.type = 'table' and c.seqno = 0";
    let mut all: Vec<First> = sqlx::query_as(indexes).fetch_all(&pool).await.unwrap();
    // A table without rowid, and one with a number for a key, shows its key among its columns only.
    let keys = "select t.name, t.name || '_key', c.name from sqlite_schema t
        join pragma_table_info(t.name) c where t.type = 'table' and c.pk = 1";
    let keys: Vec<First> = sqlx::query_as(keys).fetch_all(&pool).await.unwrap();
    all.extend(keys);
    let links = "select t.name, t.name || '_to_' || f.\"table\", f.\"from\" from sqlite_schema t
        join pragma_foreign_key_list(t.name) f where t.type = 'table' and f.seq = 0";
    let links: Vec<First> = sqlx::query_as(links).fetch_all(&pool).await.unwrap();
    all.extend(links);
    all
}

async fn in_postgres(url: &str) -> Vec<First> {
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let indexes = "select cast(i.indrelid as regclass)::text, cast(i.indexrelid as regclass)::text,
        a.attname::text from pg_index i
        join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]";
    let mut all: Vec<First> = sqlx::query_as(indexes).fetch_all(&pool).await.unwrap();
    let links = "select cast(c.conrelid as regclass)::text, c.conname::text, a.attname::text
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.connamespace = 'public'::regnamespace";
    let links: Vec<First> = sqlx::query_as(links).fetch_all(&pool).await.unwrap();
    all.extend(links);
    all
}

async fn every_key_and_index_of_a_site_begins_with_the_site(kept: Kept) {
    let all = if kept.url.starts_with("sqlite:") {
        in_sqlite(&kept.url).await
    } else {
        in_postgres(&kept.url).await
    };
    assert!(all.len() > 40, "{all:?}");
    let others: Vec<&First> = all
        .iter()
        .filter(|(table, name, first)| {
            let is_of_user = table == "user_sites" && first.as_deref() == Some("user_id");
            first.as_deref() != Some("site_id") && !may(table, name) && !is_of_user
        })
        .collect();
    assert!(others.is_empty(), "{others:?}");
}
