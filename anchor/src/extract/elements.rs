//! Which elements are blocks, which are never text, and which end tags HTML lets an author leave out.

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
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dd",
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

pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

/// Elements without content, whatever the source says.
pub(crate) fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
        "keygen", "link", "meta", "param", "source", "track", "wbr",
    ];
    VOID.binary_search(&name).is_ok()
}

pub(crate) fn is_never_text(name: &str) -> bool {
    NEVER.binary_search(&name).is_ok() || name.starts_with("corrigenda-")
}

/// White space is kept in these.
pub(crate) fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "xmp" | "plaintext")
}

/// Which open elements a start tag closes: their names, and the names at which the search stops.
pub(crate) fn closes(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const LISTS: &[&str] = &[
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
    ];
    match name {
        "li" => Some((&["li"], LISTS)),
        "dd" | "dt" => Some((
            &["dd", "dt"],
            &["dl", "table", "td", "th", "blockquote", "div"],
        )),
        "option" | "optgroup" => Some((&["option"], &["select"])),
        "td" | "th" => Some((&["td", "th"], &["tr", "table"])),
        "tr" => Some((&["tr"], &["table", "tbody", "thead", "tfoot"])),
        "tbody" | "thead" | "tfoot" => Some((&["tbody", "thead", "tfoot", "caption"], &["table"])),
        "body" => Some((&["head"], &[])),
        _ => None,
    }
}

/// Whether the start tag closes an open paragraph.
pub(crate) fn closes_paragraph(name: &str) -> bool {
    CLOSE_P.contains(&name)
}

/// Where the search for an open paragraph to close stops ("button scope" of the HTML standard).
pub(crate) fn bounds_paragraph(name: &str) -> bool {
    matches!(
        name,
        "applet"
            | "button"
            | "caption"
            | "html"
            | "marquee"
            | "object"
            | "table"
            | "td"
            | "template"
            | "th"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_for_the_search() {
        assert!(BLOCKS.is_sorted() && NEVER.is_sorted());
    }
}
