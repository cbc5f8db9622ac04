//! Drift: a selector taken at one revision, to be found in a later one. The definitions are those of the corpus'
//! `score.py`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use corrigenda_anchor::{Format, Rules, Scope, Selectors, Span, Status, Text, TextQuote};
use corrigenda_anchor::{resolve, resolve_with_before};
use serde_json::Value;

use crate::corpus::{Texts, number, rows, texts, word};
use crate::report::report;
use crate::table::percent;

/// Both ends within so many code points of the truth are right.
const NEAR: usize = 2;

/// How often each case is timed.
const RUNS: usize = 5;

/// The drift set as it is read.
struct Set {
    cases: Vec<Value>,
    truths: BTreeMap<String, Value>,
    texts: Texts,
}

impl Set {
    fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let truths = rows(&folder.join("drift.truth.jsonl"))?;
        Ok(Self {
            cases: rows(&folder.join("drift.cases.jsonl"))?,
            truths: truths
                .into_iter()
                .map(|truth| (word(&truth, "id"), truth))
                .collect(),
            texts: texts(&folder.join("drift.texts.jsonl.zst"))?,
        })
    }
}

/// Where the passage is looked for.
#[derive(Clone, Copy, PartialEq)]
enum Space {
    Text,
    TextWithBefore,
    Markdown,
    Html,
}

/// What came of a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Outcome {
    Right,
    Close,
    Partial,
    Elsewhere,
    Missed,
    False,
}

struct Answer {
    span: Option<Span>,
    status: &'static str,
    confidence: f32,
    micros: f64,
}

/// Outcomes of a class, counted.
#[derive(Default, Clone)]
pub(crate) struct Counts(BTreeMap<Outcome, usize>);

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        *self.0.entry(outcome).or_default() += 1;
    }

    pub(crate) fn of(&self, outcome: Outcome) -> usize {
        self.0.get(&outcome).copied().unwrap_or(0)
    }

    pub(crate) fn all(&self) -> usize {
        self.0.values().sum()
    }
}

pub(crate) fn measure(
    folder: &Path,
    answers: Option<&String>,
    list: Option<&String>,
) -> Result<Vec<Summary>, Box<dyn Error>> {
    let set = Set::read(folder)?;
    let spaces = [
        (Space::Text, "text"),
        (Space::TextWithBefore, "text with `before`"),
        (Space::Markdown, "md"),
        (Space::Html, "html"),
    ];
    let mut summaries = Vec::new();
    for (space, name) in spaces {
        summaries.push(run(space, name, &set, answers, list)?);
    }
    Ok(summaries)
}

/// The times beside those of the field, a line for each space, with figures that show that it is the same engine.
pub(crate) fn times(folder: &Path, runs: usize) -> Result<(), Box<dyn Error>> {
    let set = Set::read(folder)?;
    let spaces = [
        (Space::Text, "here, selectors alone"),
        (Space::TextWithBefore, "here, with `before`"),
    ];
    for (space, name) in spaces {
        let mut counts: BTreeMap<(String, String), Counts> = BTreeMap::new();
        let (mut all, mut same) = (Vec::new(), Vec::new());
        for case in &set.cases {
            let truth = &set.truths[&word(case, "id")];
            let Some(expected) = expectation(space, case, truth) else {
                continue;
            };
            let answer = answer(space, case, &set.texts, runs);
            let class = word(truth, "class");
            all.push(answer.micros);
            if class == "same" {
                same.push(answer.micros);
            }
            let key = (class, "all".to_owned());
            let outcome = outcome(expected, answer.span);
            counts.entry(key).or_default().add(outcome);
        }
        let total = all.iter().sum::<f64>() / 1000.0;
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times.get(times.len() / 2).copied().unwrap_or_default()
        };
        let (same, all) = (median(&mut same), median(&mut all));
        let one = summary(name, &counts, total);
        println!(
            "{name}\t{}\t{}\t{}\t{}\t{same:.1}\t{all:.1}\t{total}",
            one.same, one.edited, one.rewritten, one.gone_false
        );
    }
    Ok(())
}

/// The figures of a space that the bar is about, in percent, and the time of all its cases in milliseconds.
pub(crate) struct Summary {
    pub name: String,
    pub same: String,
    pub edited: String,
    pub edited_close: String,
    pub rewritten: String,
    pub gone_false: String,
    pub elsewhere: String,
    pub millis: f64,
}

fn summary(name: &str, counts: &BTreeMap<(String, String), Counts>, millis: f64) -> Summary {
    let class = |class: &str| {
        counts
            .get(&(class.to_owned(), "all".to_owned()))
            .cloned()
            .unwrap_or_default()
    };
    let share = |of: &str, outcomes: &[Outcome]| {
        let counts = class(of);
        percent(
            outcomes.iter().map(|&outcome| counts.of(outcome)).sum(),
            counts.all(),
        )
    };
    Summary {
        name: name.to_owned(),
        same: share("same", &[Outcome::Right]),
        edited: share("edited", &[Outcome::Right]),
        edited_close: share("edited", &[Outcome::Right, Outcome::Close]),
        rewritten: share("rewritten", &[Outcome::Right]),
        gone_false: share("gone", &[Outcome::False]),
        elsewhere: share("all with a place", &[Outcome::Elsewhere]),
        millis,
    }
}

