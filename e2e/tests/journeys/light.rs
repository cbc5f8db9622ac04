//! What the widget costs a page that nobody uses it on, and one on which somebody does: no request, no shift of
//! the page, no task that holds it up, no listener that holds up scrolling. What is told in figures is
//! `cargo xtask bench widget`'s.

use std::path::Path;

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Device, Publisher, until};
use serde_json::{Value, json};

/// Visits of which one has to be smooth: another program's work makes any task long now and then.
const VISITS: usize = 4;

/// Notes how the page is held up and shifted from its beginning on.
const WATCH: &str = "
window.held = [];
for (const type of ['longtask', 'layout-shift'])
  new PerformanceObserver(list => list.getEntries().filter(entry => !entry.hadRecentInput)
    .forEach(({value, name, sources}) => held.push(`${type} ${value ?? name} ${sources?.map(({node}) => node?.parentElement?.outerHTML.slice(0, 80)) ?? ''}`)))
    .observe({type, buffered: true});";

const ASKED: &str =
    "return performance.getEntriesByType('resource').map(({name, startTime}) => [name, startTime])";

/// After all that was under way: the next picture, and then idle.
const IDLE: &str = "const [done] = arguments; requestAnimationFrame(() => requestIdleCallback(() => done(performance.now())))";

#[tokio::test]
async fn a_page_is_neither_asked_for_more_nor_moved_nor_held_up() -> Result<()> {
    let publisher = Publisher::start(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pages")).await?;
    let browser = Browser::open(Device::Laptop).await?;
    browser
        .protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": WATCH}),
        )
        .await?;
    let mut held = Vec::new();
    for _ in 0..VISITS {
        held = visit(&browser, &publisher).await?;
        let shifts = held.iter().any(|entry| entry.starts_with("layout-shift"));
        ensure!(!shifts, "the page is shifted: {held:?}");
        if held.is_empty() {
            break;
        }
    }
    ensure!(held.is_empty(), "the page is held up each time: {held:?}");
    browser.close().await
}

/// Reads, then marks and reports; gives what held up the page or moved it.
async fn visit(browser: &Browser, publisher: &Publisher) -> Result<Vec<String>> {
    let page = publisher
        .pages
        .iter()
        .find(|page| page.name == "usual")
        .expect("the page is in the folder");
    let url = format!("{}/usual", publisher.origin);
    publisher.push(&url, page).await?;
    browser.go(&url).await?;
    until("the widget", async || {
        let there = "return 'corrigenda' in window";
        Ok((browser.script(there, vec![]).await? == true).then_some(()))
    })
    .await?;
    // What is moved while nobody does anything is moved before the first key, which would excuse it.
    browser.script_with_answer(IDLE, vec![]).await?;
    listeners_hold_nothing_up(browser).await?;
    // A reader who reads: keys, clicks, the wheel.
    browser.type_keys(thirtyfour::Key::PageDown).await?;
    browser.type_keys("a").await?;
    browser.click("heading", "").await?;
    let used = browser.script_with_answer(IDLE, vec![]).await?;
    let used = used.as_f64().unwrap_or_default();
    browser
        .select(page.text("select").unwrap_or_default())
        .await?;
    let asked = until("the dialog's script", async || {
        let asked = browser.script(ASKED, vec![]).await?;
        Ok(asked.to_string().contains("dialog.js").then_some(asked))
    })
    .await?;
    let early: Vec<&Value> = asked
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| entry[1].as_f64() < Some(used))
        .map(|entry| &entry[0])
        // A browser asks for an icon by itself.
        .filter(|name| !name.to_string().contains("favicon.ico"))
        .collect();
    let script = early.iter().all(|name| {
        name.as_str()
            .is_some_and(|name| name.ends_with("/corrigenda.js"))
    });
    ensure!(
        early.len() == 1 && script,
        "asked for before first use: {early:?}"
    );
    browser.press_hotkey().await?;
    browser.find("dialog", "Suggest a correction").await?;
    browser.fill("Should read", "Something else").await?;
    browser.type_keys(thirtyfour::Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.script_with_answer(IDLE, vec![]).await?;
    let held = browser.script("return held", vec![]).await?;
    Ok(serde_json::from_value(held)?)
}

/// Nothing listens to fingers or the wheel in a way that scrolling has to wait for.
async fn listeners_hold_nothing_up(browser: &Browser) -> Result<()> {
    for object in [
        "window",
        "document",
        "document.documentElement",
        "document.body",
    ] {
        let found = browser
            .protocol("Runtime.evaluate", json!({"expression": object}))
            .await?;
        let id = json!({"objectId": found["result"]["objectId"]});
        let listeners = browser
            .protocol("DOMDebugger.getEventListeners", id)
            .await?;
        let listeners = listeners["listeners"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        if object == "window" {
            let hears = listeners.iter().any(|one| one["type"] == "keydown");
            ensure!(
                hears,
                "the widget's own listener is not seen: {listeners:?}"
            );
        }
        let slow = listeners.iter().find(|one| {
            let kind = one["type"].as_str().unwrap_or_default();
            (kind.starts_with("touch") || kind.contains("wheel") || kind == "scroll")
                && one["passive"] != true
        });
        ensure!(slow.is_none(), "{object} listens: {slow:?}");
    }
    Ok(())
}
