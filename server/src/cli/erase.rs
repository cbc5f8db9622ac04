//! `corrigenda erase`: for a reader who asks that what is kept of them be erased, and has no receipts any more.
//!
//! By itself it erases what tells who it was: the address and what the client sent along unseen. What was said of the
//! article stays, without a name. With `--all` the reports are withdrawn, as their reader could have done.

use anyhow::ensure;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use super::{output, site};
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;
use crate::store::Store;

#[derive(Args)]
pub(super) struct Arguments {
    /// The reader's address.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Only on this site [default: on all].
    #[arg(long, value_name = "KEY")]
    site: Option<SiteKey>,
    /// Withdraw the reports with everything that the reader wrote, not only what tells who it was.
    #[arg(long)]
    all: bool,
    /// Change nothing, only say how many reports there are.
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Erases, and says of how many reports.
///
/// # Errors
/// When this is no address, the site is not known, or the database fails.
pub(super) async fn run(store: &Store, arguments: Arguments) -> anyhow::Result<()> {
    ensure!(
        arguments.email.contains('@'),
        "`{}` is no e-mail address",
        arguments.email
    );
    let sites = match &arguments.site {
        Some(key) => vec![site::site(store, key).await?],
        None => store.sites().await?,
    };
    let mut found = Vec::new();
    for site in sites {
        let reports = store.reports_by_email(&site.key, &arguments.email).await?;
        if !arguments.dry_run {
            erase(store, &site.key, &reports, arguments.all).await?;
        }
        if !reports.is_empty() {
            found.push((site.key, reports.len()));
        }
    }
    tell(&arguments, &found)
}

async fn erase(
    store: &Store,
    site: &SiteKey,
    reports: &[ReportId],
    all: bool,
) -> anyhow::Result<()> {
    if reports.is_empty() {
        return Ok(());
    }
    if all {
        for report in reports {
            store
                .withdraw_report(site, *report, Timestamp::now())
                .await?;
        }
    }
    // Also of what a reader withdrew while this ran.
    store.erase_contacts(site, reports).await?;
    Ok(())
}

fn tell(arguments: &Arguments, found: &[(SiteKey, usize)]) -> anyhow::Result<()> {
    let reports: usize = found.iter().map(|(_, reports)| reports).sum();
    if arguments.json {
        let by_site: serde_json::Map<_, _> = found
            .iter()
            .map(|(site, reports)| (site.to_string(), json!(reports)))
            .collect();
        return output::json(&json!({
            "reports": reports,
            "sites": by_site,
            "erased": if arguments.dry_run { "nothing" } else if arguments.all { "all" } else { "contact" },
        }));
    }
    let what = match (arguments.dry_run, arguments.all) {
        (true, _) => "found",
        (false, true) => "withdrawn and erased",
        (false, false) => "freed of the address",
    };
    for (site, reports) in found {
        output::line(format_args!("{site}: {}", counted(*reports, what)))?;
    }
    output::line(counted(reports, what))
}

fn counted(reports: usize, what: &str) -> String {
    let noun = if reports == 1 { "report" } else { "reports" };
    format!("{reports} {noun} {what}")
}
