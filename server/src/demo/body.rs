//! An article's source becomes the HTML of its body. Nothing is rewritten on the way: no smart
//! punctuation, no heading ids, so that what is read is what is written in the file.

use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, html};

use super::articles::Format;

/// The body's HTML. Sources are the publisher's own files, so their markup is trusted.
pub(super) fn render(format: Format, source: &str) -> String {
    match format {
        Format::Html => source.to_owned(),
        Format::Markdown => markdown(source),
    }
}

fn markdown(source: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(source.len() * 5 / 4);
    html::push_html(
        &mut out,
        Parser::new_ext(source, options).map(without_alignment),
    );
    out
}

/// The alignment of a column would be written as a `style` attribute, which the paper's policy
/// forbids; its style sheet aligns columns.
fn without_alignment(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Table(columns)) => {
            Event::Start(Tag::Table(vec![Alignment::None; columns.len()]))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_keeps_punctuation_and_raw_html() {
        let html = render(
            Format::Markdown,
            "\"It's\" -- ~~so~~.[^1]\n\n<aside>ad</aside>\n\n[^1]: Note.\n",
        );
        assert!(html.contains("\"It's\" -- <del>so</del>."), "{html}");
        assert!(html.contains("<aside>ad</aside>"), "{html}");
        assert!(html.contains("footnote-definition"), "{html}");
    }

    #[test]
    fn no_style_attribute_meets_the_policy() {
        let html = render(Format::Markdown, "| a | b |\n|:--|--:|\n| 1 | 2 |\n");
        assert!(html.contains("<td>2</td>"), "{html}");
    }
}
