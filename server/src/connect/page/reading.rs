//! One answer of a publisher's server, read within bounds: how many bytes, of which type, in which encoding, and
//! for how long it may be kept.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::{Body, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use jiff::SignedDuration;

use super::Refused;

/// A page that does not say how long it stays as it is is looked at again after this.
const USUAL: SignedDuration = SignedDuration::from_mins(10);
/// However short a page says it lasts, it is not fetched more often than this.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
/// However long a page says it lasts, a report that does not fit has it looked at again after this.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// How far into a page its `<meta charset>` is looked for, as browsers do.
const META_WITHIN: usize = 1_024;

/// How long an answer may be kept, by `Cache-Control`; none when it must not be stored by anybody but the reader.
pub(super) fn good_for(headers: &HeaderMap) -> Option<SignedDuration> {
    let (mut shared, mut usual, mut at_once) = (None, None, false);
    let values = headers.get_all(CACHE_CONTROL).iter();
    for directive in values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
    {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let seconds = || value.trim().trim_matches('"').parse::<i64>().ok();
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "private" => return None,
            "no-cache" => at_once = true,
            "s-maxage" => shared = seconds(),
            "max-age" => usual = seconds(),
            _ => {}
        }
    }
    let said = shared.or(usual).map(SignedDuration::from_secs);
    let said = if at_once {
        SHORTEST
    } else {
        said.unwrap_or(USUAL)
    };
    Some(said.clamp(SHORTEST, LONGEST))
}

/// Refuses what is not an HTML page sent as it is. Packed bodies were not asked for; unpacking what somebody sends
/// regardless would make a few bytes many.
pub(super) fn check_type(headers: &HeaderMap) -> Result<(), Refused> {
    let header = |name: HeaderName| {
        let value: Option<&HeaderValue> = headers.get(name);
        value.and_then(|value| value.to_str().ok())
    };
    let packed = header(CONTENT_ENCODING).map(str::trim);
    if packed.is_some_and(|packing| !packing.eq_ignore_ascii_case("identity")) {
        return Err(Refused::NotAPage);
    }
    let kind = header(CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let known = ["text/html", "application/xhtml+xml"];
    if known.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        Ok(())
    } else {
        Err(Refused::NotAPage)
    }
}

/// The body, at most `most` bytes. What announces more is not begun with.
pub(super) async fn bytes(response: Response<Incoming>, most: usize) -> Result<Vec<u8>, Refused> {
    let mut incoming = response.into_body();
    if incoming.size_hint().lower() > most as u64 {
        return Err(Refused::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| Refused::Unreachable)?;
        let chunk = frame.data_ref().map_or(&[][..], |data| data);
        if body.len() + chunk.len() > most {
            return Err(Refused::TooLarge);
        }
        body.extend_from_slice(chunk);
    }
    Ok(body)
}

/// The page's text in the encoding that its byte order mark, its type or its head says, in this order.
pub(super) fn decode(body: &[u8], headers: &HeaderMap) -> String {
    let said = charset_of_type(headers).or_else(|| charset_of_head(body));
    let encoding = said.unwrap_or_else(|| match std::str::from_utf8(body) {
        Ok(_) => UTF_8,
        // What pages without a word about it mostly are.
        Err(_) => WINDOWS_1252,
    });
    encoding.decode(body).0.into_owned()
}

fn charset_of_type(headers: &HeaderMap) -> Option<&'static Encoding> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let named = kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    Encoding::for_label(named.trim().trim_matches('"').as_bytes())
}

/// `<meta charset=…>`, or the same in an `http-equiv`.
fn charset_of_head(body: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&body[..body.len().min(META_WITHIN)]).to_ascii_lowercase();
    let metas = head.match_indices("<meta").map(|(at, _)| &head[at..]);
    let named = metas.filter_map(|meta| {
        let meta = &meta[..meta.find('>')?];
        let value = meta
            .split_once("charset")?
            .1
            .trim_start()
            .strip_prefix('=')?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| c.is_whitespace() || "\"';/".contains(c));
        Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])
    });
    // A page that could be read up to here is not in UTF-16, whatever it says.
    let named = named.into_iter().next();
    named.map(|encoding| {
        if encoding.is_ascii_compatible() {
            encoding
        } else {
            UTF_8
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn a_page_says_how_long_it_may_be_kept() {
        let good =
            |value: &str| good_for(&headers(CACHE_CONTROL, value)).map(|time| time.as_secs());
        assert_eq!(good_for(&HeaderMap::new()), Some(USUAL));
        assert_eq!(good("public, max-age=900"), Some(900));
        assert_eq!(good("max-age=900, s-maxage=\"1200\""), Some(1_200));
        assert_eq!(good("max-age=0"), Some(60));
        assert_eq!(good("no-cache, max-age=900"), Some(60));
        assert_eq!(good("max-age=99999999999"), Some(86_400));
        assert_eq!(good("max-age=900, No-Store"), None);
        assert_eq!(good("private"), None);
    }

    #[test]
    fn only_plain_pages_are_taken() {
        let taken = |kind: &str| check_type(&headers(CONTENT_TYPE, kind)).is_ok();
        assert!(taken("text/html; charset=utf-8") && taken("Application/XHTML+xml"));
        for other in [
            "application/json",
            "text/plain",
            "image/svg+xml",
            "text/htmlx",
        ] {
            assert!(!taken(other), "{other}");
        }
        assert!(check_type(&HeaderMap::new()).is_err());
        let mut packed = headers(CONTENT_TYPE, "text/html");
        packed.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(check_type(&packed).is_err());
    }

    #[test]
    fn a_page_is_read_in_its_own_encoding() {
        let html = headers(CONTENT_TYPE, "text/html");
        assert_eq!(decode("<p>хата".as_bytes(), &html), "<p>хата");
        assert_eq!(decode(b"<p>caf\xe9", &html), "<p>café");
        let cyrillic = headers(CONTENT_TYPE, "text/html; Charset=\"windows-1251\"");
        assert_eq!(decode(b"\xf5\xe0\xf2\xe0", &cyrillic), "хата");
        let meta =
            b"<meta name=x><META http-equiv=a content='text/html; charset=koi8-u'>\xc8\xc1\xd4\xc1";
        assert!(decode(meta, &html).ends_with("хата"));
        assert!(decode(b"<meta charset=\"windows-1251\">\xf5\xe0", &html).ends_with("ха"));
        assert!(decode(b"<meta charset=utf-16>caf\xc3\xa9", &html).ends_with("café"));
        assert_eq!(decode(b"\xff\xfeh\0i\0", &html), "hi");
    }
}
