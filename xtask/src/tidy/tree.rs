//! The sources that the rules look at: every file that is in the repository or
//! would come in with the next `git add`. Reading, no judging.

use std::path::Path;

use anyhow::Result;

use super::lexer::{self, Lexed};
use crate::shell::{output, program};

/// All files, in the order of their paths.
pub(super) struct Tree {
    pub(super) files: Vec<Source>,
}

/// One file; its path is relative to the repository, with slashes.
pub(super) struct Source {
    pub(super) path: String,
    /// Empty when it is no UTF-8, as pictures are.
    pub(super) text: String,
    pub(super) lexed: Lexed,
    /// Lines before the tests at a file's foot.
    pub(super) own_lines: usize,
}

impl Tree {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let listed = output(
            program("git")
                .args([
                    "ls-files",
                    "-z",
                    "--cached",
                    "--others",
                    "--exclude-standard",
                ])
                .current_dir(root),
        )?;
        let mut paths: Vec<&str> = listed.split_terminator('\0').collect();
        paths.sort_unstable();
        paths.dedup();
        let files = paths
            .into_iter()
            .filter_map(|path| {
                // A file that was deleted but not yet staged is still listed.
                let bytes = std::fs::read(root.join(path)).ok()?;
                Some(Source::new(
                    path,
                    &String::from_utf8(bytes).unwrap_or_default(),
                ))
            })
            .collect();
        Ok(Self { files })
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| Source::new(path, text))
            .collect();
        Self { files }
    }

    pub(super) fn file(&self, path: &str) -> Option<&Source> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether the path is a file or a folder of the tree.
    pub(super) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files
            .iter()
            .any(|file| file.path == path || file.path.starts_with(&folder))
    }

    pub(super) fn rust(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    pub(super) fn typescript(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().filter(|file| file.path.ends_with(".ts"))
    }
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let lexed = match path.rsplit('.').next() {
            Some("rs") => lexer::rust(text),
            Some("ts") => lexer::typescript(text),
            _ => Lexed::default(),
        };
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            lexed,
            own_lines: own_lines(text),
        }
    }

    /// The code before the tests, each line with its number counted from one.
    pub(super) fn own_code(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.lexed.code.lines()).take(self.own_lines)
    }

    /// The string literals before the tests, each with its line.
    pub(super) fn own_strings(&self) -> impl Iterator<Item = (usize, &str)> {
        let own = self.own_lines;
        let strings = self.lexed.strings.iter();
        strings
            .filter(move |(line, _)| *line <= own)
            .map(|(line, text)| (*line, text.as_str()))
    }

    /// Whether the whole file is tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.split('/').any(|part| {
            matches!(
                part,
                "tests" | "examples" | "benches" | "fuzz" | "e2e" | "testkit"
            )
        })
    }
}

/// The tests at the foot begin with `#[cfg(test)]` over a module; the same
/// attribute over one function does not end a file's own code.
fn own_lines(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(2)
        .position(|pair| {
            pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
        })
        .unwrap_or(lines.len())
}
