//! Whether the scanner is inside of SVG or MathML, where names mean other things and `<![CDATA[` is text: what the
//! HTML standard's tree builder knows of it (13.2.6.5), without a tree.

/// Start tags that end SVG and MathML around them.
const BREAKOUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespace {
    Html,
    Svg,
    MathMl,
}

/// The namespaces that are open, the innermost last; none is HTML.
#[derive(Default)]
pub(crate) struct Foreign(Vec<Namespace>);

impl Foreign {
    fn current(&self) -> Namespace {
        self.0.last().copied().unwrap_or(Namespace::Html)
    }

    /// Whether names are those of SVG or MathML here.
    pub(crate) fn is_inside(&self) -> bool {
        self.current() != Namespace::Html
    }

    /// A start tag; `has` tells whether it has an attribute, with one of some values unless there are none. Gives
    /// whether the element is foreign itself.
    pub(crate) fn start(
        &mut self,
        name: &[u8],
        is_closed: bool,
        has: &dyn Fn(&str, &[&str]) -> bool,
    ) -> bool {
        let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
        let entered = match name.len() {
            3 if is("svg") => Some(Namespace::Svg),
            4 if is("math") => Some(Namespace::MathMl),
            _ => None,
        };
        if entered.is_some() {
            self.0.extend(entered.filter(|_| !is_closed));
            return true;
        }
        if !self.is_inside() {
            return false;
        }
        let leaves = BREAKOUT.iter().any(|word| is(word))
            || (is("font") && ["color", "size", "face"].iter().any(|key| has(key, &[])));
        if leaves {
            self.0.pop();
            return false;
        }
        let html = ["text/html", "application/xhtml+xml"];
        let is_point = is_integration_point(self.current(), name)
            || (self.current() == Namespace::MathMl
                && is("annotation-xml")
                && has("encoding", &html));
        if is_point && !is_closed {
            self.0.push(Namespace::Html);
        }
        true
    }

    pub(crate) fn end(&mut self, name: &[u8]) {
        let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
        let leaves = match self.0[..] {
            [] => false,
            [.., Namespace::Svg] => is("svg") || is("p") || is("br"),
            [.., Namespace::MathMl] => is("math") || is("p") || is("br"),
            [.., around, Namespace::Html] => {
                is_integration_point(around, name)
                    || (around == Namespace::MathMl && is("annotation-xml"))
            }
            [Namespace::Html] => false,
        };
        if leaves {
            self.0.pop();
        }
    }
}

/// Elements of SVG and MathML that hold HTML.
fn is_integration_point(namespace: Namespace, name: &[u8]) -> bool {
    let names: &[&str] = match namespace {
        Namespace::Html => &[],
        Namespace::Svg => &["desc", "title", "foreignobject"],
        Namespace::MathMl => &["mi", "mo", "mn", "ms", "mtext"],
    };
    names
        .iter()
        .any(|one| name.eq_ignore_ascii_case(one.as_bytes()))
}
