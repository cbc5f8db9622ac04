//! Corrected since you read it: what a browser remembers for its reader alone, and
//! that nobody else learns of it.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use serde_json::json;

use crate::accessible::judge;
use crate::people::{Editor, Reader};

/// A place for what was missed.
const PLACE: &str = r"
document.querySelector('[itemprop=articleBody]').before(document.createElement('corrigenda-missed'));
";

/// For whoever looks at the pictures.
const IN_VIEW: &str =
    "document.querySelector('corrigenda-missed').scrollIntoView({block: 'center'})";

/// The published words.
const NOTICE: &str = "“milion” now reads “million”";

const KEPT: &str =
    "return Object.entries(localStorage).find(([key]) => key.endsWith(':read'))?.[1] ?? ''";

#[tokio::test]
async fn readers_learn_what_was_corrected_since_they_read_it() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    browser.embed_with(&json!({"remember": ""})).await?;
    visits(&reader, &demo.article_url).await?;
    let kept = browser.script(KEPT, vec![]).await?;
    let kept = kept.as_str().context("nothing is kept")?;
    ensure!(
        !kept.contains("spindle"),
        "the address itself is kept: {kept}"
    );

    let other = Reader::with(Device::Laptop).await?;
    other.opens(&demo.article_url).await?;
    other.marks("milion").await?;
    other.proposes("million").await?;
    other.sends().await?;
    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;

    // Within a day the list is not asked for again.
    let elsewhere = demo.paper("/2026/11/khor-na-prystani");
    visits(&reader, &elsewhere).await?;
    ensure!(
        !kept_now(&reader).await?.contains("million"),
        "it looked twice in a day"
    );
    // The next day it is, and the file is the same for everyone.
    let yesterday = "const key = Object.keys(localStorage).find(key => key.endsWith(':read'));
        const memory = JSON.parse(localStorage[key]);
        memory.asked -= 9e7; memory.seen = memory.seen.map(([hash, at]) => [hash, at - 9e7]);
        localStorage[key] = JSON.stringify(memory);";
    browser.script(yesterday, vec![]).await?;
    browser.forget_files().await?;
    visits(&reader, &elsewhere).await?;
    browser.read(NOTICE).await?;
    is_for_every_eye_and_no_paper(browser).await?;
    let link = browser.find("link", "Spindle Bridge to close").await?;
    ensure!(
        browser.address(&link).await? == demo.article_url,
        "it leads elsewhere"
    );
    browser
        .find("heading", "Виправлено відтоді, як ви це читали")
        .await?;
    let asked = "return performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('recent')).join()";
    let asked = browser.script(asked, vec![]).await?;
    ensure!(
        asked
            == demo
                .at(&format!("/{}/corrections/recent.json", demo.site))
                .as_str(),
        "it asked for {asked}"
    );
    // Whoever reads the article again has not missed it any more.
    visits(&reader, &demo.article_url).await?;
    visits(&reader, &elsewhere).await?;
    ensure!(!browser.text().await?.contains(NOTICE), "it is still told");
    for person in [reader, other] {
        person.browser.close().await?;
    }
    editor.browser.close().await
}

/// What was missed, in every scheme and width; on paper it is not.
async fn is_for_every_eye_and_no_paper(browser: &Browser) -> Result<()> {
    let mut mistakes = Vec::new();
    for (scheme, width) in [("light", 1280), ("dark", 320), ("forced", 1280)] {
        match scheme {
            "forced" => browser.prefer_feature("forced-colors", "active").await?,
            scheme => browser.prefer(scheme).await?,
        }
        browser.resize(width, 700).await?;
        browser.script(IN_VIEW, vec![]).await?;
        let name = format!("missed {scheme}");
        judge(browser, &name, "corrigenda-missed", &mut mistakes).await?;
    }
    ensure!(mistakes.is_empty(), "{mistakes:?}");
    browser.show_as("print").await?;
    ensure!(!browser.text().await?.contains(NOTICE), "it is printed");
    browser.show_as("screen").await
}

/// Goes to an article, waits until its visit is remembered, and asks for what was missed.
async fn visits(reader: &Reader, url: &str) -> Result<()> {
    let browser = &reader.browser;
    let before = browser.script(KEPT, vec![]).await.unwrap_or_default();
    browser.go(url).await?;
    until("the visit in the memory", async || {
        let now = browser.script(KEPT, vec![]).await?;
        Ok((now != "" && now != before).then_some(()))
    })
    .await?;
    browser.script(PLACE, vec![]).await?;
    Ok(())
}

async fn kept_now(reader: &Reader) -> Result<String> {
    let kept = reader.browser.script(KEPT, vec![]).await?;
    Ok(kept.as_str().unwrap_or_default().to_owned())
}
