//! Telling code from comments and from the insides of strings, in Rust and in
//! TypeScript, as far as the rules need it. No parser: positions stay as they
//! are and everything that is not code becomes spaces.

/// A file's text in two: its code, and what its string literals say.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    /// As long and with the same lines as the source; comments and the insides of strings are blank.
    pub(super) code: String,
    /// Each string literal with the line it begins on, counted from one.
    pub(super) strings: Vec<(usize, String)>,
}

/// Reads Rust.
pub(super) fn rust(source: &str) -> Lexed {
    lex(source, true)
}

/// Reads TypeScript; a regular expression's quotes end with their line at the latest.
pub(super) fn typescript(source: &str) -> Lexed {
    lex(source, false)
}

fn lex(source: &str, is_rust: bool) -> Lexed {
    let mut lexed = Lexed::default();
    let mut rest = source;
    let mut line = 1;
    while let Some(next) = rest.chars().next() {
        let piece = piece(rest, &lexed.code, is_rust);
        let (taken, left) = rest.split_at(piece.length.max(next.len_utf8()));
        match piece.kind {
            Kind::Code => lexed.code.push_str(taken),
            Kind::Comment => blank(&mut lexed.code, taken),
            Kind::String { open, close } => {
                let inside = &taken[open..taken.len().max(open + close) - close];
                lexed.strings.push((line, inside.to_owned()));
                lexed.code.push_str(&taken[..open]);
                blank(&mut lexed.code, inside);
                lexed.code.push_str(&taken[open + inside.len()..]);
            }
        }
        line += taken.matches('\n').count();
        rest = left;
    }
    lexed
}

struct Piece {
    kind: Kind,
    /// In bytes.
    length: usize,
}

enum Kind {
    Code,
    Comment,
    /// The bytes of its opening and closing marks.
    String {
        open: usize,
        close: usize,
    },
}

fn piece(rest: &str, before: &str, is_rust: bool) -> Piece {
    let comment = |length| Piece {
        kind: Kind::Comment,
        length,
    };
    if rest.starts_with("//") {
        return comment(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return comment(block_comment(rest, is_rust));
    }
    if is_rust
        && !ends_in_word(before)
        && let Some(raw) = raw_string(rest)
    {
        return raw;
    }
    match rest.as_bytes()[0] {
        b'"' => quoted(rest, '"', is_rust),
        b'\'' if is_rust => character(rest),
        b'\'' => quoted(rest, '\'', false),
        b'`' if !is_rust => quoted(rest, '`', true),
        _ => Piece {
            kind: Kind::Code,
            length: 1,
        },
    }
}

/// Rust's block comments nest, TypeScript's do not.
fn block_comment(rest: &str, nests: bool) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") && (nests || depth == 0) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<Piece> {
    let after = rest
        .strip_prefix("br")
        .or_else(|| rest.strip_prefix("cr"))
        .or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let open = rest.len() - inside.len();
    let length = inside
        .find(&end)
        .map_or(rest.len(), |at| open + at + end.len());
    Some(Piece {
        kind: Kind::String {
            open,
            close: end.len(),
        },
        length,
    })
}

fn quoted(rest: &str, quote: char, spans_lines: bool) -> Piece {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return Piece {
                kind: Kind::String { open: 1, close: 1 },
                length: at + 1,
            };
        } else if character == '\n' && !spans_lines {
            return Piece {
                kind: Kind::String { open: 1, close: 0 },
                length: at,
            };
        }
    }
    Piece {
        kind: Kind::String { open: 1, close: 0 },
        length: rest.len(),
    }
}

/// A character literal, or the tick of a lifetime or label.
fn character(rest: &str) -> Piece {
    let mut characters = rest.char_indices().skip(1);
    let literal = match characters.next() {
        Some((_, '\\')) => {
            let _escaped = characters.next();
            characters.find(|(_, character)| *character == '\'')
        }
        _ => characters
            .next()
            .filter(|(_, character)| *character == '\''),
    };
    match literal {
        Some((at, _)) => Piece {
            kind: Kind::String { open: 1, close: 1 },
            length: at + 1,
        },
        None => Piece {
            kind: Kind::Code,
            length: 1,
        },
    }
}

fn ends_in_word(code: &str) -> bool {
    code.ends_with(|last: char| last.is_alphanumeric() || last == '_')
}

fn blank(code: &mut String, text: &str) {
    code.extend(
        text.chars()
            .map(|character| if character == '\n' { '\n' } else { ' ' }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_of_rust_are_not_code() {
        let lexed = rust("a // b\n/* c /* d */ e */ f(\"g\\\"h\", r#\"i\"j\"#, 'k', &'l m)");

        let words: Vec<&str> = lexed
            .code
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        assert_eq!(words, ["a", "f", "r", "l", "m"]);
        let strings: Vec<&str> = lexed
            .strings
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        assert_eq!(strings, ["g\\\"h", "i\"j", "k"]);
        assert!(lexed.strings.iter().all(|(line, _)| *line == 2));
    }

    #[test]
    fn lines_stay_where_they_are() {
        let source = "a\n\"two\nlines\"\n/* and\nmore */\nb";
        assert_eq!(rust(source).code.lines().count(), source.lines().count());
        assert_eq!(rust(source).code.lines().last(), Some("b"));
    }

    #[test]
    fn templates_of_typescript_are_strings() {
        let lexed = typescript("f(`a {\n b`, '{') { // {\n");
        assert_eq!(lexed.code.matches('{').count(), 1);
    }
}
