//! Characters that nobody sees and that change what others see: those that turn the direction of writing, end lines
//! where none ends, or hide words. Where readers' words are shown such a character is named instead, so that what is
//! read is what is there.
//!
//! Not among them are the joiners, marks of direction and soft hyphens that scripts need; pages isolate words by
//! `dir` and `<bdi>`.
#![allow(missing_docs, reason = "the library's macro makes items of its own")]

use std::fmt::Write;

use askama::Values;
use askama::filters::Safe;

/// A filter of the templates: the words as HTML, with such characters named.
#[askama::filter_fn]
pub fn marks(words: impl std::fmt::Display, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(marked(&words.to_string())))
}

fn marked(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            // Writing to a string cannot fail.
            _ if deceives(c) => {
                let _ = write!(
                    html,
                    "<span class=\"hidden-character\">U+{:04X}</span>",
                    u32::from(c)
                );
            }
            '&' => html.push_str("&#38;"),
            '<' => html.push_str("&#60;"),
            '>' => html.push_str("&#62;"),
            '"' => html.push_str("&#34;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

fn deceives(c: char) -> bool {
    matches!(c,
        // Controls, but for those that space and end lines.
        '\0'..='\u{8}' | '\u{b}'..='\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Lines and paragraphs that end inside of a line.
        | '\u{2028}'..='\u{2029}'
        // Embeddings, overrides and isolates of direction.
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        // Deprecated formatting, annotations between the lines, tags that hide whole sentences.
        | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_named_and_the_rest_stays() {
        let named = |code: &str| format!("<span class=\"hidden-character\">U+{code}</span>");
        let text = "safe\u{202e}gpj.exe\u{2066}\u{7}\u{e0041}";
        let expected = format!(
            "safe{}gpj.exe{}{}{}",
            named("202E"),
            named("2066"),
            named("0007"),
            named("E0041")
        );
        assert_eq!(marked(text), expected);
        let kept = "می\u{200c}خواهم co\u{ad}operate עברית\u{200f}\nline\ttab 中文";
        assert_eq!(marked(kept), kept);
        assert_eq!(marked("<b>&\"'"), "&#60;b&#62;&#38;&#34;&#39;");
    }
}
