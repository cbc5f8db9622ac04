//! Bad networks: a report that cannot be sent is kept, said to be kept, and sent
//! once; thanks are said only for what the server has.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Demo, Device, until};
use serde_json::{Value, json};

use crate::people::Reader;

const EVENTS: &str = r"
window.heard = [];
for (const name of ['open', 'sent', 'queued', 'error'])
  document.addEventListener(`corrigenda:${name}`, ({detail}) => heard.push(`${name} ${Object.keys(detail ?? {})}`));
";

#[tokio::test]
async fn a_report_without_a_network_is_kept_and_sent_once() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    browser.script(EVENTS, vec![]).await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    browser.offline(true).await?;
    browser.press_hotkey().await?;
    browser
        .read("Not sent yet: the server could not be reached.")
        .await?;
    ensure!(
        !browser.text().await?.contains("Thank you"),
        "thanks for nothing"
    );
    ensure!(
        heard(&reader).await? == ["open ", "queued "],
        "{:?}",
        heard(&reader).await?
    );
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;
    ensure!(reports(&demo).await?.is_empty(), "it came through");

    // With the network it is sent by itself, and its receipt comes.
    browser.offline(false).await?;
    browser.find("link", "Follow what becomes of it").await?;
    browser.read("Your report was received").await?;
    ensure!(
        heard(&reader).await?.contains(&"sent id".to_owned()),
        "no event"
    );
    ensure!(reports(&demo).await? == [1], "not one report");

    // One that waits while the browser is closed, and two pages that find it: once.
    reader.marks_again("ten weeks").await?;
    reader.proposes("eleven weeks").await?;
    browser.unreachable(&["/reports"]).await?;
    browser.press_hotkey().await?;
    browser.read("will be sent as soon as it can").await?;
    let moved = demo.paper("/2026/11/khor-na-prystani");
    browser.unreachable(&[]).await?;
    browser.go(&moved).await?;
    browser.open_tab(&demo.article_url).await?;
    until("both reports", async || {
        Ok((reports(&demo).await?.len() == 2).then_some(()))
    })
    .await?;
    until("nothing left to send", async || {
        let left = browser
            .script("return Object.keys(localStorage).join()", vec![])
            .await?;
        Ok((left == "").then_some(()))
    })
    .await?;
    ensure!(reports(&demo).await? == [1, 1], "sent more than once");
    reader.browser.close().await
}

#[tokio::test]
async fn a_busy_server_is_asked_later_and_a_reason_is_told() -> Result<()> {
    let demo = Demo::start_with(&[("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "2")])?;
    // A reason stands at its field, and is no reason to try again.
    let other = Reader::with(Device::Laptop).await?;
    other.opens(&demo.article_url).await?;
    other
        .browser
        .script(
            "document.querySelector('link[rel=canonical]').href = 'https://elsewhere.example/a'",
            vec![],
        )
        .await?;
    other.marks("hangars").await?;
    other.proposes("hangers").await?;
    other.browser.press_hotkey().await?;
    other.browser.read("Not sent: ").await?;
    other.browser.find("link", "Use the plain form").await?;
    ensure!(
        !other.browser.text().await?.contains("will be sent"),
        "a refusal is kept"
    );
    other.browser.close().await?;

    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    reader.sends().await?;
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;
    reader.marks_again("ten weeks").await?;
    reader.proposes("eleven weeks").await?;
    browser.press_hotkey().await?;
    // Either it is kept for later, or a proof of work lets it through at once.
    until("an answer", async || {
        let said = browser.text().await?;
        Ok(
            (said.contains("will be sent as soon as it can") || said.contains("was received"))
                .then_some(()),
        )
    })
    .await?;
    reader.browser.close().await
}

#[tokio::test]
async fn a_page_that_wants_nothing_kept_keeps_nothing() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    // The page as a publisher without consent has it, who would otherwise remember.
    let nothing = json!({"storage": "none", "remember": ""});
    browser.embed_with(&nothing).await?;
    reader.opens(&demo.article_url).await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    browser.offline(true).await?;
    browser.press_hotkey().await?;
    browser.read("Everything you wrote is still here.").await?;
    browser.type_keys(thirtyfour::Key::Escape).await?;
    browser.gone("dialog", "").await?;
    // Until the page is left, the words are.
    browser.press_hotkey().await?;
    reader.sees_dialog_with("million").await?;
    let kept = browser
        .script_with_answer(
            "const done = arguments[0]; indexedDB.databases().then(list => done(JSON.stringify({...sessionStorage, ...localStorage, list})))",
            vec![],
        )
        .await?;
    ensure!(kept == r#"{"list":[]}"#, "something is kept: {kept}");
    reader.browser.close().await
}

async fn heard(reader: &Reader) -> Result<Vec<String>> {
    let heard = reader.browser.script("return heard", vec![]).await?;
    let heard = heard.as_array().context("no list of events")?;
    Ok(heard
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

/// How many reports each case at the desk has.
async fn reports(demo: &Demo) -> Result<Vec<u64>> {
    let url = demo.at(&format!("/api/v1/sites/{}/cases?limit=50", demo.site));
    let request = reqwest::Client::new().get(url).bearer_auth(&demo.token);
    let cases: Value = request.send().await?.json().await?;
    let cases = cases["items"].as_array().context("no list of cases")?;
    Ok(cases
        .iter()
        .filter_map(|case| case["reports"].as_u64())
        .collect())
}
