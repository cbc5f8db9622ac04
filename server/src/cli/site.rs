//! `corrigenda site`: publications, their text rules and connectors.

use std::io::{IsTerminal, stdin};
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand, ValueEnum};
use corrigenda_anchor::Rules;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{embed, output, qr};
use crate::domain::sender::Caps;
use crate::domain::site::{Connector, Site, SiteKey, TextRules};
use crate::store::{self, Store};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a site.
    Add {
        /// Its key, part of its addresses: 2 to 40 of a-z, 0-9 and -.
        key: SiteKey,
        /// Its name as readers know it.
        #[arg(long)]
        name: String,
        /// An origin of its pages, such as https://daily.example.org; may be given several times.
        #[arg(long, required = true)]
        origin: Vec<String>,
        #[command(flatten)]
        settings: Settings,
        /// Print the site as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Change settings of a site; what is not given stays.
    Set {
        /// The site.
        key: SiteKey,
        /// Its name as readers know it.
        #[arg(long)]
        name: Option<String>,
        /// An origin of its pages; may be given several times and replaces those before.
        #[arg(long)]
        origin: Vec<String>,
        #[command(flatten)]
        settings: Settings,
        /// Print the site as JSON.
        #[arg(long)]
        json: bool,
    },
    /// List all sites.
    List {
        /// Print one JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Show one site with all its settings, or what its pages embed, or the code of its form for print.
    Show {
        /// The site.
        key: SiteKey,
        /// Show instead the address of the form for this article, and its QR code.
        #[arg(long, value_name = "ARTICLE_URL")]
        qr: Option<String>,
        /// Show instead what a page embeds: the newest script, or this one by its hash.
        #[arg(long, conflicts_with = "qr")]
        embed: bool,
        /// With `--qr`: write the code as SVG to this file; `-` is standard output.
        #[arg(long, value_name = "FILE", requires = "qr", conflicts_with = "json")]
        svg: Option<PathBuf>,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Remove a site with everything that belongs to it: articles, reports, cases, corrections.
    Remove {
        /// The site.
        key: SiteKey,
    },
}

#[derive(Args)]
pub(super) struct Settings {
    /// Language of its public pages when nothing better is known (BCP 47).
    #[arg(long)]
    language: Option<String>,
    /// Where the article's text is in a page: selectors, tried in order, separated by commas.
    #[arg(long)]
    text_root: Option<String>,
    /// What in it is no text: selectors, separated by commas.
    #[arg(long)]
    text_ignore: Option<String>,
    /// How its articles are read and patched.
    #[arg(long)]
    connector: Option<Way>,
    /// With `--connector files`: the folder that holds the articles.
    #[arg(long, value_name = "DIR")]
    files_root: Option<PathBuf>,
    /// Reports it takes about one article in a day; 0 is no cap.
    #[arg(long, value_name = "N")]
    reports_per_article: Option<u32>,
    /// Days after its publication that an article takes reports; 0 is for ever.
    #[arg(long, value_name = "DAYS")]
    closed_after: Option<u32>,
    /// With `--connector files`: the URL that the folder stands for.
    #[arg(long, value_name = "URL")]
    files_base: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Way {
    /// Not at all: editors correct in their own system.
    None,
    /// Files of a folder on this machine.
    Files,
}

/// Runs a command; `server` is the address that readers know the server by.
pub(super) async fn run(store: &Store, server: &str, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add {
            key,
            name,
            origin,
            settings,
            json,
        } => {
            let site = changed(blank(key), Some(name), origin, settings)?;
            match store.create_site(&site).await {
                Ok(()) => say(&site, json),
                Err(store::Error::Conflict(_)) => bail!("there is a site {} already", site.key),
                Err(error) => Err(error.into()),
            }
        }
        Command::Set {
            key,
            name,
            origin,
            settings,
            json,
        } => {
            let site = changed(site(store, &key).await?, name, origin, settings)?;
            store.update_site(&site, Timestamp::now()).await?;
            say(&site, json)
        }
        Command::List { json } => list(&store.sites().await?, json),
        Command::Show {
            key,
            qr: Some(article),
            svg,
            json,
            ..
        } => {
            let way = match &svg {
                Some(file) => qr::Way::Svg(file),
                None if json => qr::Way::Json,
                None => qr::Way::Blocks,
            };
            let site = site(store, &key).await?;
            warn_of(server);
            qr::show(&site, server, &article, &way)
        }
        Command::Show {
            key,
            embed: true,
            json,
            ..
        } => {
            let site = site(store, &key).await?;
            warn_of(server);
            embed::show(&site, server, json)
        }
        Command::Show { key, json, .. } => say(&site(store, &key).await?, json),
        Command::Remove { key } => {
            confirm(&site(store, &key).await?)?;
            Ok(store.remove_site(&key).await?)
        }
    }
}

/// What is printed for readers leads nowhere when the server's address is this machine's own.
fn warn_of(server: &str) {
    let address = super::address_of(server);
    if address.is_some_and(|address| address.is_loopback() || address.is_unspecified()) {
        output::remark(format_args!(
            "readers do not reach {server}: set `public_url` to the address by which they reach the server"
        ));
    }
}

/// The site of that key, or words for the person who asked.
pub(super) async fn site(store: &Store, key: &SiteKey) -> anyhow::Result<Site> {
    match store.site(key).await {
        Err(store::Error::NotFound) => bail!("there is no site {key}"),
        other => Ok(other?),
    }
}

fn blank(key: SiteKey) -> Site {
    Site {
        key,
        name: String::new(),
        origins: Vec::new(),
        language: "en".to_owned(),
        text: TextRules::default(),
        caps: Caps::default(),
        connector: Connector::None,
    }
}

fn changed(
    mut site: Site,
    name: Option<String>,
    origins: Vec<String>,
    settings: Settings,
) -> anyhow::Result<Site> {
    if let Some(name) = name {
        ensure!(!name.trim().is_empty(), "a site needs a name");
        site.name = name;
    }
    if !origins.is_empty() {
        site.origins = origins
            .iter()
            .map(|given| origin(given))
            .collect::<Result<_, _>>()?;
    }
    if let Some(language) = settings.language {
        let known = language.parse::<unic_langid::LanguageIdentifier>();
        site.language = known
            .with_context(|| format!("`{language}` is no language tag such as en or pt-BR"))?
            .to_string();
    }
    site.text.root = settings.text_root.unwrap_or(site.text.root);
    site.text.ignore = settings.text_ignore.unwrap_or(site.text.ignore);
    Rules::parse(&site.text.root, &site.text.ignore).context("the text rules cannot be read")?;
    let cap = |given: Option<u32>, before| given.map_or(before, |n| (n > 0).then_some(n));
    site.caps = Caps {
        per_article: cap(settings.reports_per_article, site.caps.per_article),
        closed_after_days: cap(settings.closed_after, site.caps.closed_after_days),
    };
    site.connector = connector(
        &site,
        settings.connector,
        settings.files_root,
        settings.files_base,
    )?;
    Ok(site)
}

fn origin(given: &str) -> anyhow::Result<String> {
    let url = url::Url::parse(given).ok();
    let plain = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
    let url = plain.with_context(|| {
        format!("`{given}` is no origin: https://daily.example.org would be one, without a path")
    })?;
    Ok(url.origin().ascii_serialization())
}

fn connector(
    site: &Site,
    way: Option<Way>,
    root: Option<PathBuf>,
    base: Option<String>,
) -> anyhow::Result<Connector> {
    let files = match (way, &site.connector) {
        (Some(Way::Files), _) => true,
        (None, Connector::Files { .. }) => true,
        (Some(Way::None), _) | (None, Connector::None) => false,
    };
    if !files {
        ensure!(
            root.is_none() && base.is_none(),
            "--files-root and --files-base go with --connector files"
        );
        return Ok(Connector::None);
    }
    let (old_root, old_base) = match &site.connector {
        Connector::Files { root, base } => (Some(root.clone()), Some(base.clone())),
        Connector::None => (None, None),
    };
    let root = root
        .or(old_root)
        .context("--connector files needs --files-root")?;
    let base = base
        .or(old_base)
        .context("--connector files needs --files-base")?;
    // The server may run in another working directory than this command.
    let root = root
        .canonicalize()
        .with_context(|| format!("{}", root.display()))?;
    ensure!(root.is_dir(), "{} is not a folder", root.display());
    let url = url::Url::parse(&base).with_context(|| format!("`{base}` is no URL"))?;
    let its_origin = url.origin().ascii_serialization();
    ensure!(
        site.origins.contains(&its_origin),
        "{base} is not of one of the site's origins ({})",
        site.origins.join(", ")
    );
    let base = format!("{its_origin}{}", url.path().trim_end_matches('/'));
    Ok(Connector::Files { root, base })
}

fn list(sites: &[Site], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return output::json(&sites.iter().map(to_json).collect());
    }
    let head = ["key", "name", "origins", "connector"].map(str::to_owned);
    let rows = sites.iter().map(|site| {
        [
            site.key.to_string(),
            site.name.clone(),
            site.origins.join(", "),
            word(&site.connector).to_owned(),
        ]
    });
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

fn say(site: &Site, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return output::json(&to_json(site));
    }
    output::line(format_args!("key          {}", site.key))?;
    output::line(format_args!("name         {}", site.name))?;
    output::line(format_args!("origins      {}", site.origins.join(", ")))?;
    output::line(format_args!("language     {}", site.language))?;
    output::line(format_args!("text.root    {}", site.text.root))?;
    output::line(format_args!("text.ignore  {}", site.text.ignore))?;
    if let Some(most) = site.caps.per_article {
        output::line(format_args!("reports      {most} a day about one article"))?;
    }
    if let Some(days) = site.caps.closed_after_days {
        output::line(format_args!("closed       {days} days after publication"))?;
    }
    output::line(format_args!("connector    {}", word(&site.connector)))?;
    if let Connector::Files { root, base } = &site.connector {
        output::line(format_args!("files.root   {}", root.display()))?;
        output::line(format_args!("files.base   {base}"))?;
    }
    Ok(())
}

fn to_json(site: &Site) -> Value {
    let connector = match &site.connector {
        Connector::None => json!({"type": "none"}),
        Connector::Files { root, base } => json!({"type": "files", "root": root, "base": base}),
    };
    json!({
        "key": site.key.as_str(),
        "name": site.name,
        "origins": site.origins,
        "language": site.language,
        "text": {"root": site.text.root, "ignore": site.text.ignore},
        "reports_per_article": site.caps.per_article,
        "closed_after_days": site.caps.closed_after_days,
        "connector": connector,
    })
}

fn word(connector: &Connector) -> &'static str {
    match connector {
        Connector::None => "none",
        Connector::Files { .. } => "files",
    }
}

/// A person is asked; a program has decided already.
fn confirm(site: &Site) -> anyhow::Result<()> {
    if !stdin().is_terminal() {
        return Ok(());
    }
    output::remark(format_args!(
        "This removes {} with all its reports, cases and corrections. Type its key to go on:",
        site.name
    ));
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    ensure!(answer.trim() == site.key.as_str(), "nothing was removed");
    Ok(())
}
