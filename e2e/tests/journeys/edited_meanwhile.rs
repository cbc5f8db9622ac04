//! The article is edited while its readers have it open: what they mark on the old page is found where it reads
//! otherwise now, and everybody is told.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Demo, Device, until};

use crate::people::{Editor, Reader};

const FILE: &str = "articles/2026/11/spindle-bridge-closes.html";
const MARKED: &str = "hangars, the vertical rods";
const PROPOSED: &str = "hangers, the vertical rods";
const EDITED: &str = "hangars, the thin upright rods";
const RIGHT: &str = "hangers, the thin upright rods";
const TOLD: &str = "Your report stands at the edited passage.";

#[tokio::test]
async fn a_report_from_a_page_that_was_edited_since_lands_on_the_edited_passage() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = Demo::start_in(folder.path())?;
    let first = Reader::with(Device::Laptop).await?;
    let second = Reader::with(Device::Laptop).await?;
    first.opens(&demo.article_url).await?;
    second.opens(&demo.article_url).await?;

    let file = folder.path().join(FILE);
    let source = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    ensure!(source.contains(MARKED), "the article has changed");
    std::fs::write(&file, source.replace(MARKED, EDITED))?;

    // The server may not have seen the new file when the first report comes; it will.
    first.marks(MARKED).await?;
    first.proposes(PROPOSED).await?;
    let receipt = first.sends().await?;
    until("the edited passage", async || {
        first.browser.go(&receipt).await?;
        Ok(first.browser.text().await?.contains(TOLD).then_some(()))
    })
    .await?;

    // Now it has, and the second page is as old as the first one was.
    second.marks(MARKED).await?;
    second.proposes(PROPOSED).await?;
    let receipt = second.sends().await?;
    second
        .browser
        .read("1 other reader has reported this too")
        .await?;
    second.browser.go(&receipt).await?;
    second.browser.read(TOLD).await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.browser.find("heading", "The passage so far").await?;
    editor.browser.read("As reported").await?;
    editor.browser.read("Words changed").await?;
    editor.browser.read("[insert: thin upright").await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    let source = std::fs::read_to_string(&file)?;
    ensure!(
        source.contains(RIGHT),
        "both changes are not in the article: {source}"
    );

    first.browser.close().await?;
    second.browser.close().await?;
    editor.browser.close().await
}
