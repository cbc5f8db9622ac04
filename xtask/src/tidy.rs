//! `cargo xtask tidy`: the rules of the house that a compiler does not know.
//!
//! Most of them say what is *absent*: the arrows between the rooms hold only for
//! as long as nobody can step across them unseen. Each rule is a function from
//! the tree of sources to complaints, in the file named for its subject.

mod form;
mod lexer;
mod paths;
mod rooms;
mod tree;

use anyhow::{Result, bail};

use crate::shell::root;
use tree::Tree;

/// What a rule found and where.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    path: String,
    /// Counted from one; zero speaks of the whole file.
    line: usize,
    says: String,
}

type Rule = fn(&Tree) -> Vec<Complaint>;

const RULES: &[Rule] = &[
    rooms::sql_stays_in_the_store,
    rooms::http_stays_at_the_edges,
    rooms::the_core_does_not_wait,
    rooms::one_reader_of_the_environment,
    rooms::time_comes_in_as_an_argument,
    rooms::arrows_point_one_way,
    form::modules_open_with_a_paragraph,
    form::files_are_short,
    form::functions_are_short,
    form::no_lint_on_length_is_silenced,
    form::no_test_is_skipped,
    paths::both_databases_have_the_same_migrations,
    paths::the_map_names_what_exists,
    paths::no_machine_is_named,
];

/// Reads the tree, prints every complaint, and fails when there is one.
pub(crate) fn run() -> Result<()> {
    let tree = Tree::read(&root())?;
    let complaints: Vec<Complaint> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    for complaint in &complaints {
        println!("{}:{}: {}", complaint.path, complaint.line, complaint.says);
    }
    if !complaints.is_empty() {
        bail!("{} places are not tidy", complaints.len());
    }
    println!("{} files are tidy", tree.files.len());
    Ok(())
}

/// What the tests of all rules start from: one file, one rule.
#[cfg(test)]
fn complaints(rule: Rule, path: &str, text: &str) -> Vec<String> {
    rule(&Tree::of(&[(path, text)]))
        .into_iter()
        .map(|complaint| format!("{}:{}", complaint.path, complaint.line))
        .collect()
}
