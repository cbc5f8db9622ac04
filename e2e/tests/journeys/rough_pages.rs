//! Rough pages: each file of `e2e/pages` is one that makes life hard for a script from elsewhere. Its first comment says,
//! as JSON, what is done there and what must come out; here it is done, with real keys and a real mouse, in one browser.
//!
//! | name | meaning |
//! |---|---|
//! | `why` | what is hard about the page |
//! | `headers` | what its server says beside the page |
//! | `source` | the article as the publisher's system has it, when the page makes it by a script |
//! | `path` | where the page is opened, when not under its own name |
//! | `zoom` | per cent |
//! | `first` | what is done before: `["click", role, name]`, `["fill", name, text]`, `["press"]` for Ctrl+Enter, `["read", words]` |
//! | `inside` | the host of the shadow tree or the frame with the words |
//! | `select`, `to` | the words that are marked, or the first and the last of them |
//! | `by` | `script` where a mouse does not go along with the letters: a line that runs both ways; `backwards` |
//! | `passage` | what the dialog has in its text box and the server stores; else `select` |
//! | `article` | the address that the server stores, below the origin; else the page's |
//! | `runs` | `false` when the script must not run |
//! | `loads` | `false` when the script runs and what it loads must not; then the reader is asked to use the form |
//! | `published` | when the article was published, for the server |
//! | `closed` | what the dialog says instead of asking |
//! | `unsent` | what the dialog says when the page lets nothing out |
//! | `holds` | what a script must find true in the end |
//! | `complaints` | what the browser may say in its console |
//! | `fails` | why it does not work yet; then it must not |

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use corrigenda_e2e::{Browser, Device, Publisher, Rough, until};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::accessible::judge;

/// What a reader had before, and has to have again: the place, the focus. The selection is read by hand.
const HELD: &str = "
let focus = document.activeElement;
while (focus?.shadowRoot?.activeElement ?? focus?.contentDocument?.activeElement)
  focus = focus.shadowRoot?.activeElement ?? focus.contentDocument.activeElement;
const boxes = [...document.querySelectorAll('*')].filter(box => box.scrollTop > 0).map(box => `${box.localName} ${box.scrollTop}`);
return [scrollX, scrollY, boxes, focus?.outerHTML.slice(0, 80)];
";

/// Counts how often the dialog opens.
const COUNT: &str =
    "window.opened = 0; document.addEventListener('corrigenda:open', () => window.opened++);";

#[tokio::test]
async fn the_widget_works_on_any_page_and_changes_none() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let publisher = Publisher::start(&folder).await?;
    let browser = Browser::open(Device::Laptop).await?;
    let only = std::env::var("CORRIGENDA_PAGE").unwrap_or_default();
    let mut wrong = Vec::new();
    for page in publisher
        .pages
        .iter()
        .filter(|page| page.name.contains(&only) && page.says["part"] != true)
    {
        // Whatever the last page left open or said is not this one's.
        browser.go("about:blank").await?;
        browser.complaints().await?;
        browser.zoom(100).await?;
        match (visit(&browser, &publisher, page).await, page.text("fails")) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Err(error), None) => wrong.push(format!("{}: {error:#}", page.name)),
            (Ok(()), Some(why)) => {
                wrong.push(format!("{} works now, it needs no {why:?}", page.name))
            }
        }
    }
    ensure!(
        wrong.is_empty(),
        "{} pages:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    browser.close().await
}

async fn visit(browser: &Browser, publisher: &Publisher, page: &Rough) -> Result<()> {
    let own = format!("/{}", page.name);
    let at = |path: &str| format!("{}{path}", publisher.origin);
    let article = at(page.text("article").unwrap_or(&own));
    publisher.push(&article, page).await?;
    if let Some(per_cent) = page.says["zoom"].as_u64() {
        browser.zoom(u32::try_from(per_cent)?).await?;
    }
    browser.go(&at(page.text("path").unwrap_or(&own))).await?;
    if page.says["runs"] == false {
        return stays_out(browser, page).await;
    }
    until("the widget", async || {
        let there = browser
            .script("return Boolean(window.corrigenda)", vec![])
            .await?;
        Ok((there == true).then_some(()))
    })
    .await?;
    browser.script(COUNT, vec![]).await?;
    for step in page.says["first"].as_array().into_iter().flatten() {
        take(browser, step)
            .await
            .with_context(|| format!("{step}"))?;
    }
    let select = page.text("select").context("nothing to select")?;
    match (page.text("inside"), page.text("to")) {
        (Some(host), _) => {
            browser.select_inside(host, select).await?;
            browser.selected(select).await?;
        }
        (None, Some(last)) => browser.select_from_to(select, last).await?,
        (None, None) => match page.text("by") {
            Some("script") => browser.mark(select).await?,
            Some("backwards") => browser.select_backwards(select).await?,
            _ => browser.select(select).await?,
        },
    }
    if page.says["loads"] == false {
        browser.press_hotkey().await?;
        browser.declines("Open this form instead?").await?;
        return complaints(browser, page).await;
    }
    if let Some(why) = page.text("closed") {
        return is_told(browser, why).await;
    }
    let passage = page.text("passage").unwrap_or(select);
    report(browser, page, passage).await?;
    if page.text("unsent").is_none() {
        stored(publisher, &article, passage).await?;
    }
    if let Some(expression) = page.text("holds") {
        let holds = browser
            .script(&format!("return {expression}"), vec![])
            .await?;
        ensure!(holds == true, "{expression} is {holds}");
    }
    complaints(browser, page).await
}

