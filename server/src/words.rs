//! The words that readers see, by language: from the tables in `locales`, for the pages that the server renders and
//! for the widget, which gets its share as JSON. The desk's words are not here, nor is who reads which language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use unic_langid::{CharacterDirection, LanguageIdentifier};

/// What is put into a place of a word: a text or a number.
pub use fluent_bundle::FluentValue as Value;

use crate::domain::report;

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// The language that every other one is measured by and that is spoken when nothing better is known.
const FIRST: &str = "en";

/// Words of the widget begin so in the tables, and without it in the widget.
const WIDGET: &str = "widget-";

/// Words that pages and widget share begin so.
const SHARED: [&str; 2] = ["kind-", "notice-"];

/// The places that the widget fills, by the names it knows them by.
const PLACES: [&str; 5] = ["n", "keys", "why", "date", "text"];

/// Words of the elements that a page may name begin so, and what is seldom said with them.
const OF_ELEMENTS: [&str; 4] = ["prompt", "notice", "missed", "unsent"];

/// The words of scripts that only some readers need. All words that are in no list are the dialog's.
const OF_POINTING: [&str; 5] = ["article", "headline", "picture", "table", "draft"];
const OF_KNOWN: [&str; 2] = ["reported", "corrected"];
const OF_SENT: [&str; 5] = ["review", "others", "already", "moved", "next"];

static ALL: LazyLock<Vec<Language>> = LazyLock::new(|| {
    LOCALES
        .iter()
        .map(|&(tag, source)| Language::read(tag, source))
        .collect()
});

/// The words of one language. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Words(&'static Language);

struct Language {
    tag: &'static str,
    id: LanguageIdentifier,
    keys: Vec<&'static str>,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// Reads a table. The tables are part of the binary and checked by the tests below, so what cannot be read is
    /// left out rather than an error that nobody could act on.
    fn read(tag: &'static str, source: &'static str) -> Self {
        let id: LanguageIdentifier = tag.parse().unwrap_or_default();
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(read, _)| read);
        let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
        // The marks of isolation would stand between readers' words in sources and tests; pages isolate by <bdi>.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self {
            tag,
            id,
            keys: keys(source),
            bundle,
        }
    }

    fn word(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let text = self.bundle.format_pattern(pattern, Some(args), &mut vec![]);
        Some(text.into_owned())
    }
}

