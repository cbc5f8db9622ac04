//! What a fuzzer asks of the engine: any bytes in, an answer out, and what is answered holds. An input is lines: the
//! format, the passage, the replacement, and then the source.

use corrigenda_anchor::{
    Edit, Format, Rules, Scope, Selectors, Span, Text, TextQuote, describe, patch, resolve,
    resolve_with_before,
};

/// Runs everything on one input.
pub(crate) fn run(data: &[u8]) {
    let input = String::from_utf8_lossy(data);
    let mut lines = input.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let format: Format = line().parse().unwrap_or(Format::Html);
    let (exact, new, source) = (line(), line(), line());
    for scope in [Scope::Page, Scope::Body] {
        one(source, format, scope, exact, new);
    }
}

fn one(source: &str, format: Format, scope: Scope, exact: &str, new: &str) {
    let rules = Rules::default();
    let text = Text::extract(source, format, scope, &rules);
    let whole = text.full();
    assert!(
        text.source_range(whole)
            .is_none_or(|range| source.get(range).is_some())
    );
    let quote = TextQuote {
        prefix: String::new(),
        exact: exact.to_owned(),
        suffix: String::new(),
    };
    let selectors = Selectors {
        quote: Some(quote),
        position: Some(Span::new(1, 3)),
    };
    let span = match resolve(&text, &selectors) {
        Ok(anchor) => {
            assert!(anchor.span.end() <= text.len() && (0.0..=1.0).contains(&anchor.confidence));
            anchor.span
        }
        Err(_) => Span::new(text.len() / 3, text.len() / 2),
    };
    let described = describe(&text, span);
    if !span.is_empty()
        && let Ok(again) = resolve_with_before(&text, &text, &described)
    {
        assert_eq!(text.slice(again.span).trim(), text.slice(span).trim());
    }
    if let Ok(Some(edit)) = Edit::suggested(&text, span, exact, new)
        && let Ok(patch) = patch(source, &text, &edit, format, scope, &rules)
    {
        assert_eq!(patch.inverse().apply(&patch.apply(source)), source);
    }
}
