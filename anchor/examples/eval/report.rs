//! Prints what came of the drift cases of one space: by class, by language, how far the confidence can be relied on,
//! and the time.

use std::collections::BTreeMap;

use crate::drift::{Counts, Outcome};
use crate::table::{percent, print};

pub(crate) fn report(
    name: &str,
    counts: &BTreeMap<(String, String), Counts>,
    calibration: &[(f32, bool)],
    times: &mut [(f64, String)],
) {
    let head = [
        "class",
        "lang",
        "n",
        "right",
        "overlap ≥ 0.8",
        "partial",
        "elsewhere",
        "missed",
        "false",
    ];
    let row = |((class, lang), counts): (&(String, String), &Counts)| {
        let all = counts.all();
        let share = |outcome| percent(counts.of(outcome), all);
        let right = counts.of(Outcome::Right);
        vec![
            class.clone(),
            lang.clone(),
            all.to_string(),
            percent(right, all),
            percent(right + counts.of(Outcome::Close), all),
            share(Outcome::Partial),
            share(Outcome::Elsewhere),
            share(Outcome::Missed),
            share(Outcome::False),
        ]
    };
    let (whole, by_lang): (Vec<_>, Vec<_>) =
        counts.iter().partition(|((_, lang), _)| lang == "all");
    print(
        &format!("Drift, {name}"),
        &head,
        &whole.into_iter().map(row).collect::<Vec<_>>(),
    );
    print(
        &format!("Drift, {name}, by language"),
        &head,
        &by_lang.into_iter().map(row).collect::<Vec<_>>(),
    );
    reliability(name, calibration);
    time(times);
}

/// Of the answers given with a confidence in each range, how many were right (overlap of 0.8 or more).
fn reliability(name: &str, calibration: &[(f32, bool)]) {
    let ranges = [
        (0.0, 0.5),
        (0.5, 0.6),
        (0.6, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 0.95),
        (0.95, 0.98),
        (0.98, 1.01),
    ];
    let rows: Vec<Vec<String>> = ranges
        .iter()
        .map(|&(from, to)| {
            let within: Vec<_> = calibration
                .iter()
                .filter(|(sure, _)| (from..to).contains(sure))
                .collect();
            let right = within.iter().filter(|(_, right)| *right).count();
            let mean = within.iter().map(|(sure, _)| f64::from(*sure)).sum::<f64>()
                / within.len().max(1) as f64;
            vec![
                format!("{from:.2}–{:.2}", f32::min(to, 1.0)),
                within.len().to_string(),
                format!("{:.1}", 100.0 * mean),
                percent(right, within.len()),
            ]
        })
        .collect();
    print(
        &format!("Reliability, {name}"),
        &["confidence", "answers", "mean", "right"],
        &rows,
    );
}

fn time(times: &mut [(f64, String)]) {
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = times.iter().map(|(micros, _)| micros).sum();
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)].0;
    let same: Vec<f64> = times
        .iter()
        .filter(|(_, class)| class == "same")
        .map(|(micros, _)| *micros)
        .collect();
    println!(
        "\nTime, µs: median {:.1}, p99 {:.0}, `same` median {:.1}; all {:.1} ms",
        at(0.5),
        at(0.99),
        same[same.len() / 2],
        total / 1000.0
    );
}
