//! How a file looks: its opening paragraph, its length, its functions' length.

use super::Complaint;
use super::tree::{Source, Tree};

/// Past this a file holds more than one noun.
const LINES_OF_A_FILE: usize = 400;

/// Past this a function has a missing noun in it. For Rust clippy counts, by
/// the same number in clippy.toml.
const LINES_OF_A_FUNCTION: usize = 70;

/// A reader learns from the first lines what lives in a file and what does not.
pub(super) fn modules_open_with_a_paragraph(tree: &Tree) -> Vec<Complaint> {
    let opens = |file: &Source, marks: &[&str]| {
        let first = file.text.lines().next().unwrap_or_default();
        marks.iter().any(|mark| first.starts_with(mark))
    };
    let rust = tree.rust().filter(|file| !opens(file, &["//! "]));
    let typescript = tree
        .typescript()
        .filter(|file| !opens(file, &["/**", "/*", "// "]));
    rust.chain(typescript)
        .map(|file| says(file, 1, "opens without a paragraph on what lives here"))
        .collect()
}

/// Tests at the foot do not count, and files of nothing but tests are as long as they must be.
pub(super) fn files_are_short(tree: &Tree) -> Vec<Complaint> {
    tree.rust()
        .chain(tree.typescript())
        .filter(|file| !file.is_test() && file.own_lines > LINES_OF_A_FILE)
        .map(|file| {
            let text = format!(
                "{} lines before the tests, {LINES_OF_A_FILE} at most",
                file.own_lines
            );
            says(file, 0, &text)
        })
        .collect()
}

/// TypeScript's functions, by their braces.
pub(super) fn functions_are_short(tree: &Tree) -> Vec<Complaint> {
    tree.typescript()
        .flat_map(|file| {
            let lines: Vec<&str> = file.lexed.code.lines().collect();
            (0..lines.len())
                .filter(|&at| opens_function(lines[at]))
                .filter(|&at| length(&lines[at..]) > LINES_OF_A_FUNCTION)
                .map(|at| says(file, at + 1, "a function over 70 lines"))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The count of clippy.toml is only worth something when nobody switches it off.
pub(super) fn no_lint_on_length_is_silenced(tree: &Tree) -> Vec<Complaint> {
    tree.rust()
        .flat_map(|file| {
            (1..)
                .zip(file.lexed.code.lines())
                .filter(|(_, code)| code.contains("clippy::too_many_lines"))
                .map(|(line, _)| {
                    says(
                        file,
                        line,
                        "split the function instead of silencing its length",
                    )
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A test that does not run promises nothing.
pub(super) fn no_test_is_skipped(tree: &Tree) -> Vec<Complaint> {
    tree.rust()
        .flat_map(|file| {
            (1..)
                .zip(file.lexed.code.lines())
                .filter(|(_, code)| code.trim_start().starts_with("#[ignore"))
                .map(|(line, _)| {
                    says(
                        file,
                        line,
                        "a skipped test: assert what happens now and say what should",
                    )
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A line of code that ends by opening a function's body.
fn opens_function(line: &str) -> bool {
    const CONTROL: [&str; 7] = ["if", "for", "while", "switch", "catch", "} else", "} catch"];
    let line = line.trim();
    let Some(head) = line.strip_suffix('{').map(str::trim_end) else {
        return false;
    };
    let is_control = CONTROL.iter().any(|word| {
        let rest = line.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with([' ', '(']))
    });
    let is_class = line.contains("class ") || line.contains("interface ");
    !is_control && !is_class && (head.ends_with("=>") || head.contains(')'))
}

/// From a line that opens a brace to the line that closes it.
fn length(lines: &[&str]) -> usize {
    let mut depth = 0_i32;
    for (count, line) in (1..).zip(lines) {
        for character in line.chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
        }
        if depth <= 0 && (count > 1 || line.contains('{')) {
            return count;
        }
    }
    lines.len()
}

fn says(file: &Source, line: usize, text: &str) -> Complaint {
    Complaint {
        path: file.path.clone(),
        line,
        says: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::complaints;
    use super::*;

    #[test]
    fn a_missing_paragraph_is_seen() {
        let rule = modules_open_with_a_paragraph;
        assert_eq!(
            complaints(rule, "anchor/src/a.rs", "use x;\n"),
            ["anchor/src/a.rs:1"]
        );
        assert_eq!(
            complaints(rule, "widget/src/a.ts", "import x;\n"),
            ["widget/src/a.ts:1"]
        );
        assert!(complaints(rule, "anchor/src/a.rs", "//! What lives here.\n").is_empty());
        assert!(complaints(rule, "widget/src/a.ts", "/** What lives here. */\n").is_empty());
    }

    #[test]
    fn a_long_file_is_seen_but_its_tests_do_not_count() {
        let long = "x;\n".repeat(401);
        let tests = format!("x;\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert_eq!(
            complaints(files_are_short, "anchor/src/a.rs", &long),
            ["anchor/src/a.rs:0"]
        );
        assert!(complaints(files_are_short, "anchor/src/a.rs", &tests).is_empty());
        assert!(complaints(files_are_short, "server/tests/it/a.rs", &long).is_empty());
    }

    #[test]
    fn a_long_function_of_typescript_is_seen() {
        let body = "  x();\n".repeat(70);
        let check = |text: String| complaints(functions_are_short, "widget/src/a.ts", &text).len();
        assert_eq!(check(format!("function f(): void {{\n{body}}}\n")), 1);
        assert_eq!(check(format!("const f = (a: A) => {{\n{body}}};\n")), 1);
        assert_eq!(
            check(format!("class A {{\n  m(a: A): B {{\n{body}  }}\n}}\n")),
            1
        );
        assert_eq!(check(format!("class A {{\n{body}}}\n")), 0);
        assert_eq!(check("function f() {\n  x();\n}\n".repeat(80)), 0);
    }

    #[test]
    fn silencing_the_length_is_seen() {
        let code = "#[allow(clippy::too_many_lines)]\nfn f() {}\n";
        assert_eq!(
            complaints(no_lint_on_length_is_silenced, "server/src/a.rs", code),
            ["server/src/a.rs:1"]
        );
    }

    #[test]
    fn a_skipped_test_is_seen() {
        let code = "#[test]\n#[ignore = \"later\"]\nfn f() {}\n";
        assert_eq!(
            complaints(no_test_is_skipped, "server/src/a.rs", code),
            ["server/src/a.rs:2"]
        );
    }
}
