//! The paper's pages: what stands on each, read from the articles' files at every request. The
//! files are small and local, so they are read in place. Routes and headers are in `paper`.

use std::fs;

use anyhow::Context;
use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use url::form_urlencoded;

use super::articles::{ArticleFile, list};
use super::body;
use super::mistakes::{Mistake, mistakes as planted};
use super::paper::{Notice, Paper};
use super::words::{SECTIONS, Words, words};

/// What every page has around its own part.
pub(super) struct Frame {
    pub(super) words: &'static Words,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) canonical: String,
    /// The section whose name is marked in the masthead; empty for none.
    pub(super) section: String,
    pub(super) corrections: String,
    pub(super) feed: String,
}

impl Frame {
    pub(super) fn new(paper: &Paper, lang: &str, title: &str, path: &str) -> Self {
        let words = words(lang);
        Frame {
            words,
            title: title.to_owned(),
            description: words.policy.to_owned(),
            canonical: paper.own(path),
            section: String::new(),
            corrections: paper.corrigenda(&format!("/{}/corrections", paper.site)),
            feed: paper.corrigenda(&format!("/{}/corrections/feed.atom", paper.site)),
        }
    }

    /// Keys and names of the sections, for the masthead.
    pub(super) fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        SECTIONS.into_iter().zip(self.words.sections)
    }
}

/// An article as it is announced on other pages.
struct Teaser {
    words: &'static Words,
    path: String,
    section: &'static str,
    date: String,
    article: ArticleFile,
}

impl Teaser {
    fn new(article: ArticleFile) -> Self {
        let words = words(&article.lang);
        Teaser {
            words,
            path: article.url_path(),
            section: words.section(&article.section).unwrap_or_default(),
            date: words.date(day(&article.published)),
            article,
        }
    }
}

/// The day of a time that was checked when the list was read; the paper lives on UTC.
fn day(published: &str) -> jiff::civil::Date {
    let time: Timestamp = published.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::UTC).date()
}

fn teasers(paper: &Paper) -> anyhow::Result<Vec<Teaser>> {
    let articles = list(&paper.articles_dir)?;
    Ok(articles.into_iter().map(Teaser::new).collect())
}

#[derive(Template)]
#[template(path = "paper/front.html")]
struct Front {
    frame: Frame,
    date: String,
    lead: Vec<Teaser>,
    second: Vec<Teaser>,
    rest: Vec<Teaser>,
    abroad: Vec<Teaser>,
}

/// The front page: English first, then what the paper prints in other languages.
pub(super) fn front(paper: &Paper) -> anyhow::Result<Option<String>> {
    let (mut english, abroad): (Vec<_>, Vec<_>) = teasers(paper)?
        .into_iter()
        .partition(|teaser| teaser.words.lang == "en");
    let date = english.first().map(|t| t.date.clone()).unwrap_or_default();
    let mut second = english.split_off(english.len().min(1));
    let rest = second.split_off(second.len().min(2));
    let page = Front {
        frame: Frame::new(paper, "en", "The Saltmere Lantern", "/"),
        date,
        lead: english,
        second,
        rest,
        abroad,
    };
    Ok(Some(page.render()?))
}

#[derive(Template)]
#[template(path = "paper/section.html")]
struct Section {
    frame: Frame,
    name: &'static str,
    teasers: Vec<Teaser>,
}

/// One section's articles, in all languages; none for a section that the paper does not have.
pub(super) fn section(paper: &Paper, key: &str) -> anyhow::Result<Option<String>> {
    let Some(name) = words("en").section(key) else {
        return Ok(None);
    };
    let mut teasers = teasers(paper)?;
    teasers.retain(|teaser| teaser.article.section == key);
    let mut frame = Frame::new(
        paper,
        "en",
        &format!("{name} · The Saltmere Lantern"),
        &format!("/section/{key}"),
    );
    frame.section = key.to_owned();
    let page = Section {
        frame,
        name,
        teasers,
    };
    Ok(Some(page.render()?))
}

#[derive(Template)]
#[template(path = "paper/article.html")]
struct Article {
    frame: Frame,
    teaser: Teaser,
    body: String,
    json_ld: String,
    script: String,
    site: String,
    report: String,
    next: Vec<Teaser>,
}

