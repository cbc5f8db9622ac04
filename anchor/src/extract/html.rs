//! HTML: lol_html tokenises the page in one write (several writes would shift its offsets), `tree` keeps the stack of
//! open elements and picks the root; white space is the builder's.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, Selector, Settings};

use super::builder::Builder;
use super::tree::{Event, Run, Tree};
use super::{elements, entity};
use crate::rules::Rules;
use crate::text::{Kind, Scope, Text};

pub(crate) fn extract(source: &str, scope: Scope, rules: &Rules) -> Text {
    let tree = Rc::new(RefCell::new(Tree::new(scope, rules)));
    tokenise(source, &tree);
    let tree = tree.borrow();
    let (events, depth) = tree.article();
    let mut builder = Builder::with_capacity(source.len() / 2);
    for event in events {
        match event {
            Event::Break(ignored_at) if *ignored_at <= depth => builder.line_break(),
            Event::Close(source) => builder.closing(*source),
            Event::Text(run) if run.ignored_at <= depth => emit(&mut builder, source, run),
            _ => {}
        }
    }
    builder.finish()
}

fn tokenise(source: &str, tree: &Rc<RefCell<Tree>>) {
    let (elements, texts) = (Rc::clone(tree), Rc::clone(tree));
    let on_element = move |element: &mut Element<'_, '_>| {
        start_tag(&elements, element);
        Ok(())
    };
    let on_text = move |chunk: &mut TextChunk<'_>| {
        let references = matches!(chunk.text_type(), TextType::Data | TextType::RCData);
        texts
            .borrow_mut()
            .text(chunk.source_location().bytes(), references);
        Ok(())
    };
    let every: Selector = "*"
        .parse()
        .expect("the universal selector is in the grammar");
    let on_element = ElementContentHandlers::default().element(on_element);
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler((Cow::Owned(every), on_element))
        .append_document_content_handler(DocumentContentHandlers::default().text(on_text));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // No handler fails and no memory limit is set; should it stop all the same, what came so far is the text.
    if rewriter.write(source.as_bytes()).is_ok() {
        rewriter.end().ok();
    }
}

fn start_tag(tree: &Rc<RefCell<Tree>>, element: &mut Element<'_, '_>) {
    let name = element.tag_name();
    let end = element.source_location().bytes().end;
    let is_void = elements::is_void(&name) || !element.can_have_content();
    let bare = element.attributes().is_empty();
    let attribute = |key: &str| {
        if bare {
            None
        } else {
            element
                .get_attribute(key)
                .map(|value| entity::decode_all(&value))
        }
    };
    let id = tree.borrow_mut().start(&name, &attribute, end, is_void);
    // Text after `</body>` belongs to the body all the same.
    if is_void || matches!(name.as_str(), "body" | "html") {
        return;
    }
    if let Some(handlers) = element.end_tag_handlers() {
        let tree = Rc::clone(tree);
        handlers.push(Box::new(move |tag| {
            tree.borrow_mut().end(id, tag.source_location().bytes().end);
            Ok(())
        }));
    }
}

/// One text run into the normal form: entities are decoded, each one an atom; NUL is dropped, as a browser does.
fn emit(builder: &mut Builder, source: &str, run: &Run) {
    let Range { mut start, end } = run.range;
    if run.begins_pre {
        let text = &source[start..end];
        start += if text.starts_with("\r\n") {
            2
        } else {
            usize::from(text.starts_with(['\n', '\r']))
        };
    }
    let mut from = start;
    for found in memchr::memchr2_iter(b'&', 0, &source.as_bytes()[start..end]) {
        let at = start + found;
        if at < from {
            continue;
        }
        if source.as_bytes()[at] == 0 {
            plain(builder, source, from..at, run.preformatted);
            from = at + 1;
        } else if run.references
            && let Some((decoded, len)) = entity::decode(&source[at..end])
        {
            plain(builder, source, from..at, run.preformatted);
            from = at + len;
            builder.atomic(&decoded, at..from, Kind::Atomic, run.preformatted);
        }
    }
    plain(builder, source, from..end, run.preformatted);
}

fn plain(builder: &mut Builder, source: &str, range: Range<usize>, preformatted: bool) {
    let text = &source[range.clone()];
    if preformatted {
        builder.preformatted(text, range.start);
    } else {
        builder.exact(text, range.start);
    }
}
