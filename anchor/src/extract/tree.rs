//! The stack of open elements of a page: what is ignored, what is a block, where the root begins and ends. It knows
//! which end tags may be left out, and does not repair trees otherwise.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::elements::{self, SETS, Traits};
use crate::rules::{Complex, Compound, Rules};
use crate::text::Scope;

/// What the source gives in its order.
#[derive(Debug)]
pub(crate) enum Event {
    /// A block boundary or a line break, and the depth of the innermost ignored element around it.
    Break(usize),
    /// An inline element's end tag, which ends at this byte of the source.
    Close(usize),
    /// A run of text.
    Text(Run),
    /// Text for which other bytes stand in the source: its number with the caller, and the run of those bytes.
    Made(usize, Run),
}

/// A run of text of the source.
#[derive(Debug)]
pub(crate) struct Run {
    /// Bytes of the source.
    pub(crate) range: Range<usize>,
    /// White space is kept.
    pub(crate) preformatted: bool,
    /// Character references are decoded.
    pub(crate) references: bool,
    /// Depth of the innermost ignored element around it, 0 for none.
    pub(crate) ignored_at: usize,
    /// It is the first of a `pre`, whose first line feed HTML drops.
    pub(crate) begins_pre: bool,
}

/// About so many bytes of a source are one event.
const EVENT: usize = 64;

/// An open element.
struct Open {
    id: usize,
    block: bool,
    preformatted: bool,
    never: bool,
    ignored_at: usize,
    /// For each selector of several compounds, how many of them were met from the outermost on.
    progress: Vec<usize>,
    /// Which selector of `root` begins here.
    root: Option<usize>,
    /// For each set of elements that a start tag may close, which depth to close to: 0 when the search would end
    /// before it found one.
    closable: [u32; SETS],
}

/// The tags that are open, by their names alone: an end tag ends the nearest of its name and all within.
struct Tags {
    /// Keys of the names, and the numbers of the elements; `None` for those which no end tag ends.
    stack: Vec<(u64, Option<usize>)>,
    /// How many of a name are open, so that stray end tags cost no search: by their slots, the others by their hashes.
    known: Vec<u32>,
    unknown: HashMap<u64, u32>,
}

impl Tags {
    fn count(&mut self, key: u64) -> &mut u32 {
        match self.known.get_mut(key as usize) {
            Some(count) => count,
            None => self.unknown.entry(key).or_default(),
        }
    }
}

/// The value of an attribute by its (lower-case) name.
pub(crate) type Attribute<'a> = &'a dyn Fn(&str) -> Option<Cow<'a, str>>;

/// The first element that a selector of `root` matched: its events, and its depth.
#[derive(Clone)]
struct Root {
    events: Range<usize>,
    depth: usize,
}

/// Collects the events of a page.
pub(crate) struct Tree {
    rules: Rules,
    events: Vec<Event>,
    stack: Vec<Open>,
    tags: Tags,
    roots: Vec<Option<Root>>,
    next_id: usize,
    /// For each known name whether an element of it without attributes meets any part of a selector, once it was asked.
    bare: Vec<Option<bool>>,
    /// Where the content of a `pre` begins, whose first line feed HTML drops.
    fresh_pre: Option<usize>,
}

impl Tree {
    /// A tree for a source of so many bytes.
    pub(crate) fn new(scope: Scope, rules: &Rules, bytes: usize) -> Self {
        let mut rules = rules.clone();
        if scope == Scope::Body {
            rules.root.clear();
        }
        let roots = vec![None; rules.root.len()];
        Self {
            rules,
            events: Vec::with_capacity(bytes / EVENT),
            stack: Vec::new(),
            tags: Tags {
                stack: Vec::new(),
                known: vec![0; elements::SLOTS],
                unknown: HashMap::new(),
            },
            roots,
            next_id: 0,
            bare: vec![None; elements::SLOTS],
            fresh_pre: None,
        }
    }

