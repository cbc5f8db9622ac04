//! Which language an article's words are probably in, told by their script: for the voice that reads them
//! aloud, and for the words of a drafted notice. Nobody says so in a report, and a site may have several.

use Script::{Arabic, Cyrillic, Han, Latin};

/// The scripts of the languages that the server has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Han,
}

/// Languages not written in Latin letters, by their BCP 47 subtag. All others are taken to be.
const SCRIPTS: &[(&str, Script)] = &[
    ("ar", Arabic),
    ("fa", Arabic),
    ("ur", Arabic),
    ("ps", Arabic),
    ("ckb", Arabic),
    ("uk", Cyrillic),
    ("ru", Cyrillic),
    ("be", Cyrillic),
    ("bg", Cyrillic),
    ("mk", Cyrillic),
    ("sr", Cyrillic),
    ("kk", Cyrillic),
    ("zh", Han),
    ("ja", Han),
];

/// The site's language where the words can be in it; else the language that the server has words for in
/// their script; else the empty tag, which means unknown in HTML.
pub(crate) fn language<'a>(words: &str, site: &'a str) -> &'a str {
    let Some(script) = script(words) else {
        return site;
    };
    match script {
        _ if script_of(site) == script => site,
        Arabic => "ar",
        Cyrillic => "uk",
        Han => "zh",
        Latin => "",
    }
}

fn script_of(language: &str) -> Script {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let known = SCRIPTS.iter().find(|(tag, _)| *tag == primary);
    known.map_or(Latin, |(_, script)| *script)
}

/// The script of most letters; none when there are no letters of these scripts.
fn script(words: &str) -> Option<Script> {
    let mut counts = [(Latin, 0), (Cyrillic, 0), (Arabic, 0), (Han, 0)];
    for script in words.chars().filter_map(of_letter) {
        for (counted, count) in &mut counts {
            *count += i32::from(*counted == script);
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (most.1 > 0).then_some(most.0)
}

fn of_letter(letter: char) -> Option<Script> {
    match letter {
        'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => Some(Latin),
        '\u{400}'..='\u{52f}' => Some(Cyrillic),
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Some(Arabic),
        '\u{3400}'..='\u{9fff}' => Some(Han),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_tells_the_language_where_the_site_cannot_mean_it() {
        let cases = [
            ("The bridge", "en", "en"),
            ("The bridge", "de-AT", "de-AT"),
            ("الجسر", "en", "ar"),
            ("الجسر", "fa", "fa"),
            ("Міст", "en", "uk"),
            ("Мост", "ru", "ru"),
            ("这座桥 1976", "en", "zh"),
            ("The bridge", "ar", ""),
            ("1976", "ar", "ar"),
        ];
        for (words, site, expected) in cases {
            assert_eq!(
                language(words, site),
                expected,
                "{words} on a site in {site}"
            );
        }
    }
}
