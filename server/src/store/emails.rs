//! Readers' addresses: read by those who may, sealed anew when the key changed, erased when they are no longer needed,
//! and found for whoever wants theirs erased. How they are sealed is `vault`'s; taking them in is `intake`'s.

use std::sync::LazyLock;

use jiff::Timestamp;
use uuid::Uuid;

use super::db::{Conn, dialect, execute, query, time};
use super::sets::Column::{Digest, Id, Text};
use super::sets::{Rows, Statement, clean};
use super::vault::{Sealed, Unopened, Vault};
use super::{Result, Store};
use crate::domain::email::normal;
use crate::domain::report::ReportId;
use crate::domain::retention::Retention;
use crate::domain::site::SiteKey;

/// So many addresses are looked at in one transaction, so that nobody waits long for it.
const BATCH: i64 = 500;

/// What became of a site's addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TendedEmails {
    /// Were kept in the clear or under an older key, and are sealed with the first one.
    pub sealed: u64,
    /// Were no longer needed.
    pub erased: u64,
    /// Stay sealed, because their key is not among ours.
    pub locked: u64,
}

static REPLACE: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("report_id", Id),
        ("email_sealed", Text),
        ("email_hash", Digest),
    ];
    Statement::over(&columns, |rows| {
        format!(
            "update reports set email = null, email_sealed = given.email_sealed,
                email_hash = given.email_hash
            from ({rows}) as given
            where reports.site_id = given.site_id and reports.report_id = given.report_id"
        )
    })
});

/// An address as it stands in a report, under either name.
#[derive(sqlx::FromRow)]
struct Kept {
    report_id: Uuid,
    email: Option<String>,
    email_sealed: Option<String>,
    received: i64,
    withdrawn: Option<i64>,
    /// When the report's case was last decided, if nobody has to decide it now.
    decided: Option<i64>,
}

/// What is to be done with one.
enum Fate {
    Kept,
    Locked,
    Sealed(Sealed),
    Erased,
}

impl Store {
    /// The address that a report's reader left; none when there is none, or none that can be opened.
    pub async fn report_email(&self, site: &SiteKey, id: ReportId) -> Result<Option<String>> {
        let mut conn = self.db.read().await?;
        let read = "select email, email_sealed from reports where site_id = $1 and report_id = $2";
        type Row = (Option<String>, Option<String>);
        let row = query!(fetch_one, Row, &mut conn, read, site.as_str(), id.0)?;
        let (plain, Some(sealed)) = row else {
            return Ok(row.0);
        };
        Ok(match self.vault().await?.open(site, id, &sealed) {
            Ok(address) => Some(address),
            Err(why) => {
                tracing::warn!(report = %id, %why, "an address cannot be opened");
                plain
            }
        })
    }