    /// The events of the article, and the depth of its root: what is ignored deeper than that is ignored.
    pub(crate) fn article(&self) -> (&[Event], usize) {
        match self.roots.iter().flatten().next() {
            Some(root) => (
                &self.events[root.events.start..root.events.end.min(self.events.len())],
                root.depth,
            ),
            None => (&self.events, 0),
        }
    }

    /// A start tag that ends at byte `tag_end`, `attribute` being `None` when it has none; `is_closed` when it has no
    /// content, whatever its name.
    pub(crate) fn start(
        &mut self,
        name: &str,
        attribute: Option<Attribute<'_>>,
        tag_end: usize,
        is_closed: bool,
    ) {
        let (traits, key) = elements::find(name);
        self.close_implied(&traits);
        if traits.is_block || name == "br" {
            self.boundary();
        }
        self.fresh_pre = (name == "pre" || name == "listing").then_some(tag_end);
        self.next_id += 1;
        if !is_closed && !traits.is_void {
            let is_unmet = attribute.is_none() && self.meets_none(name, key);
            let open = if is_unmet {
                self.unmet(&traits)
            } else {
                self.open(name, &traits, attribute.unwrap_or(&|_| None))
            };
            self.stack.push(open);
            // Text after `</body>` belongs to the body all the same.
            let id = (name != "body" && name != "html").then_some(self.next_id);
            self.tags.stack.push((key, id));
            *self.tags.count(key) += 1;
        }
    }

    /// Whether no selector has a part that an element of this name without attributes meets. It is asked once a name.
    fn meets_none(&mut self, name: &str, key: u64) -> bool {
        let Some(bare) = self.bare.get_mut(key as usize) else {
            return false;
        };
        let meets = |part: &Compound| part.matches(name, &|_| None);
        let selectors = self.rules.root.iter().chain(&self.rules.ignore);
        !*bare.get_or_insert_with(|| selectors.flatten().any(meets))
    }

    /// An element that meets no part of any selector: what is around it holds for it too.
    fn unmet(&self, traits: &Traits) -> Open {
        let parent = self.stack.last();
        Open {
            id: self.next_id,
            block: traits.is_block,
            preformatted: traits.is_preformatted || parent.is_some_and(|open| open.preformatted),
            never: traits.is_never_text || parent.is_some_and(|open| open.never),
            ignored_at: parent.map_or(0, |open| open.ignored_at),
            progress: parent.map_or_else(Vec::new, |open| open.progress.clone()),
            root: None,
            closable: self.closable(traits),
        }
    }

    fn closable(&self, traits: &Traits) -> [u32; SETS] {
        let mut closable = self.stack.last().map_or([0; SETS], |open| open.closable);
        if traits.member | traits.bound != 0 {
            for (set, to) in closable.iter_mut().enumerate() {
                if traits.member >> set & 1 == 1 {
                    *to = self.stack.len() as u32 + 1;
                } else if traits.bound >> set & 1 == 1 {
                    *to = 0;
                }
            }
        }
        closable
    }

    fn open(&mut self, name: &str, traits: &Traits, attribute: Attribute<'_>) -> Open {
        let depth = self.stack.len() + 1;
        let parent = self.stack.last();
        let inherited = parent.map_or(&[][..], |open| &open.progress);
        let mut progress = Vec::new();
        // Once the first of them was met, the others do not matter.
        let root = if self.roots.first().is_some_and(Option::is_some) {
            None
        } else {
            first_match(
                &self.rules.root,
                0,
                name,
                attribute,
                inherited,
                &mut progress,
            )
        };
        let ignore = first_match(
            &self.rules.ignore,
            self.rules.root.len(),
            name,
            attribute,
            inherited,
            &mut progress,
        );
        let open = self.unmet(traits);
        let root = root.filter(|&which| !open.never && self.roots[which].is_none());
        if let Some(which) = root {
            self.roots[which] = Some(Root {
                events: self.events.len()..usize::MAX,
                depth,
            });
        }
        Open {
            progress,
            root,
            ignored_at: ignore.map_or(open.ignored_at, |_| depth),
            ..open
        }
    }

