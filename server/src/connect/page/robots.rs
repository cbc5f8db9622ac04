//! What a site's `robots.txt` allows us, by RFC 9309: the groups that name us, else those for everybody; of the
//! rules that fit a path the longest, and of two as long the one that allows.

/// The name by which a `robots.txt` speaks of us.
pub(super) const PRODUCT: &str = "corrigenda";

/// More than this of a `robots.txt` is not read; the standard asks for 500 KiB at least.
pub(super) const MAX_BYTES: usize = 512 * 1024;

/// The rules that hold for us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Robots(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    path: String,
    allows: bool,
}

impl Robots {
    /// Reads the rules for us out of a `robots.txt`.
    pub(super) fn parse(text: &str) -> Self {
        let (mut ours, mut all) = (None::<Vec<Rule>>, Vec::new());
        let (mut is_ours, mut is_all, mut in_head) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            match name.as_str() {
                "user-agent" => {
                    if !in_head {
                        (is_ours, is_all, in_head) = (false, false, true);
                    }
                    is_ours |= names_us(value);
                    is_all |= value == "*";
                    if is_ours {
                        // A group that names us counts even without a rule.
                        ours.get_or_insert_default();
                    }
                }
                "allow" | "disallow" => {
                    in_head = false;
                    if value.is_empty() {
                        continue;
                    }
                    let rule = Rule {
                        path: plain(value),
                        allows: name == "allow",
                    };
                    if is_ours {
                        ours.get_or_insert_default().push(rule.clone());
                    }
                    if is_all {
                        all.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self(ours.unwrap_or(all))
    }

    /// Whether we may fetch a path, given with its query.
    pub(super) fn allow(&self, path: &str) -> bool {
        let path = plain(path);
        let fitting = self.0.iter().filter(|rule| fits(&rule.path, &path));
        let best = fitting.max_by_key(|rule| (rule.path.len(), rule.allows));
        best.is_none_or(|rule| rule.allows)
    }
}

/// The product's name alone counts, whatever version or words follow it.
fn names_us(agent: &str) -> bool {
    let name = agent.split(|c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_'));
    name.into_iter()
        .next()
        .unwrap_or_default()
        .eq_ignore_ascii_case(PRODUCT)
}

/// `*` stands for any characters, a `$` at the end for the end; without it a rule is a beginning. Each part between
/// stars is looked for once, from left to right, so a rule cannot be made slow.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, is_whole) = match rule.strip_suffix('$') {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let mut parts = rule.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return !is_whole || rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    if is_whole {
        rest.ends_with(last)
    } else {
        rest.contains(last)
    }
}

/// One spelling of a path: escapes in capitals, and what is no ASCII escaped.
fn plain(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            out.push('%');
            for digit in bytes.by_ref().take(2) {
                out.push(char::from(digit.to_ascii_uppercase()));
            }
        } else if byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(robots: &str, path: &str, expected: bool) {
        assert_eq!(
            Robots::parse(robots).allow(path),
            expected,
            "{path} of {robots:?}"
        );
    }

    #[test]
    fn the_longest_rule_wins_and_of_two_the_one_that_allows() {
        let robots = "User-agent: *\nDisallow: /a\nAllow: /a/b\n";
        check(robots, "/a/c", false);
        check(robots, "/a/b/c", true);
        check(robots, "/", true);
        check("User-agent: *\nDisallow: /x\nAllow: /x", "/x", true);
        check("User-agent: *\nDisallow:", "/x", true);
    }

    #[test]
    fn a_group_that_names_us_is_ours_alone() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Corrigenda/1.0\nDisallow: /private # x\n";
        check(robots, "/a", true);
        check(robots, "/private/a", false);
        check(
            "user-agent: corrigenda\n\nuser-agent: *\ndisallow: /",
            "/a",
            false,
        );
        check("user-agent: corrigendabot\ndisallow: /", "/a", true);
        let two = "user-agent: corrigenda\ndisallow: /a\nuser-agent: x\ndisallow: /b\nuser-agent: corrigenda\ndisallow: /c";
        check(two, "/a", false);
        check(two, "/b", true);
        check(two, "/c", false);
    }

    #[test]
    fn stars_and_ends_are_understood() {
        let robots = "User-agent: *\nDisallow: /*?print=\nDisallow: /*.pdf$\nDisallow: /a*b*c\n";
        check(robots, "/news?print=1", false);
        check(robots, "/x.pdf", false);
        check(robots, "/x.pdf?y", true);
        check(robots, "/a-b-c-d", false);
        check(robots, "/a-c-b", true);
    }

    #[test]
    fn escapes_are_spelled_one_way() {
        check("User-agent: *\nDisallow: /%d1%85", "/%D1%85ata", false);
        check("User-agent: *\nDisallow: /х", "/%D1%85", false);
    }
}
