//! Every state of the widget as axe-core and a keyboard meet it: wide and narrow,
//! light and dark, with letters twice as big and with colours of the reader's own.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device};
use serde_json::json;
use thirtyfour::Key;

use crate::people::{ARABIC, Reader};

/// Looks at a state and notes what is wrong with it.
async fn judge(
    browser: &Browser,
    state: &str,
    host: &str,
    mistakes: &mut Vec<String>,
) -> Result<()> {
    let found = browser.violations(Some(host)).await?;
    mistakes.extend(found.into_iter().map(|line| format!("{state}: {line}")));
    let wide =
        "return [document.scrollingElement.scrollWidth, document.documentElement.clientWidth]";
    let wide = browser.script(wide, vec![]).await?;
    if wide[0] != wide[1] {
        mistakes.push(format!(
            "{state}: the page is {} pixels wide of {}",
            wide[0], wide[1]
        ));
    }
    Ok(())
}

#[tokio::test]
async fn axe_finds_nothing_in_any_state() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    let mut mistakes = Vec::new();
    for (scheme, width) in [("light", 1280), ("dark", 320)] {
        browser.prefer(scheme).await?;
        browser.resize(width, 640).await?;
        reader.opens(&demo.article_url).await?;
        states(&reader, &format!("{scheme} {width}"), &mut mistakes).await?;
    }
    // Letters twice as big, colours of the reader's own.
    browser.resize(640, 480).await?;
    browser.prefer_feature("forced-colors", "active").await?;
    reader.opens(&demo.article_url).await?;
    browser
        .script("document.documentElement.style.fontSize = '200%'", vec![])
        .await?;
    reader.marks_again("ten weeks").await?;
    reader.proposes("eleven weeks").await?;
    judge(browser, "200 %", "corrigenda-dialog", &mut mistakes).await?;
    ensure!(
        browser.complaints().await?.is_empty(),
        "something was logged"
    );

    let arabic = Reader::with(Device::Laptop).await?.reading(&ARABIC);
    arabic
        .opens(&demo.paper("/2026/11/sanaat-al-qawarib"))
        .await?;
    arabic.marks("نظر سالم الدقّاق").await?;
    judge(
        &arabic.browser,
        "right to left",
        "corrigenda-dialog",
        &mut mistakes,
    )
    .await?;
    ensure!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    arabic.browser.close().await?;
    reader.browser.close().await
}

/// From the empty dialog to the line that stays.
async fn states(reader: &Reader, name: &str, mistakes: &mut Vec<String>) -> Result<()> {
    let (browser, dialog) = (&reader.browser, "corrigenda-dialog");
    browser.press_hotkey().await?;
    browser.find("combobox", "About").await?;
    judge(browser, &format!("{name} whole article"), dialog, mistakes).await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;

    reader
        .marks_again("sixty-four hangars, the vertical rods")
        .await?;
    judge(browser, &format!("{name} open"), dialog, mistakes).await?;
    browser.press_hotkey().await?;
    judge(browser, &format!("{name} incomplete"), dialog, mistakes).await?;
    reader
        .proposes("sixty-four hangers, the vertical rods")
        .await?;
    judge(browser, &format!("{name} changed"), dialog, mistakes).await?;
    browser.click("button", "Report and mark another").await?;
    browser.find("link", "Follow what becomes of it").await?;
    judge(
        browser,
        &format!("{name} line"),
        "corrigenda-toast",
        mistakes,
    )
    .await?;

    reader.marks_again("milion").await?;
    reader.proposes("million").await?;
    browser.unreachable(&["/reports"]).await?;
    browser.press_hotkey().await?;
    browser.read("will be sent as soon as it can").await?;
    judge(browser, &format!("{name} kept"), dialog, mistakes).await?;
    browser.unreachable(&[]).await?;
    browser.script("localStorage.clear()", vec![]).await?;
    // What the browser says of a request that failed is meant here.
    browser.complaints().await?;
    Ok(())
}

#[tokio::test]
async fn a_keyboard_is_enough() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    reader.marks("milion").await?;
    // The order of the keyboard is the order of reading, and it stays in the dialog.
    let mut order = Vec::new();
    for _ in 0..9 {
        let focused = browser
            .script(
                "const {activeElement} = document.querySelector('corrigenda-dialog').shadowRoot;
             return activeElement?.labels?.[0]?.textContent ?? activeElement?.textContent ?? ''",
                vec![],
            )
            .await?;
        order.push(focused);
        browser.type_keys(Key::Tab).await?;
    }
    let wanted = [
        "Should read",
        "Comment",
        "Source",
        "Kind",
        "Email",
        "Cancel",
        "Report and mark another",
        "Send",
    ];
    ensure!(
        order[..8] == wanted.map(|name| json!(name)),
        "the order is {order:?}"
    );
    browser.tab_to("textbox", "Should read").await?;
    browser.press_with(Key::Control, "a").await?;
    browser.type_keys("million").await?;
    browser.tab_to("button", "Send").await?;
    browser.type_keys(Key::Enter).await?;
    browser.read("Your report was received").await?;
    browser.find("status", "").await?;
    browser.tab_to("link", "Follow what becomes of it").await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.selected("milion").await?;
    reader.browser.close().await
}
