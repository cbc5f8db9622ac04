//! Every state of the widget as axe-core and a keyboard meet it: wide and narrow,
//! light and dark, with letters twice as big and with colours of the reader's own.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use serde_json::json;
use thirtyfour::Key;

use crate::people::{ARABIC, Reader};

/// Looks at a state, notes what is wrong with it, and keeps a picture for whoever asks for all of them.
pub(crate) async fn judge(
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
    match std::env::var_os("CORRIGENDA_ALL_PICTURES").map(PathBuf::from) {
        Some(folder) => {
            let file = format!("widget-{}.png", state.replace([' ', '%'], "-"));
            browser.picture(&folder.join(file), false).await
        }
        None => Ok(()),
    }
}

/// Whether what is wrong with the field that has the focus is above the buttons that stay.
const SEEN: &str = "
const root = document.querySelector('corrigenda-dialog').shadowRoot;
const wrong = root.activeElement.nextElementSibling, bar = root.querySelector('.bar');
return wrong.textContent !== '' && wrong.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;";

#[tokio::test]
async fn axe_finds_nothing_in_any_state() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    let mut mistakes = Vec::new();
    browser.embed_with(&json!({"button": "always"})).await?;
    for (scheme, width) in [("light", 1280), ("dark", 320), ("forced", 1280)] {
        match scheme {
            "forced" => browser.prefer_feature("forced-colors", "active").await?,
            scheme => browser.prefer(scheme).await?,
        }
        browser.resize(width, 640).await?;
        reader.opens(&demo.article_url).await?;
        states(&reader, &format!("{scheme} {width}"), &mut mistakes).await?;
    }
    // Letters twice as big.
    browser.prefer("light").await?;
    browser.resize(640, 480).await?;
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
    right_to_left(&demo, &mut mistakes).await?;
    ensure!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    reader.browser.close().await
}

async fn right_to_left(demo: &Demo, mistakes: &mut Vec<String>) -> Result<()> {
    let reader = Reader::with(Device::Laptop).await?.reading(&ARABIC);
    let (browser, dialog) = (&reader.browser, "corrigenda-dialog");
    let boats = demo.paper("/2026/11/sanaat-al-qawarib");
    for (scheme, width) in [("light", 1280), ("dark", 320)] {
        let name = format!("arabic {scheme} {width}");
        browser.prefer(scheme).await?;
        browser.resize(width, 700).await?;
        reader.opens(&boats).await?;
        reader.marks_again("نظر سالم الدقّاق").await?;
        judge(browser, &format!("{name} open"), dialog, mistakes).await?;
        browser.press_hotkey().await?;
        judge(browser, &format!("{name} incomplete"), dialog, mistakes).await?;
        reader.proposes("نظر سليم الدقّاق").await?;
        judge(browser, &format!("{name} changed"), dialog, mistakes).await?;
        reader.sends().await?;
        judge(browser, &format!("{name} sent"), dialog, mistakes).await?;
    }
    reader.browser.close().await
}

/// Every state, each before or after what is sent.
async fn states(reader: &Reader, name: &str, mistakes: &mut Vec<String>) -> Result<()> {
    until_sent(reader, name, mistakes).await?;
    known_and_wrong(reader, name, mistakes).await?;
    afterwards(reader, name, mistakes).await?;
    reader
        .browser
        .script("localStorage.clear()", vec![])
        .await?;
    // What the browser says of a request that failed is meant here.
    reader.browser.complaints().await?;
    Ok(())
}

/// From the empty dialog to the line that stays.
async fn until_sent(reader: &Reader, name: &str, mistakes: &mut Vec<String>) -> Result<()> {
    let (browser, dialog) = (&reader.browser, "corrigenda-dialog");
    browser.press_hotkey().await?;
    browser.find("combobox", "About").await?;
    judge(browser, &format!("{name} whole article"), dialog, mistakes).await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;

    browser
        .select("sixty-four hangars, the vertical rods")
        .await?;
    browser.find("button", "Report a mistake").await?;
    let button = format!("{name} button");
    judge(browser, &button, "corrigenda-button", mistakes).await?;
    reader
        .marks_again("sixty-four hangars, the vertical rods")
        .await?;
    judge(browser, &format!("{name} open"), dialog, mistakes).await?;
    browser.press_hotkey().await?;
    judge(browser, &format!("{name} incomplete"), dialog, mistakes).await?;
    // What is wrong stands below its field, and not below the buttons.
    let seen = browser.script(SEEN, vec![]).await?;
    ensure!(seen == true, "{name}: what is wrong is out of sight");
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
    // The button is there again, for what is marked still, and does not lie over the line.
    let crossed = until("button and line", async || {
        let crossed = browser.script(CROSSED, vec![]).await?;
        Ok(crossed.as_bool())
    });
    if crossed.await? {
        mistakes.push(format!("{name}: the button lies over the line"));
    }
    Ok(())
}

