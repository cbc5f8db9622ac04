//! Who may know what: the arrows between the rooms, and what is absent in each.

use std::sync::LazyLock;

use regex::Regex;

use super::Complaint;
use super::tree::{Source, Tree};

const STORE: &str = "server/src/store";
const DOMAIN: &str = "server/src/domain";
const ANCHOR: &str = "anchor/src";

/// Rooms that speak HTTP, and the entrance that wires them.
const HTTP: &[&str] = &[
    "server/src/web",
    "server/src/work",
    "server/src/connect",
    "server/src/demo",
    "server/src/cli",
    "server/src/main",
];

/// Who may ask the environment. The chores and the harness of the journeys are
/// programs of their own; a build script is told everything by environment.
const ENVIRONMENT: &[&str] = &[
    "server/src/config",
    "server/src/main",
    "server/build",
    "xtask",
];

/// A room, and the rooms to its left that it must not name.
const ARROWS: &[(&str, &[&str])] = &[
    ("server/src/web", &["work", "cli", "demo"]),
    ("server/src/work", &["web", "cli", "demo"]),
    ("server/src/connect", &["web", "work", "cli", "demo"]),
    (STORE, &["web", "work", "connect", "cli", "demo", "config"]),
    (
        DOMAIN,
        &["web", "work", "connect", "store", "cli", "demo", "config"],
    ),
];

/// SQL is recognised by the library that runs it and by how statements begin.
pub(super) fn sql_stays_in_the_store(tree: &Tree) -> Vec<Complaint> {
    static LIBRARY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bsqlx::"));
    static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(select\b.*\bfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|(create|drop|alter)\s+(table|index|view)\s|pragma\s|with\s+\w+\s+as\s*\()",
        )
    });
    let elsewhere = product(tree).filter(|file| !within(file, &[STORE]));
    elsewhere
        .flat_map(|file| {
            let says = "SQL lives in server/src/store and nowhere else";
            let mut found = in_code(file, &LIBRARY, says);
            let statements = file
                .own_strings()
                .filter(|(_, text)| STATEMENT.is_match(&text.replace('\n', " ")));
            found.extend(statements.map(|(line, _)| complaint(file, line, says)));
            found
        })
        .collect()
}

/// A header or a status in `store` or `domain` would make them know who asks.
pub(super) fn http_stays_at_the_edges(tree: &Tree) -> Vec<Complaint> {
    static TYPES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(axum|http|hyper|reqwest|tower|tower_http|tower_sessions|headers)::")
    });
    let inside = product(tree).filter(|file| !within(file, HTTP));
    inside
        .flat_map(|file| {
            in_code(
                file,
                &TYPES,
                "HTTP types live in web, work and connect only",
            )
        })
        .collect()
}

/// What cannot wait cannot fail on the way, and needs no runtime to be tested.
pub(super) fn the_core_does_not_wait(tree: &Tree) -> Vec<Complaint> {
    static WAITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\basync\b|\.await\b"));
    let core = product(tree).filter(|file| within(file, &[DOMAIN, ANCHOR]));
    core.flat_map(|file| {
        in_code(
            file,
            &WAITS,
            "domain and anchor do no input or output, so nothing is async",
        )
    })
    .collect()
}

/// A setting that two places read has two meanings sooner or later.
pub(super) fn one_reader_of_the_environment(tree: &Tree) -> Vec<Complaint> {
    static READS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\bstd::env\b|\benv::(var|vars|var_os)\b|\benv\s*="));
    let others = tree
        .rust()
        .filter(|file| !file.is_test() && !within(file, ENVIRONMENT));
    others
        .flat_map(|file| {
            in_code(
                file,
                &READS,
                "only server/src/config.rs and main.rs read the environment",
            )
        })
        .collect()
}

/// Rules that ask for the time themselves cannot be tested at another time.
pub(super) fn time_comes_in_as_an_argument(tree: &Tree) -> Vec<Complaint> {
    static CLOCK: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(Timestamp|Zoned|SystemTime|Instant|Utc)::now\b"));
    let timeless = product(tree).filter(|file| within(file, &[DOMAIN, ANCHOR, STORE]));
    timeless
        .flat_map(|file| {
            in_code(
                file,
                &CLOCK,
                "no clock in domain, anchor and store: take the time as an argument",
            )
        })
        .collect()
}

/// `web` and `work` meet in the store; nothing knows a room to its left.
pub(super) fn arrows_point_one_way(tree: &Tree) -> Vec<Complaint> {
    ARROWS
        .iter()
        .flat_map(|(room, forbidden)| {
            product(tree)
                .filter(|file| within(file, &[room]))
                .flat_map(|file| steps_across(file, room, forbidden))
        })
        .collect()
}

fn steps_across(file: &Source, room: &str, forbidden: &[&str]) -> Vec<Complaint> {
    let own: Vec<&str> = file.own_code().map(|(_, line)| line).collect();
    let code = own.join("\n");
    let mut found = Vec::new();
    for (at, named) in named_rooms(&code) {
        if forbidden.contains(&named) {
            let line = code[..at].matches('\n').count() + 1;
            let says = format!("{room} must not know `{named}`");
            found.push(complaint(file, line, &says));
        }
    }
    found
}

/// Every room that a path from the crate's root names, with its place: both
/// `crate::web::…` and the members of `crate::{store, web::…}`.
fn named_rooms(code: &str) -> Vec<(usize, &str)> {
    static DIRECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bcrate\s*::\s*(\w+)"));
    static GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bcrate\s*::\s*\{([^;]*)\}\s*;"));
    static MEMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(\w+)"));
    let mut rooms: Vec<(usize, &str)> = DIRECT
        .captures_iter(code)
        .filter_map(|found| found.get(1))
        .map(|name| (name.start(), name.as_str()))
        .collect();
    for group in GROUP.captures_iter(code).filter_map(|found| found.get(1)) {
        for (at, member) in members(group.as_str()) {
            if let Some(name) = MEMBER.captures(member).and_then(|found| found.get(1)) {
                rooms.push((group.start() + at + name.start(), name.as_str()));
            }
        }
    }
    rooms
}

