//! The reader's part of the loop in Firefox, which has an engine of its own: mark, Ctrl+Enter, send, receipt; the rough
//! pages that need no more than that; a server that is down.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::firefox::{Firefox, key};
use corrigenda_e2e::{Demo, Publisher, Rough, until};
use serde_json::{Value, json};

/// The words of the open dialog, which is in a shadow tree; nothing when none is open.
const DIALOG: &str = "
const dialog = document.querySelector('corrigenda-dialog')?.shadowRoot.querySelector('dialog[open]');
return dialog ? dialog.innerText : null;
";

/// What has the focus in the dialog.
const FOCUSED: &str = "return document.activeElement?.shadowRoot?.activeElement?.value ?? null;";

const RECEIPT: &str = "
return document.querySelector('corrigenda-dialog')?.shadowRoot.querySelector('[role=status] a')?.href ?? null;
";

#[tokio::test]
async fn a_reader_with_firefox_reports_a_mistake() -> Result<()> {
    let demo = Demo::start()?;
    let mut firefox = Firefox::open().await?;
    let (wrong, right) = ("sixty-four hangars", "sixty-four hangers");

    firefox.go(&demo.article_url).await?;
    sees(
        &mut firefox,
        "the widget",
        "return Boolean(window.corrigenda) || null",
    )
    .await?;
    firefox.select(wrong, wrong).await?;
    let selected = firefox.script("return String(getSelection())", &[]).await?;
    ensure!(selected == wrong, "{selected} is selected");
    firefox.press_with_control(key::ENTER).await?;
    let dialog = sees(&mut firefox, "the dialog", DIALOG).await?;
    ensure!(dialog.contains("Suggest a correction"), "{dialog}");
    let passage = sees(&mut firefox, "the passage", FOCUSED).await?;
    ensure!(passage == wrong, "the dialog has {passage:?}");
    firefox.press_with_control("a").await?;
    firefox.type_keys(right).await?;
    firefox.press_with_control(key::ENTER).await?;
    let receipt = sees(&mut firefox, "the receipt", RECEIPT).await?;
    let said = sees(&mut firefox, "the thanks", DIALOG).await?;
    ensure!(said.contains("Your report was received"), "{said}");

    firefox.go(&receipt).await?;
    let page = firefox
        .script("return document.body.innerText", &[])
        .await?;
    let page = page.as_str().context("a page")?;
    ensure!(page.contains("The editors have not decided yet"), "{page}");
    ensure!(
        page.contains(wrong),
        "the receipt shows the passage: {page}"
    );
    firefox.close().await
}

/// What only Chromium is asked: it says more of a page, and is told more of a device.
const MORE: [&str; 9] = [
    "first", "part", "zoom", "path", "unsent", "runs", "loads", "closed", "by",
];

#[tokio::test]
async fn the_widget_works_on_any_page_in_firefox_too() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let publisher = Publisher::start(&folder).await?;
    let mut firefox = Firefox::open().await?;
    let only = std::env::var("CORRIGENDA_PAGE").unwrap_or_default();
    let (mut wrong, mut visited) = (Vec::new(), 0);
    for page in &publisher.pages {
        let is_asked = MORE.iter().all(|name| page.says[name].is_null());
        if !is_asked || !page.name.contains(&only) {
            continue;
        }
        visited += 1;
        match (
            visit(&mut firefox, &publisher, page).await,
            page.text("firefox"),
        ) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Err(error), None) => wrong.push(format!("{}: {error:#}", page.name)),
            (Ok(()), Some(why)) => {
                wrong.push(format!("{} works now, it needs no {why:?}", page.name))
            }
        }
    }
    ensure!(
        wrong.is_empty(),
        "of {visited} pages:\n{}",
        wrong.join("\n")
    );
    ensure!(visited > 20 || !only.is_empty(), "only {visited} pages");
    firefox.close().await
}

async fn visit(firefox: &mut Firefox, publisher: &Publisher, page: &Rough) -> Result<()> {
    let at = |path: &str| format!("{}/{path}", publisher.origin);
    let own = at(&page.name);
    let article = page.text("article").map(|path| at(&path[1..]));
    let article = article.unwrap_or_else(|| own.clone());
    let select = page.text("select").context("nothing to select")?;
    let passage = page.text("passage").unwrap_or(select);
    publisher.push(&article, page).await?;
    firefox.go(&own).await?;
    let there = "return Boolean(window.corrigenda) || null";
    sees(firefox, "the widget", there).await?;
    match (page.text("inside"), page.text("to")) {
        (Some(host), _) => firefox.select_inside(host, select).await?,
        (None, to) => firefox.select(select, to.unwrap_or(select)).await?,
    }
    firefox.press_with_control(key::ENTER).await?;
    let has = sees(firefox, "the passage", FOCUSED).await?;
    ensure!(has == passage, "the dialog has {has:?}");
    firefox.type_keys(", or so").await?;
    firefox.press_with_control(key::ENTER).await?;
    sees(firefox, "the receipt", RECEIPT).await?;
    let case = publisher.last_case().await?;
    let stored = json!([
        case["article"]["url"],
        case["anchor"]["exact"],
        case["placement"]
    ]);
    ensure!(
        stored == json!([article, passage, "exact"]),
        "the server has {stored}"
    );
    Ok(())
}

#[tokio::test]
async fn firefox_keeps_a_report_until_the_server_is_there() -> Result<()> {
    let demo = Demo::start()?;
    let mut firefox = Firefox::open().await?;
    firefox.go(&demo.article_url).await?;
    let there = "return Boolean(window.corrigenda) || null";
    sees(&mut firefox, "the widget", there).await?;
    firefox.select("milion", "milion").await?;
    firefox.press_with_control(key::ENTER).await?;
    sees(&mut firefox, "the passage", FOCUSED).await?;
    firefox.press_with_control("a").await?;
    firefox.type_keys("million").await?;
    let reports = format!("/api/v1/sites/{}/reports", demo.site);
    firefox.unreachable(Some(&reports)).await?;
    firefox.press_with_control(key::ENTER).await?;
    until("the word that it is kept", async || {
        let said = firefox.script(DIALOG, &[]).await?;
        let said = said.as_str().unwrap_or_default();
        ensure!(!said.contains("received"), "thanks for nothing: {said}");
        Ok(said
            .contains("will be sent as soon as it can")
            .then_some(()))
    })
    .await?;
    ensure!(reports_at(&demo).await? == 0, "it came through");
    firefox.unreachable(None).await?;
    // The next page sends it and says so.
    firefox.go(&demo.paper("/2026/11/khor-na-prystani")).await?;
    let toast = "return document.querySelector('corrigenda-toast')?.shadowRoot.querySelector('a')?.href ?? null";
    sees(&mut firefox, "the receipt", toast).await?;
    ensure!(reports_at(&demo).await? == 1, "not one report");
    firefox.close().await
}

/// How many cases the desk has.
async fn reports_at(demo: &Demo) -> Result<usize> {
    let url = demo.at(&format!("/api/v1/sites/{}/cases", demo.site));
    let request = reqwest::Client::new().get(url).bearer_auth(&demo.token);
    let cases: Value = request.send().await?.json().await?;
    Ok(cases["items"].as_array().context("no list")?.len())
}

/// Waits until a script gives something, as a text.
async fn sees(firefox: &mut Firefox, what: &str, script: &str) -> Result<String> {
    until(what, async || {
        let found = firefox.script(script, &[]).await?;
        Ok(match found {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text),
            other => Some(other.to_string()),
        })
    })
    .await
}
