//! `corrigenda measure`: what `cargo xtask bench` needs of the program and nobody else does. It is in a build with the
//! feature `measure` only, which is never shipped.

use std::path::Path;

use clap::Subcommand;
use jiff::Timestamp;

use super::serve;
use crate::store::Bulk;

/// No made-up site gets more reports in a day, as long as the answer to a request is kept.
const IN_A_DAY: u32 = 100_000;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Fill a site with made-up reports.
    Fill {
        /// The site's key.
        site: String,
        /// Articles.
        #[arg(long)]
        articles: u32,
        /// Cases.
        #[arg(long)]
        cases: u32,
        /// Reports.
        #[arg(long)]
        reports: u32,
    },
    /// Serve, answer reports as ever, and store none of them.
    ServeWithoutStoring,
}

pub(super) fn run(config: Option<&Path>, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Fill {
            site,
            articles,
            cases,
            reports,
        } => super::in_store(config, async move |store| {
            let bulk = Bulk {
                articles,
                cases,
                reports,
                answers: reports.min(IN_A_DAY),
                answered: Timestamp::now(),
            };
            store.fill(&site.parse()?, &bulk).await?;
            Ok(store.tidy_up().await?)
        }),
        Command::ServeWithoutStoring => serve::run_on(config, |store| Ok(store.without_storing()?)),
    }
}
