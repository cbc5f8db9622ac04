//! Many reports at once, made up in the database by one statement a table: for measurements, and for tests of plans.
//! Left out of what is shipped. The same numbers always make the same rows.
//!
//! Report `n` belongs to case `n % cases`, case `n` to article `n % articles`. Ids bear times one millisecond apart,
//! so that they sort like those of reports that came one after the other.

use std::ops::Range;

use jiff::Timestamp;

use super::db::{Conn, dialect, execute, micros, query};
use super::{Result, Store};
use crate::domain::site::SiteKey;

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct Bulk {
    /// Articles, without a text.
    pub articles: u32,
    /// Cases: of ten, seven open, one held, one corrected, one declined; their kinds and words in turn.
    pub cases: u32,
    /// Reports, each with its two lines of the journal.
    pub reports: u32,
    /// So many of the last reports have the answer to their requests, which is kept for a day.
    pub answers: u32,
    /// When the answers were given: made-up ones that are too old would be forgotten while something is measured.
    pub answered: Timestamp,
}

/// One statement makes no more rows than this, which bounds its memory.
const STRIDE: u32 = 100_000;

/// The first id's time, in milliseconds since 1970: in the year 2025.
const BEGIN: u64 = 1_740_000_000_000;

impl Store {
    /// Adds so many made-up reports with their cases to a site that has none.
    pub async fn fill(&self, site: &SiteKey, bulk: &Bulk) -> Result<()> {
        let lines = bulk.reports.saturating_mul(2);
        let unanswered = bulk.reports.saturating_sub(bulk.answers);
        self.make(site, 0..bulk.articles, ARTICLES, bulk).await?;
        self.make(site, 0..bulk.cases, CASES, bulk).await?;
        self.make(site, 0..bulk.cases, PROPOSALS, bulk).await?;
        self.make(site, 0..bulk.reports, REPORTS, bulk).await?;
        self.make(site, unanswered..bulk.reports, ANSWERS, bulk)
            .await?;
        self.make(site, 0..lines, JOURNAL, bulk).await?;
        let mut tx = self.db.write().await?;
        let heads = "update journal_heads set seq =
            (select coalesce(max(j.seq), 0) from journal j where j.site_id = $1) where site_id = $1";
        execute!(&mut tx, heads, site.as_str())?;
        // PostgreSQL does so by itself after a while; SQLite never does in service.
        if let Conn::Postgres(_) = tx {
            execute!(&mut tx, "analyze")?;
        }
        tx.commit().await
    }

    /// Lets PostgreSQL do at once what it does after many rows came, and would else do while something is measured.
    #[cfg(feature = "measure")]
    pub async fn tidy_up(&self) -> Result<()> {
        if let super::db::Pools::Postgres(pool) = &self.db.pools {
            sqlx::query("vacuum (analyze)").execute(pool).await?;
        }
        Ok(())
    }

    async fn make(
        &self,
        site: &SiteKey,
        rows: Range<u32>,
        insert: &str,
        bulk: &Bulk,
    ) -> Result<()> {
        let mut first = rows.start;
        while first < rows.end {
            let end = rows.end.min(first.saturating_add(STRIDE));
            let mut tx = self.db.write().await?;
            let sql = statement(&tx, insert, bulk);
            let (first_row, last_row) = (i64::from(first), i64::from(end) - 1);
            execute!(
                &mut tx,
                sqlx::AssertSqlSafe(sql),
                site.as_str(),
                first_row,
                last_row
            )?;
            tx.commit().await?;
            first = end;
        }
        Ok(())
    }

    /// How many reports there are.
    pub async fn count_reports(&self, site: &SiteKey) -> Result<i64> {
        let mut conn = self.db.read().await?;
        let read = "select count(*) from reports where site_id = $1";
        let (count,) = query!(fetch_one, (i64,), &mut conn, read, site.as_str())?;
        Ok(count)
    }
}

