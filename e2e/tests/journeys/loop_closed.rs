//! The whole loop at a desk: mouse, keys, dialog, receipt; desk, decision;
//! article, notice, feeds, API; and the receipt again.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Demo, Device};

use crate::people::{Editor, Reader};
use crate::published;

const WRONG: &str = "sixty-four hangars, the vertical rods";
const RIGHT: &str = "sixty-four hangers, the vertical rods";

#[tokio::test]
async fn a_reader_marks_a_mistake_and_an_editor_publishes_its_correction() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;

    reader.opens(&demo.article_url).await?;
    reader.marks(WRONG).await?;
    reader.proposes(RIGHT).await?;
    reader.explains("A hangar is for aeroplanes.").await?;
    reader.says_it_is("Spelling or grammar").await?;
    let receipt = reader.sends().await?;
    reader.browser.go(&receipt).await?;
    reader
        .browser
        .read("The editors have not decided yet")
        .await?;
    published::nothing(&demo).await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.browser.read("[delete: hangars").await?;
    editor.browser.read("[insert: hangers").await?;
    editor.browser.read("A hangar is for aeroplanes.").await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;

    let notice = "A spelling mistake was corrected: “hangars” now reads “hangers”.";
    let visitor = Reader::with(Device::Laptop).await?;
    visitor.opens(&demo.article_url).await?;
    visitor.browser.read(RIGHT).await?;
    visitor.browser.read(notice).await?;
    let words = visitor.browser.text().await?;
    ensure!(!words.contains(WRONG), "the article still has the mistake");
    let structured = visitor.browser.structured_data().await?;
    ensure!(
        structured.contains("CorrectionComment") && structured.contains(notice),
        "no CorrectionComment in {structured}"
    );
    visitor
        .browser
        .go(&demo.at(&format!("/{}/corrections", demo.site)))
        .await?;
    visitor.browser.read(notice).await?;
    published::everywhere(&demo, notice).await?;

    reader.browser.go(&receipt).await?;
    reader.browser.read("The article was changed").await?;
    reader.browser.read(notice).await?;
    visitor.browser.close().await?;
    editor.browser.close().await?;
    reader.browser.close().await
}
