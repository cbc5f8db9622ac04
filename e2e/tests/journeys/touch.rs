//! A telephone: fingers, the button beside the selection, no keyboard shortcut.

use anyhow::{Result, bail, ensure};
use corrigenda_e2e::{Demo, Device, until};

use crate::accessible::judge;
use crate::people::{Editor, Reader};

#[tokio::test]
async fn a_finger_reports_a_mistake_by_the_button() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Phone).await?;

    reader.opens(&demo.article_url).await?;
    ensure!(
        !reader.browser.sees("button", "Report a mistake").await?,
        "a button without a selection"
    );
    reader.browser.hold("milion").await?;
    reader.browser.click("button", "Report a mistake").await?;
    reader.sees_dialog_with("milion").await?;
    reader.proposes("million").await?;
    let receipt = reader.sends().await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    reader.opens(&demo.article_url).await?;
    reader.browser.read("1.4 million, of which").await?;
    reader.browser.go(&receipt).await?;
    reader.browser.read("The article was changed").await?;
    editor.browser.close().await?;
    reader.browser.close().await
}

/// Words at the edges of the screen and in its middle, and around all of it.
const EDGES: &str = "
const body = document.querySelector('[itemprop=articleBody]');
for (const [word, place] of Object.entries({Leftmost: 'left:0;top:40%', Rightmost: 'right:0;top:50%', Highest: 'left:40%;top:0', Lowest: 'left:40%;bottom:0'})) {
  const p = document.createElement('p');
  p.textContent = word;
  p.style.cssText = `position:fixed;margin:0;background:Canvas;${place}`;
  body.append(p);
}
scrollTo(0, 300);";

/// The selection and the button, each from left to right and from top to bottom, and how large the screen is.
const BESIDE: &str = "
const words = getSelection().getRangeAt(0).getBoundingClientRect();
const button = document.querySelector('corrigenda-button')?.shadowRoot.querySelector('button')?.getBoundingClientRect();
return button ? [words.top, words.bottom, words.left, words.right, button.top, button.bottom, button.left, button.right, innerWidth, innerHeight] : null;";

/// Pixels that a system's menu above a selection and the handles below it take at least.
const MENU: f64 = 60.0;
const HANDLES: f64 = 30.0;

#[tokio::test]
async fn the_button_is_below_the_words_and_on_the_screen() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Phone).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    browser.script(EDGES, vec![]).await?;
    for word in ["Leftmost", "Rightmost", "Highest", "Lowest"] {
        browser.hold(word).await?;
        let beside = until("the button beside the words", async || {
            let beside = browser.script(BESIDE, vec![]).await?;
            let beside: Option<Vec<f64>> = serde_json::from_value(beside)?;
            // The one of the word before lies elsewhere for a moment.
            Ok(beside.filter(|at| clear(at)))
        });
        if beside.await.is_err() {
            let beside = browser.script(BESIDE, vec![]).await?;
            bail!("{word}: {beside} is not clear of words and edges");
        }
    }
    let mut mistakes = Vec::new();
    judge(browser, "touch button", "corrigenda-button", &mut mistakes).await?;
    ensure!(mistakes.is_empty(), "{mistakes:?}");
    reader.browser.close().await
}

/// Whether the button is on the screen, beside these words, and clear of what a system puts around them.
fn clear(at: &[f64]) -> bool {
    let [
        top,
        bottom,
        left,
        right,
        above,
        below,
        from,
        to,
        width,
        height,
    ] = at[..]
    else {
        return false;
    };
    let is_on_screen = from >= 4.0 && to <= width - 4.0 && above >= 4.0 && below <= height - 4.0;
    let is_near = from <= right && to >= left - 4.0;
    // Below the words, or above the menu where there is no room.
    let is_below = above >= bottom + HANDLES && above <= bottom + 2.0 * HANDLES;
    let is_above = below <= top - MENU && bottom + HANDLES + (below - above) > height - 8.0;
    is_on_screen && is_near && (is_below || is_above) && below - above >= 44.0
}

/// Covers so many pixels of the screen from below, as an on-screen keyboard does: the page is as large as before, and
/// what is seen of it is not. No browser without a screen has such a keyboard.
const COVER: &str = "
const covered = arguments[0], height = innerHeight - covered;
Object.defineProperty(visualViewport, 'height', {configurable: true, get: () => height});
visualViewport.dispatchEvent(new Event('resize'));";

/// Where the dialog begins and ends, where its buttons end, and how high the page is.
const BOX: &str = "
const root = document.querySelector('corrigenda-dialog').shadowRoot;
const {top, bottom} = root.querySelector('dialog').getBoundingClientRect();
return [top, bottom, root.querySelector('.send').getBoundingClientRect().bottom, innerHeight];";

#[tokio::test]
async fn the_dialog_stands_above_an_on_screen_keyboard() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Phone).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    browser.hold("milion").await?;
    browser.click("button", "Report a mistake").await?;
    reader.sees_dialog_with("milion").await?;
    let pixels = async || -> Result<Vec<f64>> {
        Ok(serde_json::from_value(browser.script(BOX, vec![]).await?)?)
    };
    let before = pixels().await?;
    ensure!(
        (before[1] - before[3]).abs() < 1.0,
        "not at the bottom: {before:?}"
    );
    browser.script(COVER, vec![320.into()]).await?;
    let covered = pixels().await?;
    ensure!(
        covered[0] >= 0.0 && covered[1] <= covered[3] - 320.0 && covered[2] <= covered[1],
        "the keyboard covers it: {covered:?}"
    );
    reader.proposes("million").await?;
    browser.script(COVER, vec![0.into()]).await?;
    // Two fingers enlarge the page, and that is no keyboard.
    let factor = serde_json::json!({"pageScaleFactor": 2});
    browser
        .protocol("Emulation.setPageScaleFactor", factor)
        .await?;
    browser
        .script(
            "delete visualViewport.height; visualViewport.dispatchEvent(new Event('resize'))",
            vec![],
        )
        .await?;
    let scaled = browser
        .script(
            "return [visualViewport.scale, visualViewport.height < innerHeight]",
            vec![],
        )
        .await?;
    ensure!(
        scaled == serde_json::json!([2, true]),
        "nothing is enlarged: {scaled}"
    );
    let enlarged = pixels().await?;
    ensure!(
        (enlarged[1] - enlarged[3]).abs() < 1.0,
        "it makes room for no keyboard: {enlarged:?}"
    );
    reader.browser.close().await
}