/// `{n}` is the row's number; `{id:x}` an id made of it for a noun with the letter x.
fn statement(conn: &Conn, insert: &str, bulk: &Bulk) -> String {
    let numbers = dialect!(
        conn,
        sqlite: "with recursive n (i) as (select $2 union all select i + 1 from n where i < $3)",
        postgres: "with n (i) as (select generate_series(cast($2 as bigint), cast($3 as bigint)))",
    );
    let id = |letter: char, number: &str| {
        dialect!(
            conn,
            sqlite: format!(
                "unhex(printf('%012x7{letter}008%015x', {BEGIN} + ({number}), {number}))"
            ),
            postgres: format!(
                "cast(lpad(to_hex({BEGIN} + ({number})), 12, '0') || '7{letter}008' ||
                lpad(to_hex({number}), 15, '0') as uuid)"
            ),
        )
    };
    let digest = dialect!(
        conn,
        sqlite: "zeroblob(32)",
        postgres: "decode(repeat('00', 32), 'hex')",
    );
    let (articles, cases) = (bulk.articles.max(1), bulk.cases.max(1));
    insert
        .replace("{numbers}", numbers)
        .replace("{article}", &id('a', "i"))
        .replace("{case}", &id('c', "i"))
        .replace("{proposal}", &id('d', "i"))
        .replace("{report}", &id('e', "i"))
        .replace("{article of case}", &id('a', &format!("(i % {articles})")))
        .replace("{case of report}", &id('c', &format!("(i % {cases})")))
        .replace("{proposal of report}", &id('d', &format!("(i % {cases})")))
        .replace(
            "{article of report}",
            &id('a', &format!("(i % {cases} % {articles})")),
        )
        .replace("{report of line}", &id('e', "(i / 2)"))
        .replace("{case of line}", &id('c', &format!("(i / 2 % {cases})")))
        .replace("{digest}", digest)
        .replace("{reports}", &(bulk.reports / cases).max(1).to_string())
        .replace("{answered}", &micros(bulk.answered).to_string())
        .replace("{second}", &format!("(({BEGIN} + i) / 1000)"))
        .replace("{micros}", &format!("(({BEGIN} + i) * 1000)"))
}

const ARTICLES: &str = "{numbers} insert into articles
    (site_id, article_id, url, title, changed, words)
    select $1, {article}, 'https://bulk.example.org/' || i, 'Story ' || i, {micros},
        'story bulk ' || i from n";

/// A hundred code points apart, so that the cases of an article do not overlap.
const CASES: &str = "{numbers} insert into cases
    (site_id, case_id, article_id, placement, state, kind, kinds, version, exact, prefix, suffix,
    span_start, span_end, edits_start, edits_end, quote, reports, proposals, opened,
    last_reported, priority, grouping_version, words)
    select $1, {case}, {article of case}, 'exact',
        case i % 10 when 7 then 'held' when 8 then 'corrected' when 9 then 'declined'
            else 'open' end,
        case i % 7 when 0 then 'fact' when 1 then 'link' when 2 then 'other' else 'typo' end,
        '{\"typo\":1}', 1, 'mistake number ' || i, 'the words before it, and then ',
        ', and the words after it', i % 1000 * 100, i % 1000 * 100 + 20, i % 1000 * 100,
        i % 1000 * 100 + 7, i, {reports}, 1, {micros}, {micros},
        {second} + i * 7919 % 1000000, 1,
        'mistake number ' || i || ' common' || (i % 10) || ' rare' || (i % 9973) from n";

const PROPOSALS: &str = "{numbers} insert into proposals
    (site_id, case_id, proposal_id, article_id, span_start, span_end, old_words, new_words, edit,
    reports)
    select $1, {case}, {proposal}, {article of case}, i % 1000 * 100, i % 1000 * 100 + 7,
        'mistake', 'word ' || i, i * 2654435761 % 9007199254740993, {reports} from n";

const REPORTS: &str = "{numbers} insert into reports
    (site_id, report_id, article_id, case_id, proposal_id, placement, joined, exact, prefix,
    suffix, span_start, span_end, suggestion, comment, kind, text_rules, received)
    select $1, {report}, {article of report}, {case of report}, {proposal of report}, 'exact',
        'same-edit', 'mistake number ' || i, 'the words before it, and then ',
        ', and the words after it', i % 1000 * 100, i % 1000 * 100 + 20, 'word number ' || i,
        'Report ' || i || ': as anybody can see', 'typo', 1, {micros} from n";

const ANSWERS: &str = "{numbers} insert into idempotency
    (site_id, client_key, digest, report_id, answer, created)
    select $1, 'bulk-' || (i * 2654435761 % 4294967296) || '-' || i, {digest}, {report},
        '{\"placement\":\"exact\",\"case\":null}', {answered} from n";

const JOURNAL: &str = "{numbers} insert into journal
    (site_id, seq, at, kind, article_id, case_id, report_id)
    select $1, i + 1, {micros}, case i % 2 when 0 then 'report.received' else 'case.joined' end,
        null, {case of line}, {report of line} from n";
