//! What the desk's templates are given: the nouns of the domain in the words and shapes an editor reads.
//!
//! Everything here is pure and knows neither requests nor the store.

pub(crate) mod age;
pub(crate) mod case;
pub(crate) mod diff;
pub(crate) mod language;
pub(crate) mod passage;
pub(crate) mod past;
pub(crate) mod reading;
pub(crate) mod row;
pub(crate) mod words;

/// The article's address, at the passage where a browser can find it by its words (a text fragment, as in
/// the URL Fragment Text Directives of the WICG). Long passages are named by their article alone.
pub(crate) fn article_address(url: &str, exact: Option<&str>) -> String {
    const LONGEST: usize = 300;
    let Some(words) = exact.filter(|words| !words.is_empty() && words.len() <= LONGEST) else {
        return url.to_owned();
    };
    let encoded: String = words.bytes().map(percent).collect();
    format!("{url}#:~:text={encoded}")
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() {
        return char::from(byte).to_string();
    }
    format!("%{byte:02X}")
}