    /// A boundary inside of the elements that are open now; within what is never text there is none.
    fn boundary(&mut self) {
        let (never, ignored_at) = self
            .stack
            .last()
            .map_or((false, 0), |open| (open.never, open.ignored_at));
        if !never {
            self.events.push(Event::Break(ignored_at));
        }
    }

    /// An end tag, which ends at byte `tag_end`.
    pub(crate) fn end(&mut self, name: &str, tag_end: usize) {
        let (_, name) = elements::find(name);
        if *self.tags.count(name) == 0 {
            return;
        }
        while let Some((ended, id)) = self.tags.stack.pop() {
            *self.tags.count(ended) -= 1;
            if let Some(id) = id {
                self.end_of(id, tag_end);
            }
            if ended == name {
                return;
            }
        }
    }

    /// The end of the element with this number, unless another tag ended it; whatever is open in it ends with it.
    fn end_of(&mut self, id: usize, tag_end: usize) {
        if let Ok(at) = self.stack.binary_search_by_key(&id, |open| open.id) {
            let inline = !self.stack[at].block && !self.stack[at].never;
            self.pop_to(at);
            if inline {
                self.events.push(Event::Close(tag_end));
            }
        }
    }

    fn pop_to(&mut self, len: usize) {
        self.fresh_pre = None;
        while self.stack.len() > len {
            let Some(open) = self.stack.pop() else { return };
            if open.block {
                self.boundary();
            }
            if let Some(root) = open.root.and_then(|which| self.roots[which].as_mut()) {
                root.events.end = self.events.len();
            }
        }
    }

    fn close_implied(&mut self, traits: &Traits) {
        if traits.closes_paragraph {
            self.close(Traits::PARAGRAPH);
        }
        if let Some(set) = traits.closes {
            self.close(set);
        }
    }

    /// Closes the nearest open element of a set, with all within.
    fn close(&mut self, set: usize) {
        let to = self.stack.last().map_or(0, |open| open.closable[set]);
        if let Some(at) = (to as usize).checked_sub(1) {
            self.pop_to(at);
        }
    }

    /// Whether a `pre` begins at this byte, so that a line feed there would be dropped.
    pub(crate) fn is_fresh_pre(&self, at: usize) -> bool {
        self.fresh_pre == Some(at)
    }

    /// Text that stands at these bytes.
    pub(crate) fn text(&mut self, range: Range<usize>, references: bool) {
        if range.is_empty() {
            return;
        }
        if let Some(Event::Text(last)) = self.events.last_mut()
            && last.range.end == range.start
            && last.references == references
        {
            last.range.end = range.end;
        } else if let Some(run) = self.run(range, references) {
            self.events.push(Event::Text(run));
        }
    }

    /// Text that the caller keeps, for which these bytes stand.
    pub(crate) fn made(&mut self, which: usize, range: Range<usize>) {
        if let Some(run) = self.run(range, false) {
            self.events.push(Event::Made(which, run));
        }
    }

    fn run(&mut self, range: Range<usize>, references: bool) -> Option<Run> {
        let (never, preformatted, ignored_at) =
            self.stack.last().map_or((false, false, 0), |open| {
                (open.never, open.preformatted, open.ignored_at)
            });
        let begins_pre = self.fresh_pre == Some(range.start);
        (!never).then(|| {
            self.fresh_pre = None;
            Run {
                range,
                preformatted,
                references,
                ignored_at,
                begins_pre,
            }
        })
    }
}

/// Matches an element against a list, notes the progress of its descendant selectors, gives the first that is met.
fn first_match(
    list: &[Complex],
    offset: usize,
    name: &str,
    attribute: Attribute<'_>,
    inherited: &[usize],
    progress: &mut Vec<usize>,
) -> Option<usize> {
    let mut first = None;
    for (which, complex) in list.iter().enumerate() {
        let before = inherited.get(offset + which).copied().unwrap_or(0);
        let last = complex.len() - 1;
        if before == last && complex[last].matches(name, attribute) {
            first = first.or(Some(which));
        }
        if last > 0 {
            let grown = before < last && complex[before].matches(name, attribute);
            progress.resize(offset + which, 0);
            progress.push(before + usize::from(grown));
        }
    }
    first
}
