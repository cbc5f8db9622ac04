//! Speed of the engine at 5 KB, 50 KB and 1 MB: extract, resolve (unchanged, edited, absent, everything repetitive),
//! carry, patch. `cargo bench -p corrigenda-anchor`.
#![allow(missing_docs)]

use std::hint::black_box;

use corrigenda_anchor::{
    Edit, Format, Rules, Scope, Selectors, Span, Text, TextQuote, describe, patch, resolve,
    resolve_with_before,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const SIZES: [usize; 3] = [5_000, 50_000, 1_000_000];

/// A text of words that are never quite the same, by a small generator, so that every run measures one text.
fn article(bytes: usize) -> String {
    let syllables = [
        "ka", "to", "mi", "ren", "sol", "ba", "du", "lin", "por", "ves", "й", "щу", "éa", "日",
        "本",
    ];
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

fn html(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| format!("<p>{}</p>\n", line.replacen(' ', " <b>&amp;</b> ", 1)));
    format!("<article>{}</article>", lines.collect::<String>())
}

fn plain(source: &str) -> Text {
    Text::extract(source, Format::Text, Scope::Body, &Rules::default())
}

/// A passage of some 60 characters in the middle.
fn passage(text: &Text) -> Span {
    let middle = text.len() / 2;
    Span::new(middle, middle + 60)
}

fn extracting(c: &mut Criterion) {
    let mut group = c.benchmark_group("extract");
    for size in SIZES {
        let (text, rules) = (article(size), Rules::default());
        for (format, source) in [
            (Format::Html, html(&text)),
            (Format::Markdown, text.replace('\n', "\n\n")),
            (Format::Text, text),
        ] {
            group.throughput(Throughput::Bytes(source.len() as u64));
            group.bench_function(BenchmarkId::new(format.to_string(), size), |b| {
                b.iter(|| Text::extract(black_box(&source), format, Scope::Page, &rules));
            });
        }
    }
}

fn resolving(c: &mut Criterion) {
    let mut group = c.benchmark_group("resolve");
    for size in SIZES {
        let source = article(size);
        let text = plain(&source);
        let selectors = describe(&text, passage(&text));
        let exact = selectors.quote.as_ref().map_or("", |quote| &quote.exact);
        let half: String = exact.chars().take(30).collect();
        let edited = plain(&source.replacen(exact, &format!("{half} quite other words"), 1));
        let around = Span::new(passage(&text).start() - 200, passage(&text).end() + 200);
        let absent = plain(&source.replacen(text.slice(around), "", 1));
        for (name, text) in [
            ("unchanged", &text),
            ("edited", &edited),
            ("absent", &absent),
        ] {
            group.bench_function(BenchmarkId::new(name, size), |b| {
                b.iter(|| resolve(black_box(text), &selectors))
            });
        }
        group.bench_function(BenchmarkId::new("carried", size), |b| {
            b.iter(|| resolve_with_before(black_box(&edited), &text, &selectors));
        });
    }
    let text = plain(&"the same words again and again ".repeat(34_000));
    let exact: String = text
        .as_str()
        .chars()
        .skip(500)
        .take(1_000)
        .chain("changed".chars())
        .chain(text.as_str().chars().take(993))
        .collect();
    let quote = TextQuote {
        prefix: "again and ".into(),
        exact,
        suffix: "the same".into(),
    };
    let selectors = Selectors {
        quote: Some(quote),
        position: Some(Span::new(500_000, 502_000)),
    };
    group.bench_function("repetitive/1000000", |b| {
        b.iter(|| resolve(black_box(&text), &selectors))
    });
}

fn patching(c: &mut Criterion) {
    let mut group = c.benchmark_group("patch");
    for size in SIZES {
        let (source, rules) = (html(&article(size)), Rules::default());
        let text = Text::extract(&source, Format::Html, Scope::Page, &rules);
        let word = text.as_str()[..text.as_str().len() / 2]
            .rfind(". ")
            .or(text.as_str().find(' '))
            .unwrap_or(0)
            + 1;
        let span = Span::new(
            text.as_str()[..word].chars().count(),
            text.as_str()[..word].chars().count() + 1,
        );
        let Some(edit) = Edit::smallest(&text, span, "x") else {
            continue;
        };
        group.bench_function(BenchmarkId::new("html", size), |b| {
            b.iter(|| {
                patch(
                    black_box(&source),
                    &text,
                    &edit,
                    Format::Html,
                    Scope::Page,
                    &rules,
                )
            });
        });
    }
}

criterion_group!(engine, extracting, resolving, patching);
criterion_main!(engine);
