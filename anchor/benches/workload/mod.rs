//! What is measured: each piece of work by its name, at 5 KB, 50 KB and 1 MB. The benches time it, `examples/once.rs`
//! runs it so that a tool can count its instructions; both mean the same by a name.

use std::hint::black_box;

use corrigenda_anchor::{
    Edit, Format, Rules, Scope, Selectors, Span, Text, TextQuote, describe, patch, resolve,
    resolve_with_before,
};

const SIZES: [usize; 3] = [5_000, 50_000, 1_000_000];

/// The words of a small generator: several scripts, so that no step profits from ASCII alone.
const MIXED: &[&str] = &[
    "ka", "to", "mi", "ren", "sol", "ba", "du", "lin", "por", "ves", "й", "щу", "éa", "日", "本",
];
const LATIN: &[&str] = &[
    "ka", "to", "mi", "ren", "sol", "ba", "du", "lin", "por", "ves",
];

/// Work that was made ready: call it to do it once.
pub(crate) type Ready = Box<dyn Fn()>;

/// One thing to measure.
pub(crate) struct Workload {
    /// As `resolve/edited/50000`.
    pub(crate) name: String,
    /// The bytes that it reads, where its speed is of interest as well.
    pub(crate) bytes: Option<u64>,
    ready: Box<dyn Fn() -> Ready>,
}

impl Workload {
    fn new<W: Fn() + 'static>(name: String, ready: impl Fn() -> W + 'static) -> Self {
        Self {
            name,
            bytes: None,
            ready: Box::new(move || Box::new(ready())),
        }
    }

    /// Makes everything that is not measured.
    pub(crate) fn ready(&self) -> Ready {
        (self.ready)()
    }
}

/// Everything that is measured.
pub(crate) fn all() -> Vec<Workload> {
    let mut all = Vec::new();
    for size in SIZES {
        all.extend(extracting(size));
        all.extend(resolving(size));
        all.extend(patching(size));
    }
    all.extend(repetitive());
    all
}

/// A text of words that are never quite the same; every run makes the same one.
fn article(bytes: usize, syllables: &[&str]) -> String {
    let (mut text, mut state) = (String::with_capacity(bytes + 64), 0x2545_f491_4f6c_dd1du64);
    while text.len() < bytes {
        for _ in 0..=state % 3 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(syllables[(state >> 33) as usize % syllables.len()]);
        }
        text.push_str(match state >> 59 {
            0 => ".\n",
            1 | 2 => ", ",
            _ => " ",
        });
    }
    text
}

/// A page: a head, paragraphs with a link, an entity and words in bold, one in twenty in a list, and a footer.
fn html(text: &str) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=en><head><title>News</title></head><body><article>",
    );
    for (at, line) in text.lines().enumerate() {
        let line = line.replacen(' ', " <b>&amp;</b> ", 1).replacen(
            ", ",
            ", <a href=\"/story/1?a=b\" class=\"link\">said</a> ",
            1,
        );
        page.push_str(&match at % 20 {
            0 => format!("<ul>\n<li>{line}</li>\n</ul>\n"),
            _ => format!("<p>{line}</p>\n"),
        });
    }
    page + "</article><footer>2026</footer></body></html>"
}

/// The same as Markdown.
fn markdown(text: &str) -> String {
    let mut page = String::from("# News\n\n");
    for (at, line) in text.lines().enumerate() {
        let line =
            line.replacen(' ', " **&amp;** ", 1)
                .replacen(", ", ", [said](/story/1?a=b) ", 1);
        page.push_str(if at % 20 == 0 { "- " } else { "" });
        page.push_str(&line);
        page.push_str("\n\n");
    }
    page
}

fn plain(source: &str) -> Text {
    Text::extract(source, Format::Text, Scope::Body, &Rules::default())
}

fn extracting(size: usize) -> Vec<Workload> {
    let written = move |format: Format, syllables| {
        let text = article(size, syllables);
        match format {
            Format::Html => html(&text),
            Format::Markdown => markdown(&text),
            Format::Text => text,
        }
    };
    let one = |format: Format, script: &str, syllables: &'static [&'static str]| {
        let name = format!("extract/{format}, {script}/{size}");
        let ready = move || {
            let (source, rules) = (written(format, syllables), Rules::default());
            move || {
                drop(black_box(Text::extract(
                    black_box(&source),
                    format,
                    Scope::Page,
                    &rules,
                )))
            }
        };
        Workload {
            bytes: Some(written(format, syllables).len() as u64),
            ..Workload::new(name, ready)
        }
    };
    [Format::Html, Format::Markdown, Format::Text]
        .into_iter()
        .flat_map(|format| [one(format, "mixed", MIXED), one(format, "latin", LATIN)])
        .collect()
}

