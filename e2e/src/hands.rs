//! What hands do: mouse, keys and fingers, as real input of the browser, at the
//! place where a thing is on the screen. No script clicks or types for anybody.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::action_chain::ActionChain;
use thirtyfour::{Key, common::keys::TypingData};

use crate::browser::{Browser, Device};
use crate::screen::Node;
use crate::wait::until;

/// A place on the screen in pixels from its top left.
#[derive(Clone, Copy, Debug)]
struct Point {
    x: f64,
    y: f64,
}

/// Where the first words begin and the last ones end on the screen, after both
/// were brought into view. A line's end is on the left when it runs that way.
pub(crate) const ENDS: &str = concat!(
    include_str!("range.js"),
    r#"
const {root, shift, view} = inside(arguments[2]);
const range = rangeOf(arguments[0], root), last = rangeOf(arguments[1], root);
if (!range || !last) return null;
range.setEnd(last.endContainer, last.endOffset);
// Boxes that scroll by themselves first, then the page.
for (let outer = range.startContainer.parentElement; outer; outer = outer.parentElement) {
  if (outer === view.document.body || !/auto|scroll/.test(view.getComputedStyle(outer).overflowY)) continue;
  const inner = range.getBoundingClientRect(), around = outer.getBoundingClientRect();
  outer.scrollBy({top: (inner.top + inner.bottom - around.top - around.bottom) / 2, behavior: 'instant'});
}
const box = range.getBoundingClientRect();
view.scrollBy({top: (box.top + box.bottom - view.innerHeight) / 2, behavior: 'instant'});
const lines = [...range.getClientRects()].filter(line => line.width > 0);
const from = lines[0], to = lines[lines.length - 1];
const isRtl = view.getComputedStyle(range.startContainer.parentElement).direction === 'rtl';
const inset = 0.5;
return [
  {x: shift.left + (isRtl ? from.right - inset : from.left + inset), y: shift.top + (from.top + from.bottom) / 2},
  {x: shift.left + (isRtl ? to.left + inset : to.right - inset), y: shift.top + (to.top + to.bottom) / 2},
];
"#
);

/// Selects the words as the browser itself would after a long press.
const SELECT_WORDS: &str = concat!(
    include_str!("range.js"),
    r#"
const selection = getSelection();
selection.removeAllRanges();
selection.addRange(rangeOf(arguments[0]));
"#
);

/// The words that are selected, wherever on the page.
const SELECTED: &str = concat!(include_str!("range.js"), "return selectedText();");

impl Browser {
    /// Drags the mouse over the words, the first time they occur on the page.
    ///
    /// # Errors
    ///
    /// When the words are not there or the browser has selected others.
    pub async fn select(&self, words: &str) -> Result<()> {
        let (start, end) = self.ends_of(words, words).await?;
        self.drag(start, end).await?;
        self.selected(words).await
    }

    /// Drags the mouse over the words from their end to their beginning.
    ///
    /// # Errors
    ///
    /// When the words are not there or the browser has selected others.
    pub async fn select_backwards(&self, words: &str) -> Result<()> {
        let (start, end) = self.ends_of(words, words).await?;
        self.drag(end, start).await?;
        self.selected(words).await
    }

    /// Drags the mouse over words in the shadow tree or the frame of the element
    /// that the CSS selector names. What is selected there the page does not see.
    ///
    /// # Errors
    ///
    /// When the words are not there.
    pub async fn select_inside(&self, host: &str, words: &str) -> Result<()> {
        let (start, end) = self.ends_inside(Some(host), words, words).await?;
        self.drag(start, end).await
    }

    /// Clicks three times on the words, which selects their paragraph.
    ///
    /// # Errors
    ///
    /// When the words are not there.
    pub async fn click_three_times(&self, words: &str) -> Result<()> {
        let (start, _) = self.ends_of(words, words).await?;
        let (x, y) = (round(start.x + 3.0), round(start.y));
        let actions = self.actions().move_to(x, y);
        Ok(actions.click().click().click().perform().await?)
    }

