//! An article from right to left, with the dialog in its language.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Demo, Device};

use crate::people::{ARABIC, Editor, Reader};

#[tokio::test]
async fn an_article_in_arabic_is_corrected() -> Result<()> {
    let demo = Demo::start()?;
    let article = demo.paper("/2026/11/sanaat-al-qawarib");
    let reader = Reader::with(Device::Laptop).await?.reading(&ARABIC);

    reader.opens(&article).await?;
    reader.marks("نظر سالم الدقّاق").await?;
    let dialog = reader.browser.find("dialog", ARABIC.title).await?;
    ensure!(
        reader.browser.direction(&dialog).await? == "rtl",
        "the dialog runs from left to right"
    );
    reader.proposes("نظر سليم الدقّاق").await?;
    let receipt = reader.sends().await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.browser.read("[delete: سالم").await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    reader.opens(&article).await?;
    reader.browser.read("نظر سليم الدقّاق").await?;
    reader.browser.go(&receipt).await?;
    reader.browser.read("عُدّل المقال").await?;
    editor.browser.close().await?;
    reader.browser.close().await
}