/// What stands between a group's commas, commas of inner groups aside.
fn members(group: &str) -> Vec<(usize, &str)> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push((start, &group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    members.push((start, &group[start..]));
    members
}

/// The two crates that are the product; tests may know everything.
fn product(tree: &Tree) -> impl Iterator<Item = &Source> {
    tree.rust()
        .filter(|file| within(file, &["server/src", ANCHOR]) && !file.is_test())
}

/// Whether the file is one of these, given without `.rs`, or lies under it.
fn within(file: &Source, rooms: &[&str]) -> bool {
    rooms.iter().any(|room| {
        let rest = file.path.strip_prefix(room);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    })
}

fn in_code(file: &Source, wanted: &Regex, says: &str) -> Vec<Complaint> {
    file.own_code()
        .filter(|(_, code)| wanted.is_match(code))
        .map(|(line, _)| complaint(file, line, says))
        .collect()
}

fn complaint(file: &Source, line: usize, says: &str) -> Complaint {
    Complaint {
        path: file.path.clone(),
        line,
        says: says.to_owned(),
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of the rules are tested")
}

#[cfg(test)]
mod tests {
    use super::super::complaints;
    use super::*;

    #[test]
    fn sql_outside_of_the_store_is_seen() {
        let rule = sql_stays_in_the_store;
        let statement = "fn f() {\n    run(\"select id from cases where site_id = $1\");\n}\n";
        assert_eq!(
            complaints(rule, "server/src/web/desk.rs", statement),
            ["server/src/web/desk.rs:2"]
        );
        assert_eq!(
            complaints(rule, "server/src/work.rs", "fn f(p: sqlx::Pool) {}\n"),
            ["server/src/work.rs:1"]
        );
        assert!(complaints(rule, "server/src/store/cases.rs", statement).is_empty());
        assert!(
            complaints(
                rule,
                "server/src/web/desk.rs",
                "// sqlx::Pool\nlet s = \"Select the words\";\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn http_inside_of_the_house_is_seen() {
        let rule = http_stays_at_the_edges;
        let code = "use axum::Json;\n";
        assert_eq!(
            complaints(rule, "server/src/domain/case.rs", code),
            ["server/src/domain/case.rs:1"]
        );
        assert_eq!(
            complaints(rule, "server/src/config.rs", "use http::Uri;\n"),
            ["server/src/config.rs:1"]
        );
        assert!(complaints(rule, "server/src/web.rs", code).is_empty());
        assert!(
            complaints(
                rule,
                "server/src/domain/case.rs",
                "//! No axum::Json here.\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn waiting_in_the_core_is_seen() {
        let rule = the_core_does_not_wait;
        assert_eq!(
            complaints(rule, "server/src/domain/case.rs", "async fn f() {}\n").len(),
            1
        );
        assert_eq!(complaints(rule, "anchor/src/lib.rs", "x.await;\n").len(), 1);
        assert!(complaints(rule, "server/src/store/cases.rs", "async fn f() {}\n").is_empty());
    }

    #[test]
    fn a_second_reader_of_the_environment_is_seen() {
        let rule = one_reader_of_the_environment;
        let code = "let home = std::env::var(\"HOME\");\n";
        assert_eq!(complaints(rule, "server/src/web.rs", code).len(), 1);
        assert_eq!(
            complaints(rule, "server/src/cli.rs", "#[arg(env = \"X\")]\n").len(),
            1
        );
        assert!(complaints(rule, "server/src/config.rs", code).is_empty());
        assert!(complaints(rule, "server/src/web.rs", "env!(\"CARGO_PKG_VERSION\")\n").is_empty());
    }

    #[test]
    fn a_clock_in_the_core_is_seen() {
        let rule = time_comes_in_as_an_argument;
        let code = "let now = jiff::Timestamp::now();\n";
        for path in [
            "server/src/domain/case.rs",
            "anchor/src/lib.rs",
            "server/src/store/jobs.rs",
        ] {
            assert_eq!(complaints(rule, path, code), [format!("{path}:1")]);
        }
        assert!(complaints(rule, "server/src/web/api.rs", code).is_empty());
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");
        assert!(complaints(rule, "server/src/domain/case.rs", &tests).is_empty());
    }

    #[test]
    fn a_step_across_an_arrow_is_seen() {
        let rule = arrows_point_one_way;
        let check = |path: &str, code: &str| complaints(rule, path, code).len();
        assert_eq!(
            check("server/src/web/api.rs", "use crate::work::apply;\n"),
            1
        );
        assert_eq!(
            check("server/src/work/apply.rs", "use crate::web::Error;\n"),
            1
        );
        assert_eq!(
            check(
                "server/src/store/cases.rs",
                "use crate::{domain::{Case, web}, connect};\n"
            ),
            1
        );
        assert_eq!(
            check(
                "server/src/domain/case.rs",
                "fn f(s: &crate::store::Store) {}\n"
            ),
            1
        );
        assert_eq!(
            check(
                "server/src/connect/files.rs",
                "use crate::{\n    work,\n};\n"
            ),
            1
        );
        assert_eq!(
            check(
                "server/src/web/api.rs",
                "use crate::{domain::Case, store::Store};\n"
            ),
            0
        );
        assert_eq!(
            check(
                "server/src/domain/case.rs",
                "use crate::domain::site::Site;\n"
            ),
            0
        );
    }
}
