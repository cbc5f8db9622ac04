//! The reader's part of the loop in Firefox, which has an engine of its own: mark, Ctrl+Enter, send, receipt.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::firefox::{Firefox, key};
use corrigenda_e2e::{Demo, until};

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
    firefox.select(wrong).await?;
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