    /// Goes through a site's addresses: seals what is not sealed with the first key, and erases what is no longer
    /// needed. Whoever is reported to meanwhile waits for one batch at most.
    pub async fn tend_emails(
        &self,
        site: &SiteKey,
        kept: &Retention,
        now: Timestamp,
    ) -> Result<TendedEmails> {
        let vault = self.vault().await?;
        let mut tended = TendedEmails::default();
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.db.write().await?;
            let rows = next(&mut tx, site, after).await?;
            let Some(last) = rows.last() else {
                return Ok(tended);
            };
            after = last.report_id;
            let mut changed = REPLACE.rows();
            for row in &rows {
                match fate(row, site, vault, kept, now)? {
                    Fate::Kept => {}
                    Fate::Locked => tended.locked += 1,
                    Fate::Sealed(sealed) => {
                        tended.sealed += 1;
                        add_changed(&mut changed, site, row.report_id, Some(&sealed));
                    }
                    Fate::Erased => {
                        tended.erased += 1;
                        add_changed(&mut changed, site, row.report_id, None);
                    }
                }
            }
            if !changed.is_empty() {
                REPLACE.execute(&mut tx, &changed).await?;
                tx.commit().await?;
            }
        }
    }

    /// The reports on a site whose reader left this address, oldest first.
    pub async fn reports_by_email(&self, site: &SiteKey, address: &str) -> Result<Vec<ReportId>> {
        let hashes = self.vault().await?.hashes(site, address);
        let mut conn = self.db.snapshot().await?;
        let mut found = in_the_clear(&mut conn, site, address).await?;
        for hash in hashes {
            let read = "select report_id from reports where site_id = $1 and email_hash = $2";
            let rows = query!(
                fetch_all,
                (Uuid,),
                &mut conn,
                read,
                site.as_str(),
                &hash[..]
            )?;
            found.extend(rows.into_iter().map(|(id,)| ReportId(id)));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Erases what tells who sent these reports: the address, what the client sent along unseen, and the hash of where
    /// they came from. What is said of the article stays.
    pub async fn erase_contacts(&self, site: &SiteKey, reports: &[ReportId]) -> Result<()> {
        for some in reports.chunks(BATCH as usize) {
            let mut tx = self.db.write().await?;
            for id in some {
                let update =
                    "update reports set email = null, email_sealed = null, email_hash = null,
                    extensions = null, source = null where site_id = $1 and report_id = $2";
                execute!(&mut tx, update, site.as_str(), id.0)?;
            }
            tx.commit().await?;
        }
        self.db.forget_old_pages().await;
        Ok(())
    }

    /// How many addresses a site keeps, and how many of them no key of ours opens.
    pub async fn count_emails(&self, site: &SiteKey) -> Result<(u64, u64)> {
        let vault = self.vault().await?;
        let mut conn = self.db.snapshot().await?;
        let (mut all, mut locked, mut after) = (0, 0, Uuid::nil());
        loop {
            let read = "select report_id, email_sealed from reports
                where site_id = $1 and report_id > $2
                    and (email is not null or email_sealed is not null)
                order by report_id limit $3";
            type Row = (Uuid, Option<String>);
            let rows = query!(fetch_all, Row, &mut conn, read, site.as_str(), after, BATCH)?;
            let Some((last, _)) = rows.last() else {
                return Ok((all, locked));
            };
            after = *last;
            for (_, sealed) in rows {
                all += 1;
                locked += u64::from(sealed.is_some_and(|sealed| !vault.knows_key_of(&sealed)));
            }
        }
    }
}

/// The next addresses, nobody else's until the transaction ends: what is withdrawn meanwhile must stay so.
async fn next(tx: &mut Conn, site: &SiteKey, after: Uuid) -> Result<Vec<Kept>> {
    macro_rules! select {
        ($locking:literal) => {
            concat!(
                "select r.report_id, r.email, r.email_sealed, r.received, r.withdrawn,
                    (select max(d.created) from cases c
                        join decisions d on d.site_id = c.site_id and d.case_id = c.case_id
                        where c.site_id = r.site_id and c.case_id = r.case_id
                            and c.state in ('corrected', 'declined', 'merged')) as decided
                from reports r
                where r.site_id = $1 and r.report_id > $2
                    and (r.email is not null or r.email_sealed is not null)
                order by r.report_id limit $3",
                $locking
            )
        };
    }
    let read = dialect!(&*tx, sqlite: select!(""), postgres: select!(" for update of r"));
    query!(fetch_all, Kept, tx, read, site.as_str(), after, BATCH)
}

fn fate(
    row: &Kept,
    site: &SiteKey,
    vault: &Vault,
    kept: &Retention,
    now: Timestamp,
) -> Result<Fate> {
    let decided = row.decided.map(time).transpose()?;
    // A version that knew nothing of sealed addresses may have withdrawn the report.
    if row.withdrawn.is_some() || kept.is_email_over(time(row.received)?, decided, now) {
        return Ok(Fate::Erased);
    }
    let id = ReportId(row.report_id);
    let address = match (&row.email, &row.email_sealed) {
        (Some(plain), None) => Ok(plain.clone()),
        (None, Some(sealed)) if vault.is_current(sealed) => return Ok(Fate::Kept),
        (plain, Some(sealed)) => match (vault.open(site, id, sealed), plain) {
            (Err(_), Some(plain)) => Ok(plain.clone()),
            (opened, _) => opened,
        },
        (None, None) => return Ok(Fate::Kept),
    };
    Ok(match address {
        Ok(address) => Fate::Sealed(vault.seal(site, id, &clean(&address))),
        Err(Unopened::UnknownKey(_) | Unopened::Broken) => Fate::Locked,
    })
}

fn add_changed(rows: &mut Rows<'_>, site: &SiteKey, report: Uuid, sealed: Option<&Sealed>) {
    rows.add(&[
        ("site_id", site.as_str().into()),
        ("report_id", (&report).into()),
        ("email_sealed", sealed.map(|sealed| &sealed.text).into()),
        ("email_hash", sealed.map(|sealed| &sealed.hash).into()),
    ]);
}

/// Reports with this address as an older version wrote it. There are few such rows, and soon none.
async fn in_the_clear(conn: &mut Conn, site: &SiteKey, address: &str) -> Result<Vec<ReportId>> {
    let read = "select report_id, email from reports where site_id = $1 and email is not null
        and (email is not null or email_sealed is not null)";
    let rows = query!(fetch_all, (Uuid, String), conn, read, site.as_str())?;
    let wanted = normal(address);
    let is_it = |(_, email): &(Uuid, String)| normal(email) == wanted;
    let found = rows.into_iter().filter(is_it);
    Ok(found.map(|(id, _)| ReportId(id)).collect())
}