/// The keys of a table in its order: a message begins at the beginning of a line.
fn keys(source: &'static str) -> Vec<&'static str> {
    let key = |line: &'static str| line.split_once(" =").map(|(key, _)| key);
    let plain = |key: &&str| {
        key.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    source.lines().filter_map(key).filter(plain).collect()
}

impl Words {
    /// The words in the language nearest to a BCP 47 tag: the same language wherever it is spoken, else English.
    ///
    /// ```
    /// use corrigenda::words::Words;
    /// assert_eq!(Words::for_language("uk-UA").language(), "uk");
    /// assert_eq!(Words::for_language("tlh").language(), "en");
    /// ```
    #[must_use]
    pub fn for_language(tag: &str) -> Self {
        let asked: LanguageIdentifier = tag.trim().parse().unwrap_or_default();
        Self::all()
            .find(|words| words.0.id.language == asked.language)
            .or_else(|| Self::all().find(|words| words.0.tag == FIRST))
            .unwrap_or(Self(&ALL[0]))
    }

    /// Every language there is, by its tag's order.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(Self)
    }

    /// The tag of the language.
    #[must_use]
    pub fn language(self) -> &'static str {
        self.0.tag
    }

    /// The direction it is written in, as the `dir` attribute of HTML says it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self.0.id.character_direction() {
            CharacterDirection::RTL => "rtl",
            _ => "ltr",
        }
    }

    /// A word without places.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.get(key, &[])
    }

    /// A word with its places filled; plural forms are chosen by the number given. A key that the language lacks is
    /// said in English, and one that English lacks is shown itself, so that it is seen.
    ///
    /// ```
    /// use corrigenda::words::Words;
    /// let words = Words::for_language("uk");
    /// assert_eq!(words.get("receipt-others", &[("n", 3.into())]), "Про це повідомили ще 3 читачі.");
    /// ```
    #[must_use]
    pub fn get(self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        let word = self.0.word(key, &args);
        word.or_else(|| Self::for_language(FIRST).0.word(key, &args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// The words of a part of the widget by the keys it knows them by: a text, whose places are written `{name}`, or
    /// an object with one text for each plural form.
    #[must_use]
    pub fn widget_json(self, part: Part) -> Map<String, Json> {
        let mut words = Map::new();
        for key in &self.0.keys {
            let name = key.strip_prefix(WIDGET);
            let shared = SHARED.iter().any(|prefix| key.starts_with(prefix));
            let name = name.or(shared.then_some(key));
            if let Some(name) = name.filter(|name| part.has(name)) {
                words.insert(name.to_owned(), self.template(key));
            }
        }
        words
    }

    /// A word with its places left open.
    fn template(self, key: &str) -> Json {
        let args: FluentArgs<'_> = PLACES
            .iter()
            .map(|&name| (name, Value::from(format!("{{{name}}}"))))
            .collect();
        let bundle = &self.0.bundle;
        let text = |pattern| {
            bundle
                .format_pattern(pattern, Some(&args), &mut vec![])
                .into_owned()
        };
        let Some(message) = bundle.get_message(key) else {
            return Json::Null;
        };
        match message.value() {
            Some(pattern) => text(pattern).into(),
            None => message
                .attributes()
                .map(|form| (form.id().to_owned(), text(form.value()).into()))
                .collect::<Map<_, _>>()
                .into(),
        }
    }
}

/// A part of the widget, which loads its own words and no others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Both.
    #[default]
    All,
    /// The dialog, the button and what is said after most reports.
    Dialog,
    /// What a report can be about when nothing is marked.
    Pointing,
    /// What is known of a passage before a report on it is written.
    Known,
    /// What there is to say of some reports after they were sent.
    Sent,
    /// The elements that a page names: prompt, notices, missed corrections; and what became of reports of last week.
    Elements,
}

impl Part {
    fn has(self, name: &str) -> bool {
        self == Self::All || self == Self::of(name)
    }

    /// The part that a word belongs to.
    fn of(name: &str) -> Self {
        if OF_ELEMENTS.iter().any(|prefix| name.starts_with(prefix)) {
            Self::Elements
        } else if OF_POINTING.contains(&name) {
            Self::Pointing
        } else if OF_KNOWN.contains(&name) {
            Self::Known
        } else if OF_SENT.contains(&name) {
            Self::Sent
        } else {
            Self::Dialog
        }
    }
}

/// What the widget is told on first use: the answer to `GET /api/v1/sites/{site}/widget.json`. The same shape is
/// `Settings` in `widget/src/host.ts`.
#[derive(Debug, Serialize)]
pub struct WidgetSettings {
    /// What of the site's pages is text.
    pub text: WidgetTextRules,
    /// The language of `words`.
    pub lang: &'static str,
    /// The direction it is written in, `ltr` or `rtl`.
    pub dir: &'static str,
    /// See [`Words::widget_json`].
    pub words: Map<String, Json>,
    /// The kinds of report, in the order of the choice.
    pub kinds: Vec<&'static str>,
}

/// The site's text rules as the widget reads them.
#[derive(Debug, Serialize)]
pub struct WidgetTextRules {
    /// The number of the text rules.
    pub version: u32,
    /// Selectors of the article's element, tried in their order.
    pub root: String,
    /// Selector of what is left out.
    pub ignore: String,
}

impl WidgetSettings {
    /// The settings for a site's text rules, with the words of one language for a part of the widget.
    #[must_use]
    pub fn new(words: Words, part: Part, root: &str, ignore: &str) -> Self {
        Self {
            text: WidgetTextRules {
                version: corrigenda_anchor::TEXT_RULES_VERSION,
                root: root.to_owned(),
                ignore: ignore.to_owned(),
            },
            lang: words.language(),
            dir: words.direction(),
            words: words.widget_json(part),
            kinds: report::Kind::ALL.iter().map(|kind| kind.as_str()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

    use super::*;

    /// The places of a word, in any of its forms.
    fn places(source: &str, key: &str) -> Vec<String> {
        let start = source
            .find(&format!("\n{key} ="))
            .expect("the key is there");
        let rest = &source[start + 1..];
        let end = rest.find("\n\n").unwrap_or(rest.len());
        let message: String = rest[..end]
            .lines()
            .enumerate()
            .take_while(|(number, line)| *number == 0 || line.starts_with([' ', '}']))
            .map(|(_, line)| line)
            .collect();
        let mut names: Vec<String> = message
            .split("$")
            .skip(1)
            .map(|rest| {
                rest.chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect()
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn every_language_has_every_word_with_the_same_places() {
        let english = LOCALES
            .iter()
            .find(|(tag, _)| *tag == FIRST)
            .expect("English");
        for (tag, source) in LOCALES {
            assert_eq!(keys(source), keys(english.1), "{tag}");
            for key in keys(source) {
                let (here, there) = (places(source, key), places(english.1, key));
                assert_eq!(here, there, "{tag}: {key}");
            }
        }
    }

    #[test]
    fn a_file_is_all_that_a_language_needs() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let files: BTreeSet<String> = fs::read_dir(folder)
            .expect("a folder of the repository")
            .filter_map(|entry| {
                let path = entry.expect("it can be read").path();
                Some(path.file_stem()?.to_str()?.to_owned())
            })
            .collect();
        let spoken: BTreeSet<String> = Words::all()
            .map(|words| words.language().to_owned())
            .collect();
        assert_eq!(files, spoken);
        assert!(spoken.len() >= 12, "{spoken:?}");
    }

    #[test]
    fn every_table_is_read_without_errors() {
        for (tag, source) in LOCALES {
            assert!(
                FluentResource::try_new((*source).to_owned()).is_ok(),
                "{tag}"
            );
        }
    }

    /// The forms that whole numbers take in a language, by the plural rules of Unicode's CLDR, which browsers
    /// follow, too; and the general one, which every other number takes.
    fn forms(words: Words) -> BTreeSet<String> {
        let rules = PluralRules::create(words.0.id.clone(), PluralRuleType::CARDINAL)
            .expect("the language has plural rules");
        (0..=1000)
            .filter_map(|number| rules.select(number).ok())
            .chain([PluralCategory::OTHER])
            .map(|form| format!("{form:?}").to_lowercase())
            .collect()
    }

    #[test]
    fn every_plural_form_of_a_language_is_there() {
        for words in Words::all() {
            for (key, word) in words.widget_json(Part::All) {
                if let Json::Object(found) = word {
                    // A set, because a map of JSON may or may not keep the order of its making.
                    let found: BTreeSet<_> = found.keys().cloned().collect();
                    assert_eq!(found, forms(words), "{}: {key}", words.language());
                }
            }
        }
    }

    #[test]
    fn pages_have_the_same_plural_forms_as_the_widget() {
        for words in Words::all() {
            let say = |key, n: i32| words.get(key, &[("n", n.into())]);
            for n in [1, 2, 3, 5, 11, 21, 100] {
                for (page, widget) in [("receipt-others", "others"), ("form-too-long", "too-long")]
                {
                    let told = &words.widget_json(Part::All)[widget];
                    let form = PluralRules::create(words.0.id.clone(), PluralRuleType::CARDINAL)
                        .expect("the language has plural rules")
                        .select(n)
                        .expect("a whole number has a form");
                    let form = format!("{form:?}").to_lowercase();
                    let template = told[&form].as_str().expect("the form is there");
                    let filled = template.replace("{n}", &n.to_string());
                    assert_eq!(say(page, n), filled, "{}: {n}", words.language());
                }
            }
        }
    }

    /// All sources below a folder of the repository, in one piece.
    fn sources(folder: &str) -> String {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
        let mut all = String::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder of the repository") {
                let path = entry.expect("it can be read").path();
                match path.extension().and_then(|ext| ext.to_str()) {
                    None => folders.push(path),
                    // This file names words that are none.
                    _ if path.ends_with("src/words.rs") => {}
                    Some("rs" | "html" | "ts") => {
                        all += &fs::read_to_string(&path).expect("sources are text");
                    }
                    Some(_) => {}
                }
            }
        }
        all
    }

    #[test]
    fn every_word_is_said_somewhere_and_every_word_said_is_there() {
        let pages = sources("src") + &sources("templates");
        let widget = sources("../widget/src");
        let english = Words::for_language(FIRST);
        // A word is named in full, or put together from its first part or its last.
        let is_said = |text: &str, key: &str| {
            let ends = key.match_indices('-').map(|(at, _)| at);
            text.contains(&format!("\"{key}\""))
                || ends
                    .flat_map(|at| {
                        let (first, last) = (&key[..=at], &key[at..]);
                        [
                            format!("{first}{{"),
                            format!("{first}${{"),
                            format!("key}}{last}\""),
                        ]
                    })
                    .any(|part| text.contains(&part))
        };
        for key in &english.0.keys {
            let said = match key.strip_prefix(WIDGET) {
                Some(name) => is_said(&widget, name),
                None => is_said(&pages, key),
            };
            // A button says the same on a page as in the dialog.
            assert!(said || is_said(&pages, key), "nobody says {key}");
        }
        let said = |text: &str, before: &str| -> Vec<String> {
            let rests = text.split(before).skip(1);
            rests
                .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
                .collect()
        };
        for key in [
            r#"frame.say(""#,
            r#"frame.of_site(""#,
            r#"words.text(""#,
            r#"words.get(""#,
        ]
        .iter()
        .flat_map(|before| said(&pages, before))
        .filter(|key| !key.contains(['{', '}']))
        {
            assert!(
                english.0.keys.contains(&key.as_str()),
                "{key} is not in the tables"
            );
        }
        for name in said(&widget, "say(\"") {
            let key = format!("{WIDGET}{name}");
            let found = english
                .0
                .keys
                .iter()
                .any(|known| *known == key || *known == name);
            assert!(found, "{key} is not in the tables");
        }
    }

    #[test]
    fn the_widget_gets_its_words_with_places_left_open() {
        let words = Words::for_language("en-GB").widget_json(Part::All);
        assert_eq!(words["title"], "Suggest a correction");
        assert_eq!(words["keys"], "{keys} sends");
        assert_eq!(
            words["others"]["one"],
            "{n} other reader has reported this too."
        );
        assert_eq!(words["kind-typo"], "Spelling or grammar");
        assert!(words.values().all(|word| !word.is_null()));
    }

    #[test]
    fn each_part_of_the_widget_gets_its_own_words() {
        let of = |part| Words::for_language("en").widget_json(part);
        for (part, word) in [
            (Part::Dialog, "kind-typo"),
            (Part::Pointing, "headline"),
            (Part::Known, "reported"),
            (Part::Sent, "others"),
            (Part::Elements, "notice-update"),
        ] {
            assert!(of(part).contains_key(word), "{word} is not in {part:?}");
        }
        let parts = [
            Part::Dialog,
            Part::Pointing,
            Part::Known,
            Part::Sent,
            Part::Elements,
        ];
        let sum: usize = parts.map(|part| of(part).len()).iter().sum();
        assert_eq!(sum, of(Part::All).len());
    }

    #[test]
    fn the_widget_holds_a_report_to_the_same_limits() {
        let widget = sources("../widget/src");
        for (name, limit) in [
            ("MAX_EXACT", report::MAX_EXACT),
            ("MAX_CONTEXT", report::MAX_CONTEXT),
            ("MAX_WORDS", report::MAX_WORDS),
        ] {
            let line = format!("export const {name} = {limit};");
            assert!(widget.contains(&line), "{line} is not in the widget");
        }
    }

    #[test]
    fn direction_follows_the_language() {
        assert_eq!(Words::for_language("ar-EG").direction(), "rtl");
        assert_eq!(Words::for_language("zh-Hans").direction(), "ltr");
    }

    #[test]
    fn plural_forms_follow_the_number() {
        let words = Words::for_language("uk");
        let others = |n: i32| words.get("receipt-others", &[("n", n.into())]);
        assert_eq!(others(1), "Про це повідомив ще 1 читач.");
        assert_eq!(others(5), "Про це повідомили ще 5 читачів.");
        assert_eq!(others(22), "Про це повідомили ще 22 читачі.");
    }
}