/// A passage of some 60 characters in the middle.
fn passage(text: &Text) -> Span {
    let middle = text.len() / 2;
    Span::new(middle, middle + 60)
}

/// The revision that the reader saw, and three later ones: unchanged, half of the passage rewritten, the passage and
/// its surroundings taken out.
struct Revisions {
    seen: Text,
    edited: Text,
    absent: Text,
    selectors: Selectors,
}

fn revisions(size: usize) -> Revisions {
    let source = article(size, MIXED);
    let seen = plain(&source);
    let span = passage(&seen);
    let exact = seen.slice(span);
    let half: String = exact.chars().take(30).collect();
    let edited = plain(&source.replacen(exact, &format!("{half} quite other words"), 1));
    let around = Span::new(span.start() - 200, span.end() + 200);
    let absent = plain(&source.replacen(seen.slice(around), "", 1));
    let selectors = describe(&seen, span);
    Revisions {
        seen,
        edited,
        absent,
        selectors,
    }
}

fn resolving(size: usize) -> Vec<Workload> {
    let one = |name: &str, run: fn(&Revisions)| {
        Workload::new(format!("{name}/{size}"), move || {
            let revisions = revisions(size);
            move || run(black_box(&revisions))
        })
    };
    vec![
        one("resolve/unchanged", |r| {
            black_box(resolve(&r.seen, &r.selectors)).ok();
        }),
        one("resolve/edited", |r| {
            black_box(resolve(&r.edited, &r.selectors)).ok();
        }),
        one("resolve/absent", |r| {
            black_box(resolve(&r.absent, &r.selectors)).ok();
        }),
        one("carry/edited", |r| {
            black_box(resolve_with_before(&r.edited, &r.seen, &r.selectors)).ok();
        }),
        one("carry/absent", |r| {
            black_box(resolve_with_before(&r.absent, &r.seen, &r.selectors)).ok();
        }),
    ]
}

fn patching(size: usize) -> Vec<Workload> {
    let one = |format: Format, write: fn(&str) -> String| {
        Workload::new(format!("patch/{format}/{size}"), move || {
            let (source, rules) = (write(&article(size, MIXED)), Rules::default());
            let text = Text::extract(&source, format, Scope::Page, &rules);
            let edit = word_in_the_middle(&text);
            move || {
                let done = patch(
                    black_box(&source),
                    &text,
                    &edit,
                    format,
                    Scope::Page,
                    &rules,
                );
                assert!(black_box(done).is_ok(), "the patch is made");
            }
        })
    };
    vec![
        one(Format::Html, html),
        one(Format::Markdown, markdown),
        one(Format::Text, str::to_owned),
    ]
}

/// The last word of a paragraph in the middle, to read otherwise.
fn word_in_the_middle(text: &Text) -> Edit {
    let whole = text.as_str();
    let end = whole
        .match_indices(".\n")
        .map(|(at, _)| at)
        .find(|&at| at >= whole.len() / 2)
        .unwrap_or(whole.len());
    let start = whole[..end].rfind(' ').map_or(0, |at| at + 1);
    let chars = |byte: usize| whole[..byte].chars().count();
    let span = Span::new(chars(start), chars(end));
    Edit::smallest(text, span, "otherwise").unwrap_or_else(|| panic!("it reads so already"))
}

/// 1 MB in which everything repeats, and a quote of 2,000 characters that stands nowhere as it is.
fn repetitive() -> Vec<Workload> {
    let one = |name: &str, unit: &'static str| {
        Workload::new(format!("resolve/repetitive, {name}/1000000"), move || {
            let text = plain(&unit.repeat(1_000_000 / unit.len()));
            let whole = text.as_str();
            let exact = [&whole[500..1_500], "changed", &whole[..993]].concat();
            let quote = TextQuote {
                prefix: whole[..32].into(),
                exact,
                suffix: whole[..32].into(),
            };
            let selectors = Selectors {
                quote: Some(quote),
                position: Some(Span::new(500_000, 502_000)),
            };
            move || {
                black_box(resolve(black_box(&text), &selectors)).ok();
            }
        })
    };
    vec![
        one("words", "the same words again and again "),
        one("short words", "ab "),
        one("one letter", "a"),
    ]
}
