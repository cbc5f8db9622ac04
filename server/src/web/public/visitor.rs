//! Whom a page speaks to, as far as that decides its language.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};

use crate::domain::site::Site;
use crate::words::Words;

/// The languages that a request names.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// `lang` in the query: a link from an article in that language.
    asked: Option<String>,
    /// `Accept-Language`.
    accepted: Option<String>,
}

impl Visitor {
    /// Whoever sent this request.
    pub fn of(request: &Request) -> Self {
        Self::read(request.uri(), request.headers())
    }

    /// The language in the link, else the publication's, else what the browser would like best.
    pub fn words(&self, site: Option<&Site>) -> Words {
        let known = |tag: &str| known(tag).then(|| Words::for_language(tag));
        let asked = self.asked.as_deref().and_then(known);
        let of_site = || site.and_then(|site| known(&site.language));
        let of_browser = || self.accepted.as_deref().and_then(best);
        asked
            .or_else(of_site)
            .or_else(of_browser)
            .unwrap_or_else(|| Words::for_language(""))
    }

    /// The language that the link asked for, to be handed on to the next page.
    pub fn asked(&self) -> Option<&str> {
        self.asked.as_deref()
    }

    fn read(uri: &Uri, headers: &HeaderMap) -> Self {
        let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let asked = pairs
            .into_iter()
            .find(|(name, _)| name == "lang")
            .map(|(_, tag)| tag.into_owned());
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        Self {
            asked: asked.filter(|tag| is_tag(tag)),
            accepted: accepted.map(str::to_owned),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::read(&parts.uri, &parts.headers))
    }
}

/// The language that a browser likes best among those we have (RFC 9110, 12.5.4).
fn best(accepted: &str) -> Option<Words> {
    let weighed = accepted.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().filter(|tag| known(tag))?;
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Ok(1.0), str::parse::<f32>)
            .ok()?;
        (weight > 0.0).then_some((tag, weight))
    });
    // Of equals, the first one named.
    let best = weighed.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(tag, _)| Words::for_language(tag))
}

fn known(tag: &str) -> bool {
    let language = tag.split('-').next().unwrap_or_default();
    Words::all().any(|words| words.language().eq_ignore_ascii_case(language))
}

/// Whether this has the shape of a BCP 47 tag.
fn is_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(uri: &str, accepted: &str) -> &'static str {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted.parse().unwrap())]);
        Visitor::read(&uri.parse().unwrap(), &headers)
            .words(None)
            .language()
    }

    #[test]
    fn the_link_comes_before_the_browser() {
        assert_eq!(language("/daily/report?lang=uk", "ar"), "uk");
        assert_eq!(language("/daily/report?lang=tlh", "ar"), "ar");
        assert_eq!(language("/", "tlh, zh-Hans;q=0.5, ar;q=0.9"), "ar");
        assert_eq!(language("/", "tlh"), "en");
    }
}