/// The browser has refused the script.
async fn stays_out(browser: &Browser, page: &Rough) -> Result<()> {
    until("the browser's refusal", async || {
        let failed = browser.script("return window.failed", vec![]).await?;
        Ok((failed == true).then_some(()))
    })
    .await?;
    let there = "return 'corrigenda' in window";
    let there = browser.script(there, vec![]).await?;
    ensure!(there == false, "the widget runs");
    complaints(browser, page).await
}

/// The dialog says why nothing can be sent, and has nothing to fill in.
async fn is_told(browser: &Browser, why: &str) -> Result<()> {
    browser.press_hotkey().await?;
    browser.read(why).await?;
    let asks = browser.sees("textbox", "").await? || browser.sees("button", "Send").await?;
    ensure!(!asks, "the dialog asks nevertheless");
    let mut mistakes = Vec::new();
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await?;
        let state = format!("closed {scheme}");
        judge(browser, &state, "corrigenda-dialog", &mut mistakes).await?;
    }
    ensure!(mistakes.is_empty(), "{mistakes:?}");
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await
}

/// From the key press to the closed dialog, with the page as it was.
async fn report(browser: &Browser, page: &Rough, passage: &str) -> Result<()> {
    let before = (
        browser.selection().await?,
        browser.script(HELD, vec![]).await?,
    );
    browser.press_hotkey().await?;
    browser.find("dialog", "Suggest a correction").await?;
    let field = browser.find("textbox", "Should read").await?;
    ensure!(field.value == passage, "the dialog has {:?}", field.value);
    browser.show_as("print").await?;
    let printed = browser.sees("dialog", "Suggest a correction").await?;
    browser.show_as("screen").await?;
    ensure!(!printed, "the dialog is printed");
    browser.click("textbox", "Should read").await?;
    browser.press_with(Key::Control, Key::End).await?;
    browser.type_keys(", or so").await?;
    browser.click("button", "Send").await?;
    match page.text("unsent") {
        Some(words) => {
            browser.read(words).await?;
            browser.type_keys(Key::Escape).await?;
        }
        None => {
            browser.read("Your report was received").await?;
            browser.click("button", "Close").await?;
        }
    }
    browser.gone("dialog", "Suggest a correction").await?;
    // The page gets back what it had when the dialog has told that it is closed, which is a moment later.
    let held = until("the page as it was", async || {
        let now = (
            browser.selection().await?,
            browser.script(HELD, vec![]).await?,
        );
        Ok((now == before).then_some(()))
    });
    if let Err(error) = held.await {
        let now = (
            browser.selection().await?,
            browser.script(HELD, vec![]).await?,
        );
        bail!("{error:#}: it had {before:?} and has {now:?}");
    }
    let opened = browser.script("return window.opened", vec![]).await?;
    ensure!(opened == 1, "the dialog was opened {opened} times");
    Ok(())
}

/// The server has the report, about these words of this article, and found them there.
async fn stored(publisher: &Publisher, article: &str, passage: &str) -> Result<()> {
    let case = publisher.last_case().await?;
    let has = json!([
        case["article"]["url"],
        case["anchor"]["exact"],
        case["placement"]
    ]);
    ensure!(
        has == json!([article, passage, "exact"]),
        "the server has {has}, not {passage:?} in {article}"
    );
    Ok(())
}

async fn complaints(browser: &Browser, page: &Rough) -> Result<()> {
    let expected: Vec<&str> = page.says["complaints"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let said = browser.complaints().await?;
    let unexpected: Vec<&String> = said
        .iter()
        .filter(|said| !expected.iter().any(|known| said.contains(known)))
        .collect();
    ensure!(
        unexpected.is_empty(),
        "the browser complains: {unexpected:?}"
    );
    Ok(())
}

async fn take(browser: &Browser, step: &Value) -> Result<()> {
    let word = |at: usize| step[at].as_str().unwrap_or_default();
    match word(0) {
        "click" => browser.click(word(1), word(2)).await,
        "fill" => browser.fill(word(1), word(2)).await,
        "press" => browser.press_hotkey().await,
        "read" => browser.read(word(1)).await,
        other => bail!("nobody knows how to {other:?}"),
    }
}
