//! What readers mark: parts of words, whole paragraphs, letters that are not seen,
//! more than a report may hold.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Demo, Device};
use thirtyfour::Key;

use crate::people::Reader;

/// What stands after these words in their paragraph.
const REST: &str = r"
const lines = [...document.querySelectorAll('[itemprop=articleBody] > *')].map(({textContent}) => textContent.replace(/\s+/g, ' ').trim());
const line = lines.find(line => line.includes(arguments[0]));
return line?.slice(line.indexOf(arguments[0]) + arguments[0].length) ?? null;";

#[tokio::test]
async fn a_passage_is_whole_words_and_the_selection_stays() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    browser.select("xty-four hang").await?;
    browser.press_hotkey().await?;
    reader.sees_dialog_with("sixty-four hangars").await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.selected("xty-four hang").await?;

    // Three clicks: the paragraph and nothing of the next.
    browser.click_three_times("sixty-four hangars").await?;
    browser.press_hotkey().await?;
    let passage = browser.find("textbox", "Should read").await?.value;
    let paragraph = "const range = getSelection().getRangeAt(0);
        return range.startContainer.parentElement.closest('p').textContent.replace(/[ \\n]+/g, ' ').trim()";
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    let paragraph = browser.script(paragraph, vec![]).await?;
    ensure!(
        paragraph == passage.as_str(),
        "{passage:?} is not {paragraph}"
    );

    // What is not seen stays: soft hyphens, no-break and zero-width spaces, ligatures, emoji.
    let odd = "bri\u{ad}dge\u{a0}of\u{200b}the \u{fb01}rst 👩‍🚀 pilot";
    browser.script("document.querySelector('[itemprop=articleBody] p').textContent = `A ${arguments[0]} was seen.`", vec![odd.into()]).await?;
    browser
        .script(
            "const text = document.querySelector('[itemprop=articleBody] p').firstChild;
        getSelection().setBaseAndExtent(text, 4, text, text.length - 13)",
            vec![],
        )
        .await?;
    browser.press_hotkey().await?;
    let passage = browser.find("textbox", "Should read").await?.value;
    ensure!(passage == odd, "{passage:?} is not {odd:?}");
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;

    // More than a report may hold is cut at a word, and said so.
    browser
        .script(
            "getSelection().selectAllChildren(document.querySelector('[itemprop=articleBody]'))",
            vec![],
        )
        .await?;
    browser.press_hotkey().await?;
    browser
        .read("You marked more than fits into one report, so it was shortened.")
        .await?;
    let long = browser.find("textbox", "Should read").await?.value;
    let letters = long.chars().count();
    // What is left out begins with a word that would not fit any more.
    let line = long.lines().next_back().unwrap_or_default();
    let rest = browser.script(REST, vec![line.into()]).await?;
    let rest = rest.as_str().context("the end is in no paragraph")?;
    let next = rest.split(' ').nth(1).unwrap_or_default();
    ensure!(
        rest.starts_with(' ') && letters <= 2000 && letters + 1 + next.chars().count() > 2000,
        "{letters} letters, and then {rest:?}"
    );
    reader.browser.close().await
}

#[tokio::test]
async fn words_are_whole_where_letters_are_not_latin() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    for (path, marked, words, field) in [
        (
            "/2026/11/khor-na-prystani",
            "епитиц",
            "репитицію",
            "Має бути",
        ),
        ("/2026/11/lao-yushi-yeshi", "拉", "拉开", "应改为"),
    ] {
        reader.opens(&demo.paper(path)).await?;
        browser.select(marked).await?;
        browser.press_hotkey().await?;
        let passage = browser.find("textbox", field).await?.value;
        ensure!(passage == words, "{marked} became {passage}");
    }
    reader.browser.close().await
}
