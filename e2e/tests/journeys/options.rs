//! The page that shows every option of the widget live, as a developer of a site tries it: each choice does what it says.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use serde_json::json;
use thirtyfour::Key;

use crate::people::{ARABIC, Reader};

/// Ctrl and Shift, as the browser counts held keys.
const CONTROL_AND_SHIFT: u32 = 2 + 8;

/// Everything that the page has loaded.
const ASKED: &str =
    "return performance.getEntriesByType('resource').map(({name}) => name).join(' ')";

#[tokio::test]
async fn every_option_does_what_it_says() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    let opens = async |query: &str| {
        reader
            .opens(&demo.paper(&format!("/options?{query}")))
            .await
    };

    opens("lang=ar").await?;
    browser.press_hotkey().await?;
    browser.find("dialog", ARABIC.title).await?;

    opens("hotkey=Ctrl%2BShift%2BE").await?;
    press_e(browser).await?;
    browser.find("dialog", "Suggest a correction").await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.read("open null").await?;
    opens("button=never").await?;
    browser.select("frist printed").await?;
    let asked = until("the words", async || {
        let asked = browser.script(ASKED, vec![]).await?.to_string();
        Ok(asked.contains("part=dialog").then_some(asked))
    });
    let asked = asked.await?;
    ensure!(!asked.contains("button.js"), "a button comes: {asked}");
    opens("button=always").await?;
    browser.select("frist printed").await?;
    browser.click("button", "Report a mistake").await?;
    reader.sees_dialog_with("frist printed").await?;
    calls(&reader).await?;
    reader.browser.close().await
}

/// What a page's own script may ask for, and what it hears.
async fn calls(reader: &Reader) -> Result<()> {
    let browser = &reader.browser;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.click("button", "corrigenda.open()").await?;
    reader.sees_dialog_with("frist printed").await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.click("button", "corrigenda.open(null)").await?;
    browser
        .read("You are writing about the whole article.")
        .await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser
        .click("button", "range of the first sentence")
        .await?;
    let sentence = "The Saltmere Lantern was frist printed in 1887, on a press that came up the estuary by barge.";
    reader.sees_dialog_with(sentence).await?;
    reader.proposes("It was printed first in 1887.").await?;
    browser.press_hotkey().await?;
    browser.read("Your report was received").await?;
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;
    browser.read("sent {\"id\":").await
}

async fn press_e(browser: &Browser) -> Result<()> {
    for what in ["rawKeyDown", "keyUp"] {
        let key = json!({"type": what, "key": "E", "code": "KeyE", "windowsVirtualKeyCode": 69, "modifiers": CONTROL_AND_SHIFT});
        browser.protocol("Input.dispatchKeyEvent", key).await?;
    }
    Ok(())
}
