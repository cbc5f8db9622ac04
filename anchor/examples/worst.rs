//! The worst of what can be made to repeat: 1 MB of text in which everything is alike, and a quote of 2,000 characters
//! that stands nowhere as it is. `worst [TIMES]` prints for each text the least time of so many runs, the slowest last;
//! `worst TIMES NUMBER` runs one of them alone, for a tool that counts instructions.

#![expect(
    clippy::print_stdout,
    reason = "the table is for the person who started it"
)]

use std::time::Instant;

use corrigenda_anchor::{Format, Rules, Scope, Selectors, Span, Text, TextQuote, resolve};

const BYTES: usize = 1_000_000;
const QUOTE: usize = 2_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let times: u32 = arguments.next().map_or(Ok(5), |times| times.parse())?;
    let only: Option<usize> = arguments.next().map(|number| number.parse()).transpose()?;
    let mut table: Vec<(f64, usize, String)> = units()
        .into_iter()
        .enumerate()
        .filter(|(number, _)| only.is_none_or(|only| only == *number))
        .map(|(number, unit)| (least(&unit, times), number, unit))
        .collect();
    table.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (time, number, unit) in table {
        let begin: String = unit.chars().take(40).collect();
        println!("{time:8.2} ms\t{number}\t{begin:?}");
    }
    Ok(())
}

/// What is repeated: periods from 1 to 40 without and with blanks, two letters in irregular order, single words of each
/// length, blanks alone, letters of other scripts, what folding drops and what it makes longer.
fn units() -> Vec<String> {
    let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    let run = |len: usize| alphabet[..len].to_owned();
    let words = |len: usize, each: usize| -> String {
        let mut word = run(len).to_lowercase();
        for at in (each..len).step_by(each + 1) {
            word.replace_range(at..=at, " ");
        }
        word + " "
    };
    let two = |len: u64, blank: &str| -> String {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(len);
            if state >> 63 == 0 { "a" } else { blank }
        };
        (0..len).map(|_| next()).collect()
    };
    let mut units: Vec<String> = (1..=40).map(run).collect();
    units.extend((1..=10).map(|len| run(len) + " "));
    units.extend([1, 2, 3, 4].map(|each| words(40, each)));
    for len in [7, 40, 1_000, 100_000] {
        units.extend([two(len, "b"), two(len, " "), two(len, "b ")]);
    }
    let others = [
        " ",
        "\n",
        ".",
        ", ",
        "1 ",
        "日",
        "日本",
        "日 ",
        "日本語。",
        "й",
        "й ",
        "กา",
        "가 ",
        "é",
        "e\u{301}",
        "\u{200d}",
        "\u{fdfa}",
        "\u{fdf2}",
        "…",
        "😀",
        "a\u{ad}",
    ];
    units.extend(others.map(str::to_owned));
    units
}

fn least(unit: &str, times: u32) -> f64 {
    let source = unit.repeat(BYTES.div_ceil(unit.len()));
    let text = Text::extract(&source, Format::Text, Scope::Body, &Rules::default());
    let part = |from: usize, len: usize| text.slice(Span::new(from, from + len)).to_owned();
    let exact = [
        part(500, QUOTE / 2),
        "changed".to_owned(),
        part(0, QUOTE / 2 - 7),
    ];
    let quote = TextQuote {
        prefix: part(0, 32),
        exact: exact.concat(),
        suffix: part(7, 32),
    };
    let middle = text.len() / 2;
    let selectors = Selectors {
        quote: Some(quote),
        position: Some(Span::new(middle, middle + QUOTE)),
    };
    let run = |_| {
        let clock = Instant::now();
        let _ = std::hint::black_box(resolve(&text, &selectors));
        clock.elapsed().as_secs_f64() * 1e3
    };
    (0..times.max(1)).map(run).fold(f64::INFINITY, f64::min)
}