/// The article with that path, or none: only what the list names is ever read.
pub(super) fn article(
    paper: &Paper,
    path: &str,
    notices: &[Notice],
) -> anyhow::Result<Option<String>> {
    let (found, mut next): (Vec<_>, Vec<_>) = teasers(paper)?
        .into_iter()
        .partition(|teaser| teaser.path == path);
    let Some(teaser) = found.into_iter().next() else {
        return Ok(None);
    };
    // Readers are led on in their own language, and then to what is printed beside it.
    next.sort_by_key(|other| other.words.lang != teaser.words.lang);
    next.truncate(3);
    let file = paper.articles_dir.join(&teaser.article.file);
    let source = fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
    let article = &teaser.article;
    let mut frame = Frame::new(paper, &article.lang, &article.title, path);
    frame.title = format!("{} · The Saltmere Lantern", article.title);
    frame.description = article.deck.clone();
    frame.section = article.section.clone();
    let page = Article {
        body: body::render(article.format, &source),
        json_ld: json_ld(paper, article, &frame.canonical, notices),
        script: paper.corrigenda("/corrigenda.js"),
        site: paper.site.clone(),
        report: report_url(paper, &frame.canonical),
        frame,
        teaser,
        next,
    };
    Ok(Some(page.render()?))
}

/// The form that needs no script, with the article filled in.
fn report_url(paper: &Paper, article: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("url", article)
        .finish();
    paper.corrigenda(&format!("/{}/report?{query}", paper.site))
}

/// schema.org's description of the article with its corrections, safe inside a script element.
fn json_ld(paper: &Paper, article: &ArticleFile, url: &str, notices: &[Notice]) -> String {
    let corrections: Vec<_> = notices
        .iter()
        .map(|notice| {
            json!({
                "@type": "CorrectionComment",
                "name": notice.kind,
                "text": notice.text,
                "datePublished": notice.published,
            })
        })
        .collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": url,
        "mainEntityOfPage": url,
        "headline": article.title,
        "description": article.deck,
        "inLanguage": article.lang,
        "articleSection": article.section,
        "datePublished": article.published,
        "image": paper.own(&format!("/assets/{}", article.picture)),
        "author": {"@type": "Person", "name": article.author},
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "The Saltmere Lantern",
            "url": paper.own("/"),
            "correctionsPolicy": paper.corrigenda(&format!("/{}/corrections", paper.site)),
        },
    });
    if !corrections.is_empty() {
        data["correction"] = corrections.into();
    }
    // A notice's text is an editor's: it must not be able to end the script element.
    data.to_string().replace('<', "\\u003c")
}

#[derive(Template)]
#[template(path = "paper/mistakes.html")]
struct Mistakes {
    frame: Frame,
    desk: String,
    articles: Vec<(Teaser, Vec<Mistake>)>,
}

/// What was planted where, for people who try the demo.
pub(super) fn mistakes(paper: &Paper) -> anyhow::Result<Option<String>> {
    let all = planted()?;
    let articles = teasers(paper)?
        .into_iter()
        .map(|teaser| {
            let of = |mistake: &&Mistake| mistake.slug == teaser.article.slug;
            let mistakes = all.iter().filter(of).cloned().collect();
            (teaser, mistakes)
        })
        .collect();
    let page = Mistakes {
        frame: Frame::new(paper, "en", "Try it · The Saltmere Lantern", "/mistakes"),
        desk: paper.corrigenda("/desk"),
        articles,
    };
    Ok(Some(page.render()?))
}

#[derive(Template)]
#[template(path = "paper/missing.html")]
struct Missing {
    frame: Frame,
    teasers: Vec<Teaser>,
}

/// The page for an address that the paper does not have.
pub(super) fn missing(paper: &Paper) -> anyhow::Result<String> {
    let mut teasers = teasers(paper)?;
    teasers.retain(|teaser| teaser.words.lang == "en");
    teasers.truncate(3);
    let page = Missing {
        frame: Frame::new(paper, "en", "Not found · The Saltmere Lantern", "/"),
        teasers,
    };
    Ok(page.render()?)
}