    /// Puts the mouse on something and leaves it there.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn point_at(&self, role: &str, name: &str) -> Result<()> {
        let node = self.find(role, name).await?;
        let Point { x, y } = self.middle_of(&node).await?;
        Ok(self.actions().move_to(round(x), round(y)).perform().await?)
    }

    /// Drags the mouse from the first words to the last, over whatever is between.
    ///
    /// # Errors
    ///
    /// When either is not there, or too far from the other for one screen.
    pub async fn select_from_to(&self, first: &str, last: &str) -> Result<()> {
        let (start, end) = self.ends_of(first, last).await?;
        self.drag(start, end).await?;
        until("a selection over both", async || {
            let now = self.selection().await?;
            Ok((now.starts_with(first) && now.ends_with(last)).then_some(()))
        })
        .await
    }

    /// The words that are selected, in a frame or a shadow tree, too; white space as
    /// one space.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn selection(&self) -> Result<String> {
        let now = self.script(SELECTED, vec![]).await?;
        let now = now.as_str().unwrap_or_default().split_whitespace();
        Ok(now.collect::<Vec<_>>().join(" "))
    }

    /// Selects the words without a hand, as a script of the page may.
    ///
    /// # Errors
    ///
    /// When the words are not there.
    pub async fn mark(&self, words: &str) -> Result<()> {
        self.script(SELECT_WORDS, vec![json!(words)]).await?;
        self.selected(words).await
    }

    /// Waits until the selection is these words, white space as one space.
    ///
    /// # Errors
    ///
    /// When it is something else.
    pub async fn selected(&self, words: &str) -> Result<()> {
        let wanted = words.split_whitespace().collect::<Vec<_>>().join(" ");
        until(&format!("the selection {wanted:?}"), async || {
            Ok((self.selection().await? == wanted).then_some(()))
        })
        .await
    }

    /// Presses Ctrl and Enter.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn press_hotkey(&self) -> Result<()> {
        self.press_with(Key::Control, Key::Enter).await
    }

    /// Presses a key while another is held.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn press_with(&self, held: Key, key: impl Into<TypingData>) -> Result<()> {
        let actions = self
            .actions()
            .key_down(held.clone())
            .send_keys(key)
            .key_up(held);
        Ok(actions.perform().await?)
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn type_keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.actions().send_keys(keys).perform().await?)
    }

    /// Clicks or, with fingers, taps something.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        let node = self.find(role, name).await?;
        let Point { x, y } = self.middle_of(&node).await?;
        if self.device == Device::Phone {
            self.touch("touchStart", Some((x, y))).await?;
            return self.touch("touchEnd", None).await;
        }
        let actions = self.actions().move_to(round(x), round(y)).click();
        Ok(actions.perform().await?)
    }

    /// Clicks into a text box and writes over what it holds.
    ///
    /// # Errors
    ///
    /// When there is no such text box.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        self.click("textbox", name).await?;
        self.press_with(Key::Control, "a").await?;
        self.type_keys(Key::Delete).await?;
        self.type_keys(text).await
    }

    /// Goes from control to control with Tab until this one has the focus.
    ///
    /// # Errors
    ///
    /// When Tab comes around without reaching it.
    pub async fn tab_to(&self, role: &str, name: &str) -> Result<()> {
        let wanted = self.find(role, name).await?;
        for _ in 0..MANY_CONTROLS {
            let focused = "function() { return this.getRootNode().activeElement === this; }";
            if self.call(&wanted, focused).await? == Value::Bool(true) {
                return Ok(());
            }
            self.type_keys(Key::Tab).await?;
        }
        anyhow::bail!("the keyboard does not reach the {role} named {name:?}")
    }

    /// Touches the word and leaves it selected, as a long press does. The touch is
    /// real. The selection is made by the page, because a browser without a
    /// screen answers no long press, and it is what a long press would make.
    ///
    /// # Errors
    ///
    /// When the word is not there.
    pub async fn hold(&self, word: &str) -> Result<()> {
        let (start, end) = self.ends_of(word, word).await?;
        let middle = ((start.x + end.x) / 2.0, start.y);
        self.touch("touchStart", Some(middle)).await?;
        self.script(SELECT_WORDS, vec![json!(word)]).await?;
        self.touch("touchCancel", None).await?;
        self.selected(word).await
    }

    async fn touch(&self, what: &str, finger: Option<(f64, f64)>) -> Result<()> {
        let fingers: Vec<Value> = finger
            .iter()
            .map(|(x, y)| json!({"x": x, "y": y}))
            .collect();
        self.protocol(
            "Input.dispatchTouchEvent",
            json!({"type": what, "touchPoints": fingers}),
        )
        .await?;
        Ok(())
    }

    async fn drag(&self, from: Point, to: Point) -> Result<()> {
        let actions = self
            .actions()
            .move_to(round(from.x), round(from.y))
            .click_and_hold();
        Ok(actions
            .move_to(round(to.x), round(to.y))
            .release()
            .perform()
            .await?)
    }

    async fn ends_of(&self, first: &str, last: &str) -> Result<(Point, Point)> {
        self.ends_inside(None, first, last).await
    }

    async fn ends_inside(
        &self,
        host: Option<&str>,
        first: &str,
        last: &str,
    ) -> Result<(Point, Point)> {
        let ends = self
            .script(ENDS, vec![json!(first), json!(last), json!(host)])
            .await?;
        let point = |index: usize| {
            let (x, y) = (ends[index]["x"].as_f64()?, ends[index]["y"].as_f64()?);
            Some(Point { x, y })
        };
        point(0)
            .zip(point(1))
            .with_context(|| format!("the words {first:?} and {last:?} are not on the page"))
    }

    async fn middle_of(&self, node: &Node) -> Result<Point> {
        let middle = "function() {
            this.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
            const box = this.getBoundingClientRect();
            return {x: box.left + box.width / 2, y: box.top + box.height / 2};
        }";
        let middle = self.call(node, middle).await?;
        let (x, y) = (middle["x"].as_f64(), middle["y"].as_f64());
        let (x, y) = x.zip(y).context("it is nowhere on the screen")?;
        Ok(Point { x, y })
    }

    fn actions(&self) -> ActionChain {
        let quick = Some(Duration::from_millis(10));
        self.driver
            .action_chain_with_delay(Some(Duration::ZERO), quick)
    }
}

/// More controls than any page has.
const MANY_CONTROLS: u32 = 60;

fn round(pixels: f64) -> i64 {
    pixels.round() as i64
}
