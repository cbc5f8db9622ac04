//! The plain form: the same loop in a browser that runs no scripts, by the link
//! that every article carries.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device};

use crate::people::Editor;

#[tokio::test]
async fn the_plain_form_does_the_same() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Browser::open(Device::WithoutScripts).await?;

    reader.go(&demo.article_url).await?;
    reader.click("link", "write to us").await?;
    reader.find("heading", "Suggest a correction").await?;
    reader.read("Spindle Bridge to close").await?;
    reader
        .fill("The passage", "ten weeks after it closed")
        .await?;
    reader
        .fill("Should read", "eleven weeks after it closed")
        .await?;
    reader
        .fill("Comment", "From 11 January to 29 March it is eleven weeks.")
        .await?;
    reader.click("button", "Send").await?;
    reader.find("heading", "Your report").await?;
    reader.read("The editors have not decided yet").await?;
    let receipt = reader.url().await?;
    ensure!(receipt.contains("/r/"), "{receipt} is no receipt");

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    reader.go(&demo.article_url).await?;
    reader.read("eleven weeks after it closed").await?;
    reader.go(&receipt).await?;
    reader.read("The article was changed").await?;
    editor.browser.close().await?;
    reader.close().await
}
