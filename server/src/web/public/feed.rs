//! The corrections as feeds: Atom (RFC 4287), JSON Feed 1.1, and `recent.json`, which is small and the same for
//! everyone, for a box on a front page.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Frame;
use crate::domain::correction::Correction;
use crate::domain::site::Site;
use crate::store::CorrectionFilter;
use crate::web::App;
use crate::web::api::corrections::is_known;
use crate::web::error::Error;
use crate::web::extract::OfSite;
use crate::words::Words;

/// Feed readers come often enough to miss nothing of so many.
const IN_A_FEED: u32 = 50;
/// What somebody may have missed in a day: a small file, because the pages of a site fetch it for each reader.
const RECENT: u32 = 40;
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// `feed.atom`.
pub async fn atom(
    State(app): State<App>,
    OfSite(site): OfSite,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let answer = |corrections: &[Correction]| {
        let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
        (kind, xml(&atom_feed(&app, &site, corrections))).into_response()
    };
    kept(&app, &site, IN_A_FEED, &headers, answer).await
}

/// `feed.json`.
pub async fn json(
    State(app): State<App>,
    OfSite(site): OfSite,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let answer = |corrections: &[Correction]| {
        let kind = [(header::CONTENT_TYPE, "application/feed+json; charset=utf-8")];
        (kind, json_feed(&app, &site, corrections).to_string()).into_response()
    };
    kept(&app, &site, IN_A_FEED, &headers, answer).await
}

/// `recent.json`.
pub async fn recent(
    State(app): State<App>,
    OfSite(site): OfSite,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let answer = |corrections: &[Correction]| {
        let items: Vec<Value> = corrections.iter().map(brief).collect();
        Json(json!({"site": site.name, "items": items})).into_response()
    };
    kept(&app, &site, RECENT, &headers, answer).await
}

/// Answers with the newest corrections, or with 304 when the client has them.
async fn kept(
    app: &App,
    site: &Site,
    limit: u32,
    headers: &HeaderMap,
    answer: impl FnOnce(&[Correction]) -> Response,
) -> Result<Response, Error> {
    let stamp = app.store.corrections_stamp(&site.key, None).await?;
    let tag: String = stamp.chars().filter(char::is_ascii_alphanumeric).collect();
    let etag =
        HeaderValue::try_from(format!("\"{tag}\"")).expect("letters and digits fit into a header");
    let mut response = if is_known(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let page = app
            .store
            .corrections(&site.key, &CorrectionFilter::default(), None, limit)
            .await?;
        answer(&page.items)
    };
    response.headers_mut().insert(header::ETAG, etag);
    response.headers_mut().insert(header::CACHE_CONTROL, KEEP);
    Ok(response)
}

/// The feed as XML. One character that XML 1.0 forbids, in any title, would take the whole feed from everybody
/// who reads it, so they are left out here, wherever they came from.
fn xml(feed: &Feed) -> String {
    let mut xml = feed.to_string();
    xml.retain(is_xml);
    xml
}

/// The production `Char` of XML 1.0.
fn is_xml(c: char) -> bool {
    (c >= ' ' || matches!(c, '\t' | '\n' | '\r')) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn atom_feed(app: &App, site: &Site, corrections: &[Correction]) -> Feed {
    let frame = Frame::new(Words::for_language(&site.language), Some(site));
    let (page, own) = (page(app, site), format!("{}/feed.atom", page(app, site)));
    // A feed must say when it changed last; one that never did changed when time began.
    let updated = corrections
        .iter()
        .map(|correction| correction.modified)
        .max();
    Feed {
        title: Text::plain(title(&frame, site)),
        id: own.clone(),
        updated: time(updated.unwrap_or(Timestamp::UNIX_EPOCH)),
        authors: vec![Person {
            name: site.name.clone(),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: "Corrigenda".to_owned(),
            ..Generator::default()
        }),
        lang: Some(site.language.clone()),
        links: vec![
            link("self", own, "application/atom+xml"),
            link("alternate", page, "text/html"),
        ],
        entries: corrections
            .iter()
            .map(|correction| atom_entry(&frame, correction))
            .collect(),
        ..Feed::default()
    }
}

fn atom_entry(frame: &Frame<'_>, correction: &Correction) -> Entry {
    let text = Content {
        value: Some(correction.text.clone()),
        content_type: Some("text".to_owned()),
        ..Content::default()
    };
    Entry {
        title: Text::plain(headline(frame, correction)),
        id: format!("urn:uuid:{}", correction.id),
        published: Some(time(correction.published)),
        updated: time(correction.modified),
        links: vec![link(
            "alternate",
            correction.article_url.clone(),
            "text/html",
        )],
        content: Some(text),
        ..Entry::default()
    }
}

fn json_feed(app: &App, site: &Site, corrections: &[Correction]) -> Value {
    let frame = Frame::new(Words::for_language(&site.language), Some(site));
    let page = page(app, site);
    let items: Vec<Value> = corrections
        .iter()
        .map(|correction| {
            json!({
                "id": format!("urn:uuid:{}", correction.id),
                "url": correction.article_url,
                "title": headline(&frame, correction),
                "content_text": correction.text,
                "date_published": correction.published.to_string(),
                "date_modified": correction.modified.to_string(),
                "tags": [correction.kind.as_str()],
            })
        })
        .collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(&frame, site),
        "home_page_url": page,
        "feed_url": format!("{page}/feed.json"),
        "language": site.language,
        "authors": [{"name": site.name}],
        "items": items,
    })
}

fn brief(correction: &Correction) -> Value {
    json!({
        "id": correction.id.to_string(),
        "kind": correction.kind.as_str(),
        "text": correction.text,
        "published": correction.published.to_string(),
        "article": {"url": correction.article_url, "title": correction.article_title},
    })
}

fn page(app: &App, site: &Site) -> String {
    app.address(&format!("/{}/corrections", site.key))
}

fn title(frame: &Frame<'_>, site: &Site) -> String {
    format!("{} – {}", site.name, frame.say("corrections-title"))
}

fn headline(frame: &Frame<'_>, correction: &Correction) -> String {
    let kind = frame.say(&format!("notice-{}", correction.kind));
    format!("{kind}: {}", correction.article_title)
}

fn link(rel: &str, href: String, kind: &str) -> Link {
    Link {
        rel: rel.to_owned(),
        href,
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    }
}

fn time(at: Timestamp) -> FixedDateTime {
    at.to_string()
        .parse()
        .expect("a timestamp is written as RFC 3339")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_holds_nothing_that_xml_forbids() {
        let feed = Feed {
            title: Text::plain("a\u{b}b\u{0}c\u{ffff} & \u{1f680}"),
            ..Feed::default()
        };
        let xml = xml(&feed);
        assert!(xml.contains("abc &amp; \u{1f680}"), "{xml}");
        assert!(xml.chars().all(is_xml));
    }
}
