//! Which elements are blocks, which are never text, and which end tags HTML lets an author leave out.

use std::sync::OnceLock;

/// The closed list of block elements of the text rules; every other element is inline.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];

/// Elements that are never text, whatever a site's rules say.
const NEVER: &[&str] = &[
    "head", "iframe", "noembed", "noframes", "noscript", "object", "script", "select", "style",
    "svg", "template", "textarea", "title",
];

/// Start tags that close an open `p`.
const CLOSE_P: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
    "xmp",
];

/// Elements without content, whatever the source says.
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// White space is kept in these.
const PREFORMATTED: &[&str] = &["listing", "plaintext", "pre", "xmp"];

/// Inline elements that pages are full of: nothing is to be known of them, but their names are found quickly.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "label", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong",
    "sub", "sup", "time", "u", "var",
];

/// Names of elements that a start tag may close, and names at which the search for one ends.
type Set = (&'static [&'static str], &'static [&'static str]);

/// How many sets of elements there are of which a start tag may close one.
pub(crate) const SETS: usize = 8;

/// Elements that a start tag may close, and those at which the search for one stops.
const CLOSED: [Set; SETS] = [
    // "Button scope" of the HTML standard.
    (
        &["p"],
        &[
            "applet", "button", "caption", "html", "marquee", "object", "table", "td", "template",
            "th",
        ],
    ),
    (
        &["li"],
        &[
            "ul",
            "ol",
            "menu",
            "dir",
            "table",
            "td",
            "th",
            "caption",
            "blockquote",
            "div",
        ],
    ),
    (
        &["dd", "dt"],
        &["dl", "table", "td", "th", "blockquote", "div"],
    ),
    (&["option"], &["select"]),
    (&["td", "th"], &["tr", "table"]),
    (&["tr"], &["table", "tbody", "thead", "tfoot"]),
    (&["tbody", "thead", "tfoot", "caption"], &["table"]),
    (&["head"], &[]),
];
const PARAGRAPH: usize = 0;

/// What is to be known of an element by its (lower-case) name.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Traits {
    pub(crate) is_block: bool,
    pub(crate) is_void: bool,
    pub(crate) is_never_text: bool,
    pub(crate) is_preformatted: bool,
    /// It closes an open paragraph.
    pub(crate) closes_paragraph: bool,
    /// The set of which its start tag closes an open element.
    pub(crate) closes: Option<usize>,
    /// Sets to which it belongs, and sets at whose search it is the end: a bit each.
    pub(crate) member: u8,
    pub(crate) bound: u8,
}

impl Traits {
    /// The set of the paragraph alone.
    pub(crate) const PARAGRAPH: usize = PARAGRAPH;

    fn make(name: &str) -> Self {
        let bits = |side: fn(&Set) -> &'static [&'static str]| {
            (0..SETS)
                .filter(|&set| side(&CLOSED[set]).contains(&name))
                .fold(0u8, |bits, set| bits | 1 << set)
        };
        Self {
            is_block: BLOCKS.contains(&name),
            is_void: VOID.contains(&name),
            is_never_text: NEVER.contains(&name),
            is_preformatted: PREFORMATTED.contains(&name),
            closes_paragraph: CLOSE_P.contains(&name),
            closes: match name {
                "li" => Some(1),
                "dd" | "dt" => Some(2),
                "option" | "optgroup" => Some(3),
                "td" | "th" => Some(4),
                "tr" => Some(5),
                "tbody" | "thead" | "tfoot" => Some(6),
                "body" => Some(7),
                _ => None,
            },
            member: bits(|set| set.0),
            bound: bits(|set| set.1),
        }
    }
}

/// The traits of an element by its (lower-case) name, and a number for the name: below `SLOTS` if it is known here.
pub(crate) fn find(name: &str) -> (Traits, u64) {
    let hash = hash(name);
    let mut slot = hash as usize % SLOTS;
    let table = table();
    while let Some((known, traits)) = &table[slot] {
        if *known == name {
            return (*traits, slot as u64);
        }
        slot = (slot + 1) % SLOTS;
    }
    let traits = Traits {
        is_never_text: name.starts_with("corrigenda-"),
        ..Traits::default()
    };
    (traits, hash | 1 << 63)
}

/// A few times as many as there are names, so that a search is short.
pub(crate) const SLOTS: usize = 512;

/// FNV-1a of a (lower-case) name.
pub(crate) fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The known names, each at the slot of its hash or at the next free one.
fn table() -> &'static [Option<(&'static str, Traits)>] {
    static TABLE: OnceLock<Vec<Option<(&'static str, Traits)>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = vec![None; SLOTS];
        let sets = CLOSED
            .iter()
            .flat_map(|(closed, bounds)| [*closed, *bounds]);
        let lists = [BLOCKS, NEVER, CLOSE_P, VOID, PREFORMATTED, INLINE];
        for &name in lists.into_iter().chain(sets).flatten() {
            let mut slot = hash(name) as usize % SLOTS;
            while table[slot].is_some_and(|(known, _)| known != name) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = Some((name, Traits::make(name)));
        }
        table
    })
}
