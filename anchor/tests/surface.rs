//! The public surface is listed in `surface.txt`: whoever changes it sees that they do. `UPDATE_SURFACE=1` writes it.

use std::fmt::Write as _;
use std::path::Path;

/// Public items of a file, one a line, as they are declared; what is public to the crate only is left out.
fn items(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut items = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let is_item = line.starts_with("pub ")
            || line.starts_with("impl std::")
            || line.starts_with("impl fmt::");
        if !is_item {
            continue;
        }
        let mut item = line.to_owned();
        while !item.contains(['{', ';']) && (!item.ends_with(',') || item.contains('(')) {
            let Some(next) = lines.next() else { break };
            let _ = write!(item, " {}", next.trim());
        }
        let end = item
            .find([';', '{'])
            .filter(|_| !item.starts_with("pub use"))
            .unwrap_or(item.len());
        items.push(item[..end].trim().trim_end_matches([',', ';']).to_owned());
    }
    items
}

#[test]
fn the_public_surface_is_the_one_that_is_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut surface = String::new();
    let facade = std::fs::read_to_string(root.join("src/lib.rs")).expect("the façade is there");
    for item in items(&facade) {
        let _ = writeln!(surface, "{item}");
    }
    // Only modules that the façade names can show anything.
    let mut names: Vec<&str> = facade
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub use ")?.split("::").next())
        .collect();
    names.dedup();
    for name in names {
        let source = std::fs::read_to_string(root.join(format!("src/{name}.rs")))
            .expect("a module of the façade");
        for item in items(&source) {
            let _ = writeln!(surface, "{name}: {item}");
        }
    }
    let listed = root.join("surface.txt");
    if std::env::var_os("UPDATE_SURFACE").is_some() {
        std::fs::write(&listed, &surface).expect("surface.txt can be written");
    }
    let listed = std::fs::read_to_string(listed).expect("surface.txt is there");
    assert_eq!(
        surface, listed,
        "run with UPDATE_SURFACE=1 and say in the changelog what changed"
    );
}

/// Public functions, types and constants of a file whose documentation shows no example.
fn without_example(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut wanting, mut has_example) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        let kinds = ["fn", "struct", "enum", "const"];
        let is_item = kinds
            .iter()
            .any(|kind| line.starts_with(&format!("pub {kind} ")));
        if line.starts_with("///") {
            has_example |= line.starts_with("/// ```");
        } else if !line.starts_with("#[") {
            if is_item && !has_example {
                wanting.push(line.to_owned());
            }
            has_example = false;
        }
    }
    wanting
}

#[test]
fn each_public_item_shows_an_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wanting = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).expect("a readable source");
            wanting.extend(without_example(&source));
        }
    }
    assert!(wanting.is_empty(), "no example: {wanting:#?}");
    assert_eq!(without_example("/// One.\npub fn one() {}").len(), 1);
}
