//! Articles in frames of a sandbox, with the widget in the frame: with an origin of their own it works as anywhere; without
//! one nothing can be kept and nothing is taken, and the reader is told so.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Browser, Device, Publisher, until};
use serde_json::json;
use thirtyfour::Key;

/// Puts the page into a frame of a sandbox, as another page of the same publisher embeds it.
const FRAME: &str = "
const [sandbox, done] = arguments;
document.body.innerHTML = '<h1>A frame</h1>';
const frame = document.createElement('iframe');
Object.assign(frame, {width: 900, height: 700, title: 'The article', src: '/plain'});
frame.setAttribute('sandbox', sandbox);
frame.onload = () => done(null);
document.body.append(frame);";

/// Marks the mistake, as a hand would.
const MARK: &str = "
const text = document.querySelector('p').firstChild, at = text.data.indexOf('teh');
focus();
getSelection().setBaseAndExtent(text, at, text, at + 3);";

const DIALOG: &str = "
const root = document.querySelector('corrigenda-dialog')?.shadowRoot;
return root ? root.activeElement?.value + ' | ' + root.querySelector('dialog').innerText : null;";

#[tokio::test]
async fn a_sandbox_is_a_page_like_any_other_or_says_what_it_cannot() -> Result<()> {
    let publisher = Publisher::start(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pages")).await?;
    let plain = publisher.pages.iter().find(|page| page.name == "plain");
    let url = format!("{}/plain", publisher.origin);
    publisher
        .push(&url, plain.context("no plain page")?)
        .await?;
    let browser = Browser::open(Device::Laptop).await?;
    for (sandbox, says, has_form) in [
        (
            "allow-scripts allow-same-origin",
            "Your report was received",
            false,
        ),
        (
            "allow-scripts",
            "Not sent: the server could not be reached.",
            true,
        ),
    ] {
        browser.go(&format!("{}/printed", publisher.origin)).await?;
        browser
            .script_with_answer(FRAME, vec![json!(sandbox)])
            .await?;
        browser.enter(Some(0)).await?;
        shows(
            &browser,
            "return 'corrigenda' in window ? 'it' : null",
            "it",
        )
        .await?;
        browser.script(MARK, vec![]).await?;
        browser.press_hotkey().await?;
        shows(&browser, DIALOG, "teh | Suggest a correction").await?;
        browser.press_with(Key::Control, "a").await?;
        browser.type_keys("the").await?;
        browser.press_hotkey().await?;
        let said = shows(&browser, DIALOG, says).await?;
        let form = said.contains("Use the plain form");
        ensure!(form == has_form, "{sandbox}: {said}");
        ensure!(!said.contains("will be sent"), "{sandbox}: {said}");
        browser.enter(None).await?;
        if !has_form {
            let case = publisher.last_case().await?;
            ensure!(case["article"]["url"] == url.as_str(), "{case}");
        }
    }
    browser.close().await
}

/// Waits until a script gives a text with these words.
async fn shows(browser: &Browser, script: &str, words: &str) -> Result<String> {
    until(words, async || {
        let text = browser.script(script, vec![]).await?;
        let text = text.as_str().unwrap_or_default().to_owned();
        Ok(text.contains(words).then_some(text))
    })
    .await
}
