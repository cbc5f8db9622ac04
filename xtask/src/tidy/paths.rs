//! Names of files, and names in files: migrations in pairs, a map that is true,
//! and nothing in the tree that only one machine knows.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Complaint;
use super::tree::Tree;

/// Pages whose every path must lead somewhere: the map of the house, and the page whose claims are evidence.
const MAPS: [&str; 2] = ["ARCHITECTURE.md", "docs/security.md"];

/// The database of an installation may be either, and an upgrade is the same on both.
pub(super) fn both_databases_have_the_same_migrations(tree: &Tree) -> Vec<Complaint> {
    let sqlite = names_under(tree, "server/migrations/sqlite/");
    let postgres = names_under(tree, "server/migrations/postgres/");
    sqlite
        .symmetric_difference(&postgres)
        .map(|name| Complaint {
            path: format!("server/migrations/*/{name}"),
            line: 0,
            says: "is there for one database only".to_owned(),
        })
        .collect()
}

fn names_under<'a>(tree: &'a Tree, folder: &str) -> BTreeSet<&'a str> {
    tree.files
        .iter()
        .filter_map(|file| file.path.strip_prefix(folder))
        .collect()
}

/// Every path in backticks in the maps exists, counted from the repository's root.
pub(super) fn the_map_names_what_exists(tree: &Tree) -> Vec<Complaint> {
    MAPS.iter().flat_map(|map| missing_in(tree, map)).collect()
}

fn missing_in(tree: &Tree, path: &str) -> Vec<Complaint> {
    static TICKED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("`([^`\n]+)`").expect("tested below"));
    let Some(map) = tree.file(path) else {
        return vec![Complaint {
            path: path.to_owned(),
            line: 0,
            says: "is missing".to_owned(),
        }];
    };
    let mut found = Vec::new();
    for (line, text) in (1..).zip(map.text.lines()) {
        for ticked in TICKED.captures_iter(text).filter_map(|found| found.get(1)) {
            let missing = paths_in(ticked.as_str())
                .into_iter()
                .filter(|path| !tree.has(path));
            found.extend(missing.map(|named| Complaint {
                path: path.to_owned(),
                line,
                says: format!("`{named}` does not exist"),
            }));
        }
    }
    found
}

/// The paths that a piece of code in the map stands for: none when it is a
/// route, a command or a type, several when it has braces.
fn paths_in(code: &str) -> Vec<String> {
    const FILES: [&str; 9] = [
        ".rs", ".ts", ".md", ".toml", ".sql", ".html", ".css", ".json", ".ftl",
    ];
    let no_path = [
        ' ', '<', '>', '(', ':', '*', '=', '@', '…', '"', '$', '#', '?',
    ];
    let is_path = code.contains('/') || FILES.iter().any(|end| code.ends_with(end));
    if !is_path || code.starts_with('/') || code.contains(no_path) {
        return Vec::new();
    }
    expanded(code)
}

/// `a/{b,c}.rs` stands for `a/b.rs` and `a/c.rs`; `{site}` is a place holder, no choice.
fn expanded(path: &str) -> Vec<String> {
    let parts = path.split_once('{').and_then(|(before, rest)| {
        let (choice, after) = rest.split_once('}')?;
        Some((before, choice, after))
    });
    match parts {
        None => vec![path.to_owned()],
        Some((_, choice, _)) if !choice.contains(',') => Vec::new(),
        Some((before, choice, after)) => choice
            .split(',')
            .flat_map(|word| expanded(&format!("{before}{}{after}", word.trim())))
            .collect(),
    }
}

/// A path or a registry of one machine breaks every other.
pub(super) fn no_machine_is_named(tree: &Tree) -> Vec<Complaint> {
    static FOLDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(^|[\s"'`(=:])/(root|work|home|Users)/\w"#).expect("tested below")
    });
    // Lock files record where a package came from; the registry belongs to who builds.
    static REGISTRY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#""resolved": "http|^\s*(registry|index-url|replace-with)\s*=|^source = "registry\+https://[^"]*""#).expect("tested below")
    });
    const CRATES: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let own_patterns = "xtask/src/tidy/paths.rs";
    let files = tree.files.iter().filter(|file| file.path != own_patterns);
    files
        .flat_map(|file| {
            (1..)
                .zip(file.text.lines())
                .filter(|(_, text)| {
                    FOLDER.is_match(text) || (REGISTRY.is_match(text) && *text != CRATES)
                })
                .map(|(line, _)| Complaint {
                    path: file.path.clone(),
                    line,
                    says: "names a folder or a registry of one machine".to_owned(),
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::complaints;
    use super::*;

    #[test]
    fn a_lonely_migration_is_seen() {
        let rule = both_databases_have_the_same_migrations;
        let one = "server/migrations/sqlite/0001_sites.sql";
        let other = "server/migrations/postgres/0001_sites.sql";
        assert_eq!(
            complaints(rule, one, ""),
            ["server/migrations/*/0001_sites.sql:0"]
        );
        assert!(rule(&Tree::of(&[(one, ""), (other, "")])).is_empty());
    }

    #[test]
    fn a_map_that_lies_is_seen() {
        let map = "Look at `server/src/{web,work}.rs`, `xtask/`.\n`GET /desk`, `crate::web`, `/{site}/report`, `a/b?c=`\n";
        let tree = Tree::of(&[
            (MAPS[0], map),
            (MAPS[1], ""),
            ("server/src/web.rs", ""),
            ("xtask/src/main.rs", ""),
        ]);
        let found: Vec<String> = the_map_names_what_exists(&tree)
            .into_iter()
            .map(|found| found.says)
            .collect();
        assert_eq!(found, ["`server/src/work.rs` does not exist"]);
        assert_eq!(
            complaints(the_map_names_what_exists, "a.rs", ""),
            ["ARCHITECTURE.md:0", "docs/security.md:0"]
        );
    }

    #[test]
    fn a_machine_is_seen() {
        let rule = no_machine_is_named;
        for bad in [
            "see /home/ann/notes\n",
            "path = \"/root/x\"\n",
            "      \"resolved\": \"https://registry.example.org/typescript.tgz\",\n",
            "registry=https://registry.example.org\n",
            "source = \"registry+https://crates.example.org/index\"\n",
        ] {
            assert_eq!(complaints(rule, "any", bad).len(), 1, "{bad}");
        }
        for good in [
            "https://example.org/home/page\n",
            "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
        ] {
            assert!(complaints(rule, "any", good).is_empty(), "{good}");
        }
    }
}
