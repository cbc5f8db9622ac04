//! The page that shows every option of the widget live: what a developer of a site may write into the script's tag and
//! around it, chosen by links and a form, and the tag to copy. Other pages of the paper are in `page`.

use askama::Template;
use serde::Deserialize;

use super::page::Frame;
use super::paper::Paper;

/// What may be chosen: the query of the page. Anything else is the default.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    lang: String,
    hotkey: String,
    button: String,
    storage: String,
    look: String,
    words: String,
    remember: String,
}

/// One choice and what may be chosen; the first is the default.
struct Choice {
    /// The name in the query.
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    chosen: &'static str,
}

const LANGUAGES: &[(&str, &str)] = &[
    ("", "the page’s"),
    ("en", "English"),
    ("uk", "Українська"),
    ("ru", "Русский"),
    ("pl", "Polski"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt", "Português"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
    ("zh", "中文"),
    ("ja", "日本語"),
];
const HOTKEYS: &[(&str, &str)] = &[
    ("", "Ctrl+Enter"),
    ("Ctrl+Shift+E", "Ctrl+Shift+E"),
    ("Alt+Shift+C", "Alt+Shift+C"),
];
const BUTTONS: &[(&str, &str)] = &[("", "on touch"), ("always", "always"), ("never", "never")];
const STORAGE: &[(&str, &str)] = &[("", "drafts and unsent reports"), ("none", "nothing")];
const LOOKS: &[(&str, &str)] = &[
    ("", "its own"),
    ("teal", "teal, by custom properties"),
    ("square", "square buttons, by ::part"),
];
const WORDS: &[(&str, &str)] = &[("", "the widget’s"), ("own", "“Tell the Lantern”")];
const REMEMBER: &[(&str, &str)] = &[("", "no"), ("yes", "what was read, in the browser")];

/// A page may say any word its own way; data, and so no matter for a policy of scripts.
const OWN_WORDS: &str = r#"{"title": "Tell the Lantern", "send": "Off it goes"}"#;

#[derive(Template)]
#[template(path = "paper/options.html")]
struct Page {
    frame: Frame,
    choices: Vec<Choice>,
    /// The script's attributes beside its address.
    attributes: Vec<(&'static str, &'static str)>,
    script: String,
    site: String,
    report: String,
    look: &'static str,
    own_words: Option<&'static str>,
}

/// The page with what was chosen.
pub(super) fn show(paper: &Paper, chosen: &Chosen) -> anyhow::Result<Option<String>> {
    let choices = vec![
        choice("lang", "Language", LANGUAGES, &chosen.lang),
        choice("hotkey", "Key", HOTKEYS, &chosen.hotkey),
        choice(
            "button",
            "Button beside the selection",
            BUTTONS,
            &chosen.button,
        ),
        choice("storage", "Kept in the browser", STORAGE, &chosen.storage),
        choice(
            "remember",
            "“Corrected since you read it”",
            REMEMBER,
            &chosen.remember,
        ),
        choice("look", "Looks", LOOKS, &chosen.look),
        choice("words", "Words", WORDS, &chosen.words),
    ];
    let of = |name: &str| {
        choices
            .iter()
            .find(|choice| choice.name == name)
            .map_or("", |choice| choice.chosen)
    };
    let named = ["lang", "hotkey", "button", "storage"].map(|name| (name, of(name)));
    let mut attributes: Vec<_> = named
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if !of("remember").is_empty() {
        attributes.push(("remember", ""));
    }
    let frame = Frame::new(
        paper,
        "en",
        "Every option · The Saltmere Lantern",
        "/options",
    );
    let page = Page {
        attributes,
        script: paper.corrigenda("/corrigenda.js"),
        site: paper.site.clone(),
        report: paper.corrigenda(&format!("/{}/report", paper.site)),
        look: of("look"),
        own_words: (!of("words").is_empty()).then_some(OWN_WORDS),
        frame,
        choices,
    };
    Ok(Some(page.render()?))
}

fn choice(
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    asked: &str,
) -> Choice {
    let chosen = options.iter().find(|(value, _)| *value == asked);
    Choice {
        name,
        label,
        options,
        chosen: chosen.map_or("", |(value, _)| *value),
    }
}
