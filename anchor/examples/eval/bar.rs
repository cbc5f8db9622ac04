//! What was set as the goal, and what the tools of the field reach on the development set (figures of the corpus' own
//! BASELINES.md, which says how they were run), beside what was measured now.

use crate::drift::Summary;
use crate::table::print;

/// Tool, same, edited, edited with an overlap of 0.8, rewritten, gone and found all the same, elsewhere, milliseconds.
const FIELD: [[&str; 8]; 8] = [
    ["naive", "80.1", "1.0", "1.0", "0.0", "19.6", "8.6", "9"],
    [
        "naive with context",
        "37.1",
        "0.5",
        "0.5",
        "0.0",
        "5.4",
        "1.3",
        "10",
    ],
    [
        "diff-match-patch",
        "92.6",
        "53.7",
        "77.6",
        "0.0",
        "46.7",
        "12.8",
        "1331",
    ],
    [
        "dom-anchor-text-quote",
        "100.0",
        "66.3",
        "71.7",
        "1.6",
        "38.0",
        "8.8",
        "4130",
    ],
    [
        "Apache Annotator",
        "33.2",
        "0.0",
        "0.0",
        "0.0",
        "0.0",
        "0.0",
        "205",
    ],
    [
        "Hypothesis",
        "100.0",
        "80.5",
        "86.3",
        "1.6",
        "58.7",
        "11.6",
        "1275",
    ],
    [
        "Hypothesis, cut at 0.7",
        "100.0",
        "77.6",
        "82.0",
        "1.6",
        "6.5",
        "3.2",
        "",
    ],
    [
        "Hypothesis, cut at 0.75",
        "100.0",
        "75.6",
        "79.0",
        "0.0",
        "2.2",
        "1.7",
        "",
    ],
];

/// The goal without and with the text that the reader saw.
const GOAL: [[&str; 8]; 2] = [
    [
        "*goal, selectors alone*",
        "≥ 99.5",
        "≥ 88",
        "≥ 94",
        "≥ 40",
        "≤ 3",
        "≤ 1.5",
        "",
    ],
    [
        "*goal, with `before`*",
        "100",
        "≥ 97",
        "≥ 99",
        "≥ 85",
        "≤ 2",
        "≤ 0.5",
        "",
    ],
];

pub(crate) fn print_beside(summaries: &[Summary]) {
    let owned = |row: &[&str; 8]| {
        row.iter()
            .map(|&cell| cell.to_owned())
            .collect::<Vec<String>>()
    };
    let measured = |one: &Summary| {
        vec![
            format!("**here, {}**", one.name),
            one.same.clone(),
            one.edited.clone(),
            one.edited_close.clone(),
            one.rewritten.clone(),
            one.gone_false.clone(),
            one.elsewhere.clone(),
            format!("{:.0}", one.millis),
        ]
    };
    let rows: Vec<Vec<String>> = FIELD
        .iter()
        .chain(&GOAL)
        .map(owned)
        .chain(summaries.iter().map(measured))
        .collect();
    let head = [
        "",
        "same: right",
        "edited: right",
        "edited: overlap ≥ 0.8",
        "rewritten: right",
        "gone: false",
        "elsewhere",
        "ms",
    ];
    print("All in one", &head, &rows);
}
