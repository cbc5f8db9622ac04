//! What must hold for any text: describing and resolving are inverse, a patch and its inverse are, carrying agrees with
//! the edits, no bytes bring the crate down, and no text takes long.

use std::time::{Duration, Instant};

use corrigenda_anchor::{
    Edit, Format, Lost, Rules, Scope, Selectors, Span, Status, Text, TextQuote, describe, patch,
    resolve, resolve_with_before,
};
use proptest::prelude::*;

fn plain(source: &str) -> Text {
    Text::extract(source, Format::Text, Scope::Body, &Rules::default())
}

/// Words of several scripts, with the signs that make trouble.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z]{1,8}",
        2 => "[а-яіїє]{2,8}",
        1 => "[あ-ん漢字]{1,4}",
        1 => "[ا-ي]{2,6}",
        1 => prop::sample::select(vec!["&", "<", "*x*", "|", "`a`", "👩‍👩‍👧", "e\u{301}", "\u{a0}", "“q”", "1–2"]).prop_map(str::to_owned),
    ]
}

fn sentence(len: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(word(), len).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn describe_then_resolve_gives_the_span_back(source in "\\PC{0,300}", from in 0usize..300, len in 1usize..60) {
        let text = plain(&source);
        prop_assume!(!text.is_empty());
        let start = from % text.len();
        let span = Span::new(start, (start + len).min(text.len()));
        match resolve(&text, &describe(&text, span)) {
            Ok(anchor) => {
                prop_assert_eq!(text.slice(anchor.span), text.slice(span));
                prop_assert_eq!(anchor.status, Status::Exact);
                let copies = source.matches(text.slice(span)).count();
                prop_assert!(copies > 1 || anchor.span == span);
            }
            Err(lost) => prop_assert_eq!(lost, Lost::Ambiguous),
        }
    }

    #[test]
    fn every_character_has_its_place(words in sentence(1..40), format in 0usize..3) {
        let format = [Format::Html, Format::Markdown, Format::Text][format];
        let text = Text::extract(&words, format, Scope::Body, &Rules::default());
        let mut end = 0;
        for at in 0..text.len() {
            if let Some(range) = text.source_range(Span::new(at, at + 1)) {
                prop_assert!(range.start >= end && range.end <= words.len());
                prop_assert!(words.is_char_boundary(range.start) && words.is_char_boundary(range.end));
                end = range.start;
            }
        }
    }

    #[test]
    fn a_patch_and_its_inverse_give_the_source_back(
        before in sentence(3..30), new in sentence(1..4), from in 0usize..200, len in 0usize..20, format in 0usize..3,
    ) {
        let (format, rules) = ([Format::Html, Format::Markdown, Format::Text][format], Rules::default());
        let text = Text::extract(&before, format, Scope::Body, &rules);
        prop_assume!(!text.is_empty());
        let start = from % text.len();
        let passage = Span::new(start, (start + len).min(text.len()));
        if let Some(edit) = Edit::smallest(&text, passage, &new)
            && let Ok(patch) = patch(&before, &text, &edit, format, Scope::Body, &rules)
        {
            let after = patch.apply(&before);
            prop_assert_eq!(patch.inverse().apply(&after), before);
            if format == Format::Text {
                let read = Text::extract(&after, format, Scope::Body, &rules);
                prop_assert_eq!(read.as_str(), edit.apply_to(text.full(), &text));
            }
        }
    }

    #[test]
    fn carrying_agrees_with_the_edits(
        words in prop::collection::vec("[a-z]{3,9}", 30..120), at in 0usize..100, len in 1usize..6,
        edits in prop::collection::vec((0usize..120, prop::option::of("[A-Z]{3,6}")), 0..8),
    ) {
        let at = at % (words.len() - len);
        // Edits stay clear of the passage and of its nearest neighbours.
        let far = |place: usize| place + 4 < at || place > at + len + 4;
        let mut after: Vec<Option<String>> = words.iter().cloned().map(Some).collect();
        for (place, word) in edits {
            let place = place % words.len();
            if far(place) {
                after[place] = word;
            }
        }
        let place = |words: &[String], at: usize, len: usize| {
            let start = words[..at].iter().map(|word| word.len() + 1).sum::<usize>();
            Span::new(start, start + words[at..at + len].join(" ").len())
        };
        let left = after[..at].iter().flatten().count();
        let after: Vec<String> = after.into_iter().flatten().collect();
        let (old, new) = (plain(&words.join(" ")), plain(&after.join(" ")));
        let selectors = describe(&old, place(&words, at, len));
        let anchor = resolve_with_before(&new, &old, &selectors);
        prop_assert_eq!(anchor.map(|anchor| anchor.span), Ok(place(&after, left, len)));
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400), exact in "\\PC{0,12}", new in "\\PC{0,8}") {
        let source = String::from_utf8_lossy(&bytes);
        answer(&source, &exact, &new);
    }

    #[test]
    fn any_markup_has_an_answer(
        source in r#"([<>/&;#"=a-z !\-\[\]\(\)*_`|~\n\{\}%:]|<p>|</p>|<b>|</b>|<pre>|<!--|-->|\*\*|&amp;|```|\| a){0,60}"#,
        exact in "[a-z ]{0,6}", new in "[a-z<*|& ]{0,6}",
    ) {
        answer(&source, &exact, &new);
    }
}

/// Asks everything of a source, in every format; what is answered must be within it.
fn answer(source: &str, exact: &str, new: &str) {
    let rules = Rules::default();
    for format in [Format::Html, Format::Markdown, Format::Text] {
        let text = Text::extract(source, format, Scope::Page, &rules);
        let quote = TextQuote {
            exact: exact.to_owned(),
            ..TextQuote::default()
        };
        let selectors = Selectors {
            quote: Some(quote),
            position: Some(Span::new(3, 9)),
        };
        let anchor = resolve(&text, &selectors);
        let _ = resolve_with_before(&text, &plain(source), &selectors);
        let span = anchor.map_or(Span::new(1, 4), |anchor| anchor.span);
        assert!(anchor.is_err() || span.end() <= text.len());
        if let Ok(Some(edit)) = Edit::suggested(&text, span, exact, new)
            && let Ok(patch) = patch(source, &text, &edit, format, Scope::Page, &rules)
        {
            assert_eq!(patch.inverse().apply(&patch.apply(source)), source);
        }
    }
}

/// A long text in which everything repeats, and a quote of 2,000 characters. The bound of the release build is 60 ms;
/// it is measured by the benches. Here the debug build must only show that no step grows faster than the text.
#[test]
fn repetition_takes_no_more_than_its_length() {
    let texts = [
        "ab ".repeat(100_000),
        "the same words again and again ".repeat(34_000),
        "a".repeat(1_000_000),
    ];
    for source in &texts {
        let text = plain(source);
        let exact: String = source
            .chars()
            .skip(500)
            .take(1_000)
            .chain("changed".chars())
            .chain(source.chars().take(993))
            .collect();
        let quote = TextQuote {
            prefix: source[..32].to_owned(),
            exact,
            suffix: source[..32].to_owned(),
        };
        let selectors = Selectors {
            quote: Some(quote),
            position: Some(Span::new(150_000, 152_000)),
        };
        let clock = Instant::now();
        let _ = resolve(&text, &selectors);
        let _ = resolve_with_before(&text, &plain(&source[..290_000]), &selectors);
        assert!(
            clock.elapsed() < Duration::from_secs(20),
            "took {:?}",
            clock.elapsed()
        );
    }
}
