//! A telephone: fingers, the button beside the selection, no keyboard shortcut.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Demo, Device};

use crate::people::{Editor, Reader};

#[tokio::test]
async fn a_finger_reports_a_mistake_by_the_button() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Phone).await?;

    reader.opens(&demo.article_url).await?;
    ensure!(
        !reader.browser.sees("button", "Report a mistake").await?,
        "a button without a selection"
    );
    reader.browser.hold("milion").await?;
    reader.browser.click("button", "Report a mistake").await?;
    reader.sees_dialog_with("milion").await?;
    reader.proposes("million").await?;
    let receipt = reader.sends().await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    reader.opens(&demo.article_url).await?;
    reader.browser.read("1.4 million, of which").await?;
    reader.browser.go(&receipt).await?;
    reader.browser.read("The article was changed").await?;
    editor.browser.close().await?;
    reader.browser.close().await
}
