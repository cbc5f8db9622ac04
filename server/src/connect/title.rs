//! A headline read out of an article's own source: its front matter, else its first heading of the first level.

use corrigenda_anchor::{Format, Rules, Scope, Text};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The headline, plain text on one line; none when the source does not say.
pub(super) fn of(source: &str, format: Format) -> Option<String> {
    let title = match format {
        Format::Html => in_html(source),
        Format::Markdown => in_front_matter(source).or_else(|| first_heading(source)),
        Format::Text => None,
    }?;
    let words: Vec<&str> = title.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The first `<h1>`, its markup taken off as from any text.
fn in_html(source: &str) -> Option<String> {
    // ASCII lower case keeps every byte's place.
    let lower = source.to_ascii_lowercase();
    let start = lower.match_indices("<h1").map(|(at, _)| at).find(|at| {
        lower[at + 3..].starts_with(|next: char| next == '>' || next.is_ascii_whitespace())
    })?;
    let end = start + lower[start..].find("</h1")?;
    let text = Text::extract(
        &source[start..end],
        Format::Html,
        Scope::Body,
        &Rules::default(),
    );
    Some(text.as_str().to_owned())
}

/// `title:` of YAML between `---`, `title =` of TOML between `+++`.
fn in_front_matter(source: &str) -> Option<String> {
    let source = source.trim_start_matches('\u{feff}');
    let mut lines = source.lines();
    let fence = lines.next()?.trim_end();
    let inside = lines.take_while(|line| line.trim_end() != fence);
    match fence {
        "---" => inside
            .filter_map(|line| line.strip_prefix("title:"))
            .map(|value| yaml_scalar(value.trim()))
            .next(),
        "+++" => {
            let text: Vec<&str> = inside.collect();
            let table: toml::Table = text.join("\n").parse().ok()?;
            Some(table.get("title")?.as_str()?.to_owned())
        }
        _ => None,
    }
}

/// A plain or quoted scalar on one line; block scalars are rare for titles and come out as their sign, which the
/// caller would show, so they count as none.
fn yaml_scalar(value: &str) -> String {
    let inside = |quote: char| {
        value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    };
    if let Some(text) = inside('"') {
        return text.replace("\\\"", "\"").replace("\\\\", "\\");
    }
    if let Some(text) = inside('\'') {
        return text.replace("''", "'");
    }
    if value.starts_with(['|', '>']) {
        return String::new();
    }
    value.split(" #").next().unwrap_or_default().to_owned()
}

fn first_heading(source: &str) -> Option<String> {
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut events = Parser::new_ext(source, options);
    events.find(|event| {
        let Event::Start(Tag::Heading { level, .. }) = event else {
            return false;
        };
        *level == HeadingLevel::H1
    })?;
    let words = events
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.to_string()),
            Event::SoftBreak | Event::HardBreak => Some(" ".to_owned()),
            _ => None,
        });
    Some(words.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, format: Format, expected: Option<&str>) {
        assert_eq!(of(source, format).as_deref(), expected);
    }

    #[test]
    fn html_names_it_in_its_first_heading() {
        let source = "<header>x</header>\n<H1 class=\"a\">Fish &amp; <em>chips</em>\n again</H1><h1>Later</h1>";
        check(source, Format::Html, Some("Fish & chips again"));
        check("<h10>No</h10><p>text", Format::Html, None);
        check("<h1>Never closed", Format::Html, None);
    }

    #[test]
    fn markdown_names_it_in_front_matter_or_heading() {
        let yaml = "---\ndate: 2026\ntitle: \"Say \\\"no\\\"\"\n---\n# Other";
        check(yaml, Format::Markdown, Some("Say \"no\""));
        check(
            "---\ntitle: It's so # really\n---\n",
            Format::Markdown,
            Some("It's so"),
        );
        check(
            "---\ntitle: 'It''s so'\n---\n",
            Format::Markdown,
            Some("It's so"),
        );
        check(
            "+++\ntitle = 'Toml'\n+++\n# Other",
            Format::Markdown,
            Some("Toml"),
        );
        check(
            "text\n\n## Two\n\n# The *real* `one`\n",
            Format::Markdown,
            Some("The real one"),
        );
        check(
            "---\ntitle: >\n  folded\n---\n# One",
            Format::Markdown,
            None,
        );
    }

    #[test]
    fn plain_text_has_none() {
        check("# no", Format::Text, None);
    }
}
