//! Corrections as schema.org describes them (`CorrectionComment`), for machines that read pages.

use serde_json::{Value, json};

use crate::domain::correction::Correction;

/// The corrections of several articles: a list of articles with their corrections, in the order given.
pub fn articles(corrections: &[Correction]) -> Value {
    let mut urls: Vec<&str> = Vec::new();
    for correction in corrections {
        if !urls.contains(&correction.article_url.as_str()) {
            urls.push(&correction.article_url);
        }
    }
    let articles: Vec<Value> = urls
        .into_iter()
        .map(|url| {
            article(
                corrections
                    .iter()
                    .filter(|correction| correction.article_url == url),
            )
        })
        .collect();
    json!({"@context": "https://schema.org", "@graph": articles})
}

/// One article with its corrections.
fn article<'a>(corrections: impl Iterator<Item = &'a Correction>) -> Value {
    let corrections: Vec<&Correction> = corrections.collect();
    let first = corrections.first();
    let comments: Vec<Value> = corrections
        .iter()
        .map(|correction| comment(correction))
        .collect();
    json!({
        "@type": "NewsArticle",
        "@id": first.map(|correction| &correction.article_url),
        "url": first.map(|correction| &correction.article_url),
        "headline": first.map(|correction| &correction.article_title),
        "correction": comments,
    })
}

fn comment(correction: &Correction) -> Value {
    json!({
        "@type": "CorrectionComment",
        "identifier": correction.id.to_string(),
        "text": correction.text,
        "datePublished": correction.published.to_string(),
        "dateModified": correction.modified.to_string(),
    })
}

/// JSON that may stand in a `<script>`: nothing in it can end the element or begin a comment.
pub fn embed(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_json_cannot_leave_its_element() {
        let text = embed(&json!({"text": "</script><!-- & -->"}));
        assert!(!text.contains(['<', '>', '&']));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["text"], "</script><!-- & -->");
    }
}