/// Whether the button and the line at the edge of the page share a place; nothing when one of them is not there.
const CROSSED: &str = "
const [one, other] = ['corrigenda-button', 'corrigenda-toast'].map(host =>
  document.querySelector(host)?.shadowRoot.querySelector('[popover]').getBoundingClientRect());
return one && other ? one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom : null;";

/// What the dialog says before anything is sent.
async fn known_and_wrong(reader: &Reader, name: &str, mistakes: &mut Vec<String>) -> Result<()> {
    let (browser, dialog) = (&reader.browser, "corrigenda-dialog");
    // What is known of an article may be two minutes old.
    browser.forget_files().await?;
    reader
        .marks_again("sixty-four hangars, the vertical rods")
        .await?;
    browser.read("Already reported.").await?;
    judge(browser, &format!("{name} reported"), dialog, mistakes).await?;
    browser.fill("Email", "nobody").await?;
    browser.press_hotkey().await?;
    browser.read("This does not look like").await?;
    judge(browser, &format!("{name} wrong"), dialog, mistakes).await?;
    browser.fill("Email", "").await?;
    reader.proposes("").await?;
    judge(browser, &format!("{name} deletes"), dialog, mistakes).await?;
    // The draft of it is there the next time.
    reader
        .proposes("sixty-four hangars, the vertical rods")
        .await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await
}

/// What becomes of a report: refused, kept, taken.
async fn afterwards(reader: &Reader, name: &str, mistakes: &mut Vec<String>) -> Result<()> {
    let (browser, dialog) = (&reader.browser, "corrigenda-dialog");
    let moved = "document.querySelector('link[rel=canonical]').href = arguments[0]";
    let own = "return document.querySelector('link[rel=canonical]').href";
    let own = browser.script(own, vec![]).await?;
    let elsewhere = json!("https://elsewhere.example/a");
    browser.script(moved, vec![elsewhere]).await?;
    reader.marks_again("The county said").await?;
    reader.proposes("A county said").await?;
    browser.press_hotkey().await?;
    browser.read("Not sent: ").await?;
    judge(browser, &format!("{name} refused"), dialog, mistakes).await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.script(moved, vec![own]).await?;

    reader.marks_again("milion").await?;
    reader.proposes("million").await?;
    browser.unreachable(&["/reports"]).await?;
    browser.press_hotkey().await?;
    browser.read("will be sent as soon as it can").await?;
    judge(browser, &format!("{name} kept"), dialog, mistakes).await?;
    browser.unreachable(&[]).await?;
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;
    reader.marks_again("ten weeks").await?;
    reader.proposes("eleven weeks").await?;
    sending(browser, name, mistakes).await?;
    browser.read("Your report was received").await?;
    judge(browser, &format!("{name} sent"), dialog, mistakes).await
}

/// Whether the dialog says that it is busy.
const BUSY: &str = "
return document.querySelector('corrigenda-dialog').shadowRoot.querySelector('form')?.getAttribute('aria-busy') === 'true';";

/// While a report is under way, which takes its time where the browser has to prove work.
async fn sending(browser: &Browser, name: &str, mistakes: &mut Vec<String>) -> Result<()> {
    browser.hold_back("/reports").await?;
    browser.press_hotkey().await?;
    until("a busy dialog", async || {
        Ok((browser.script(BUSY, vec![]).await? == true).then_some(()))
    })
    .await?;
    let state = format!("{name} sending");
    judge(browser, &state, "corrigenda-dialog", mistakes).await?;
    ensure!(browser.script(BUSY, vec![]).await? == true, "it was sent");
    browser.let_go().await
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
