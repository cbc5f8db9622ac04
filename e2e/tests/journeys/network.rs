//! Bad networks: a report that cannot be sent is kept, said to be kept, and sent
//! once; thanks are said only for what the server has.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
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
        .read("Not sent yet. Your report is kept in this browser")
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
    let demo = Demo::start_with(&[("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "1")])?;
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
    browser.press_hotkey().await?;
    // Over the quiet rate the server asks for work, and the browser proves it.
    browser.read("Your report was received").await?;
    let asked = "return performance.getEntriesByType('resource').map(entry => entry.name.replace(/.*\\/|\\?.*/g, '')).join()";
    let asked = browser.script(asked, vec![]).await?.to_string();
    ensure!(
        asked.contains("proof.js") && asked.contains("challenge"),
        "no work was proved: {asked}"
    );
    ensure!(reports(&demo).await? == [1], "not one report");
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;

    // Over the most that proofs let through it is kept, and nobody is thanked.
    reader.marks_again("hangars").await?;
    reader.proposes("hangers").await?;
    browser.press_hotkey().await?;
    browser.read("will be sent as soon as it can").await?;
    let thanked = browser.text().await?.contains("received");
    ensure!(!thanked, "thanks for nothing");
    ensure!(reports(&demo).await? == [1], "it came through");
    reader.browser.close().await
}

const NO_ADDRESS: &str = "must be one mail address, such as name@example.org";

/// What is said below the field that has the focus.
const BELOW: &str = "
const {activeElement} = document.querySelector('corrigenda-dialog').shadowRoot;
return [activeElement.name, activeElement.getAttribute('aria-invalid'), activeElement.nextElementSibling.textContent];";

#[tokio::test]
async fn what_the_server_refuses_is_said_at_its_field_and_nothing_is_lost() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    // Every browser takes that for an address, no desk can write to it.
    browser.fill("Email", "nobody@localhost").await?;
    browser.press_hotkey().await?;
    browser.read(NO_ADDRESS).await?;
    let below = browser.script(BELOW, vec![]).await?;
    ensure!(below == json!(["email", "true", NO_ADDRESS]), "{below}");
    reader.sees_dialog_with("million").await?;
    ensure!(reports(&demo).await?.is_empty(), "it came through");
    browser.fill("Email", "nobody@example.org").await?;
    reader.sends().await?;
    ensure!(reports(&demo).await? == [1], "not one report");
    reader.browser.close().await
}

#[tokio::test]
async fn the_form_of_a_busy_server_waits_for_an_editor() -> Result<()> {
    let demo = Demo::start_with(&[
        ("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "1"),
        ("CORRIGENDA_LIMITS__FORM_SECONDS", "0"),
    ])?;
    let browser = Browser::open(Device::WithoutScripts).await?;
    let form = demo.at(&format!("/{}/report?url={}", demo.site, demo.article_url));
    for (comment, held) in [("Was it 1986?", false), ("Was it 1987?", true)] {
        browser.go(&form).await?;
        browser.fill("Comment", comment).await?;
        browser.click("button", "Send").await?;
        browser.find("heading", "Your report").await?;
        let says = browser.text().await?.contains("Held for review");
        ensure!(says == held, "{comment}: held for review is {says}");
    }
    browser.close().await
}

/// Puts so many reports into what the browser keeps, this many days old, as the widget would have.
const FILL: &str = r"
const [count, days, site, done] = arguments;
const request = indexedDB.open('corrigenda', 1);
request.onupgradeneeded = () => request.result.createObjectStore('reports', {keyPath: 'key'});
request.onsuccess = () => {
  const transaction = request.result.transaction('reports', 'readwrite');
  for (let n = 0; n < count; n++)
    transaction.objectStore('reports').put({key: `old-${n}`, site, since: Date.now() - days * 864e5, body: JSON.stringify({
      '@context': 'http://www.w3.org/ns/anno.jsonld', type: 'Annotation', motivation: 'commenting', kind: 'other',
      body: {type: 'TextualBody', purpose: 'commenting', value: `Number ${n}`}, target: {source: location.href}})});
  transaction.oncomplete = () => { request.result.close(); localStorage[`corrigenda:${site}:unsent`] = '1'; done(null); };
};";

/// How many are kept.
const KEPT: &str = r"
const [done] = arguments;
const request = indexedDB.open('corrigenda', 1);
request.onsuccess = () => {
  const all = request.result.transaction('reports').objectStore('reports').count();
  all.onsuccess = () => { request.result.close(); done(all.result); };
};";

#[tokio::test]
async fn a_browser_keeps_fifty_reports_for_seven_days() -> Result<()> {
    let demo = Demo::start_with(&[("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "0")])?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    let site = demo.site.as_str();
    let fill = async |count: u32, days: f64| {
        let arguments = vec![json!(count), json!(days), json!(site)];
        browser.script_with_answer(FILL, arguments).await
    };
    reader.opens(&demo.article_url).await?;
    browser.unreachable(&["/reports"]).await?;
    fill(49, 0.0).await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    browser.press_hotkey().await?;
    browser.read("will be sent as soon as it can").await?;
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;
    // That was the fiftieth; of one more the reader is told that it is only here.
    reader.marks_again("ten weeks").await?;
    reader.proposes("eleven weeks").await?;
    browser.press_hotkey().await?;
    browser.read("Everything you wrote is still here.").await?;
    ensure!(
        browser.script_with_answer(KEPT, vec![]).await? == 50,
        "more than fifty are kept"
    );

    // What is older than seven days is dropped, and the reader told; what is a little younger is sent.
    fill(25, 7.01).await?;
    browser.unreachable(&[]).await?;
    browser.go(&demo.paper("/2026/11/khor-na-prystani")).await?;
    until("an empty queue", async || {
        let left = browser.script_with_answer(KEPT, vec![]).await?;
        Ok((left == 0).then_some(()))
    })
    .await?;
    let stored: u64 = reports(&demo).await?.iter().sum();
    ensure!(stored == 25, "{stored} of 25 arrived");
    browser
        .read("зауваження, що чекали в цьому браузері понад сім днів і вилучені: 25")
        .await?;
    reader.browser.close().await
}

/// Everything that a page can keep in a browser: both storages, cookies, databases, caches, workers.
const EVERYTHING: &str = r"
const [done] = arguments;
Promise.all([indexedDB.databases(), globalThis.caches?.keys() ?? [], navigator.serviceWorker?.getRegistrations() ?? []])
  .then(([databases, caches, workers]) =>
    done([JSON.stringify({...sessionStorage}), JSON.stringify({...localStorage}), document.cookie, databases, caches, workers.length]));";

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
    browser.offline(false).await?;
    reader.sends().await?;
    let kept = browser.script_with_answer(EVERYTHING, vec![]).await?;
    ensure!(
        kept == json!(["{}", "{}", "", [], [], 0]),
        "something is kept: {kept}"
    );
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
