//! Two readers see the same mistake: one case, and the second hears of the first.
//! Somebody who still has yesterday's page hears that it is corrected.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Demo, Device};

use crate::people::{Editor, Reader};

#[tokio::test]
async fn the_same_edit_is_one_case_and_known_to_the_second_reader() -> Result<()> {
    let demo = Demo::start()?;
    let first = Reader::with(Device::Laptop).await?;
    first.opens(&demo.article_url).await?;
    first.marks("hangars").await?;
    first.proposes("hangers").await?;
    first.sends().await?;

    let second = Reader::with(Device::Laptop).await?;
    let late = Reader::with(Device::Laptop).await?;
    late.opens(&demo.article_url).await?;
    second.opens(&demo.article_url).await?;
    second.marks("sixty-four hangars, the vertical").await?;
    second.proposes("sixty-four hangers, the vertical").await?;
    second.sends().await?;
    second
        .browser
        .read("1 other reader has reported this too")
        .await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.browser.read("2 reports").await?;
    editor.opens_the_case().await?;
    let words = editor.browser.text().await?;
    ensure!(
        words.contains("Marked: sixty-four hangars")
            || words.contains("sixty-four hangars, the vertical"),
        "the second report is not on the case: {words}"
    );
    editor.accepts().await?;
    editor.sees_it_corrected().await?;

    late.marks("hangars").await?;
    late.proposes("hangers").await?;
    late.sends().await?;
    late.browser.read("This was already corrected").await?;
    for person in [first, second, late] {
        person.browser.close().await?;
    }
    editor.browser.close().await
}
