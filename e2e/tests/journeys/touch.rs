//! A telephone: fingers, the button beside the selection, no keyboard shortcut.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Demo, Device};

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