fn run(
    space: Space,
    name: &str,
    set: &Set,
    answers: Option<&String>,
    list: Option<&String>,
) -> Result<Summary, Box<dyn Error>> {
    let mut counts: BTreeMap<(String, String), Counts> = BTreeMap::new();
    let (mut calibration, mut times, mut lines) = (Vec::new(), Vec::new(), String::new());
    for case in &set.cases {
        let truth = &set.truths[&word(case, "id")];
        let Some(expected) = expectation(space, case, truth) else {
            continue;
        };
        let answer = answer(space, case, &set.texts, RUNS);
        let outcome = outcome(expected, answer.span);
        let class = word(truth, "class");
        for lang in [word(case, "lang"), "all".to_owned()] {
            counts
                .entry((class.clone(), lang.clone()))
                .or_default()
                .add(outcome);
            if class != "gone" {
                counts
                    .entry(("all with a place".to_owned(), lang))
                    .or_default()
                    .add(outcome);
            }
        }
        if answer.span.is_some() {
            calibration.push((
                answer.confidence,
                matches!(outcome, Outcome::Right | Outcome::Close),
            ));
        }
        times.push((answer.micros, class.clone()));
        let place = |at: Option<usize>| at.map_or_else(|| "null".to_owned(), |at| at.to_string());
        writeln!(
            lines,
            r#"{{"id": "{}", "start": {}, "end": {}, "status": "{}", "us": {:.1}, "score": {}}}"#,
            word(case, "id"),
            place(answer.span.map(Span::start)),
            place(answer.span.map(Span::end)),
            answer.status,
            answer.micros,
            answer.confidence
        )?;
        if list.is_some_and(|wanted| *wanted == format!("{name}:{class}:{outcome:?}")) {
            println!(
                "{} {:?} {:?} {:.2}",
                word(case, "id"),
                expected,
                answer.span,
                answer.confidence
            );
        }
    }
    if let Some(folder) = answers {
        std::fs::write(
            Path::new(folder).join(format!("drift.{}.jsonl", name.replace(['`', ' '], "_"))),
            lines,
        )?;
    }
    report(name, &counts, &calibration, &mut times);
    let millis = times.iter().map(|(micros, _)| micros).sum::<f64>() / 1000.0;
    Ok(summary(name, &counts, millis))
}

/// The true place in this space; the outer `None` when the case cannot be scored in it.
fn expectation(space: Space, case: &Value, truth: &Value) -> Option<Option<Span>> {
    let (start, end) = match space {
        Space::Text | Space::TextWithBefore => ("start", "end"),
        Space::Markdown => ("md_start", "md_end"),
        Space::Html => ("html_start", "html_end"),
    };
    if space == Space::Markdown && word(case, "format") != "md" {
        return None;
    }
    if word(truth, "class") == "gone" {
        return Some(None);
    }
    Some(Some(Span::new(number(truth, start)?, number(truth, end)?)))
}

fn answer(space: Space, case: &Value, texts: &Texts, runs: usize) -> Answer {
    let (key, format) = match space {
        Space::Text | Space::TextWithBefore => ("b_text", Format::Text),
        Space::Markdown => ("b_md", Format::Markdown),
        Space::Html => ("b_html", Format::Html),
    };
    let rules = Rules::parse("body", "").expect("in the grammar");
    let source = &texts[&word(case, key)];
    let text = Text::extract(source, format, Scope::Body, &rules);
    let selectors = selectors(case);
    let before = (space == Space::TextWithBefore).then(|| {
        Text::extract(
            &texts[&word(case, "a_text")],
            Format::Text,
            Scope::Body,
            &rules,
        )
    });
    let find = || match &before {
        Some(before) => resolve_with_before(&text, before, &selectors),
        None => resolve(&text, &selectors),
    };
    // The least of a few runs: the machine does other things as well.
    let time = || {
        let clock = Instant::now();
        std::hint::black_box(find()).ok();
        clock.elapsed().as_secs_f64() * 1e6
    };
    let micros = (0..runs).map(|_| time()).fold(f64::INFINITY, f64::min);
    let found = find();
    let (span, status, confidence) = match found {
        Ok(anchor) => (
            Some(anchor.span),
            if anchor.status == Status::Exact {
                "exact"
            } else {
                "fuzzy"
            },
            anchor.confidence,
        ),
        Err(_) => (None, "gone", 0.0),
    };
    let place = |span: Span| {
        let bytes = text.source_range(span)?;
        let start = source[..bytes.start].chars().count();
        Some(Span::new(start, start + source[bytes].chars().count()))
    };
    let span = if format == Format::Text {
        span
    } else {
        span.and_then(place)
    };
    Answer {
        span,
        status,
        confidence,
        micros,
    }
}

pub(crate) fn selectors(case: &Value) -> Selectors {
    let quote = TextQuote {
        prefix: word(case, "prefix"),
        exact: word(case, "exact"),
        suffix: word(case, "suffix"),
    };
    let position = number(case, "start")
        .zip(number(case, "end"))
        .map(|(start, end)| Span::new(start, end));
    Selectors {
        quote: Some(quote),
        position,
    }
}

fn outcome(expected: Option<Span>, answer: Option<Span>) -> Outcome {
    let (Some(truth), Some(span)) = (expected, answer) else {
        return match (expected, answer) {
            (None, Some(_)) => Outcome::False,
            (Some(_), None) => Outcome::Missed,
            _ => Outcome::Right,
        };
    };
    if span.start().abs_diff(truth.start()) <= NEAR && span.end().abs_diff(truth.end()) <= NEAR {
        return Outcome::Right;
    }
    let common = span
        .end()
        .min(truth.end())
        .saturating_sub(span.start().max(truth.start()));
    let union = span.end().max(truth.end()) - span.start().min(truth.start());
    match common {
        0 => Outcome::Elsewhere,
        _ if common as f64 / union.max(1) as f64 >= 0.8 => Outcome::Close,
        _ => Outcome::Partial,
    }
}
