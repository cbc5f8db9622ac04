//! What happens in the dialog before anything is sent: what a reader is told, what
//! is guessed and can be changed, and that nothing written is lost.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Demo, Device, until};
use thirtyfour::Key;

use crate::accessible::judge;
use crate::people::{Editor, Reader};

#[tokio::test]
async fn what_was_written_survives_closing_reloading_and_leaving() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;

    reader.marks("ten weeks").await?;
    reader.proposes("eleven weeks").await?;
    reader.explains("January to March").await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.press_hotkey().await?;
    reader.sees_dialog_with("eleven weeks").await?;

    // Nothing is marked after a reload, so the draft is what is meant most likely.
    browser.reload().await?;
    reader
        .opens(&demo.paper("/2026/11/khor-na-prystani"))
        .await?;
    reader.opens(&demo.article_url).await?;
    browser.press_hotkey().await?;
    reader.sees_dialog_with("eleven weeks").await?;
    let about = browser.find("combobox", "About").await?.value;
    ensure!(about == "What you began to write", "it is about {about:?}");
    let comment = browser.find("textbox", "Comment").await?.value;
    ensure!(comment == "January to March", "the comment is {comment:?}");

    // Another passage is another draft, and the first stays.
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    reader.sends().await?;
    browser.type_keys(Key::Enter).await?;
    browser.gone("dialog", "").await?;
    reader.marks_again("ten weeks").await?;
    reader.sees_dialog_with("eleven weeks").await?;
    reader.sends().await?;
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;

    // What was sent is no draft any more.
    browser.reload().await?;
    reader.opens(&demo.article_url).await?;
    browser.press_hotkey().await?;
    let about = browser.find("combobox", "About").await?.value;
    ensure!(about == "The whole article", "it is about {about:?}");
    let kept = browser
        .script(
            "return JSON.stringify({...sessionStorage, ...localStorage})",
            vec![],
        )
        .await?;
    ensure!(kept == "{}", "something is kept: {kept}");
    reader.browser.close().await
}

#[tokio::test]
async fn the_dialog_shows_guesses_and_asks() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    reader
        .marks("sixty-four hangars, the vertical rods")
        .await?;

    // The passage stands in its paragraph, and it is said what an address is for.
    let dialog = browser.find("dialog", "").await?;
    let shown = browser.text_in(&dialog).await?;
    let around = "drilled into all sixty-four hangars, the vertical rods between";
    ensure!(shown.contains(around), "{around:?} is not in {shown:?}");
    let purpose = "Only the editors see it, in case they have a question for you.";
    ensure!(shown.contains(purpose), "nothing is said of addresses");

    // Left as it is: no report without a comment, and it says so.
    browser.press_hotkey().await?;
    browser
        .read("Change the text above, or ask your question here.")
        .await?;
    reader
        .proposes("sixty-four hangers, the vertical rods")
        .await?;
    let (gone, come) = (
        browser.find("deletion", "").await?,
        browser.find("insertion", "").await?,
    );
    ensure!(browser.text_in(&gone).await? == "hangars", "not what goes");
    ensure!(browser.text_in(&come).await? == "hangers", "not what comes");
    reader.sees_kind("Spelling or grammar").await?;
    reader.proposes("65 hangers, the vertical rods").await?;
    reader.sees_kind("Factual error").await?;

    // Emptied, it proposes to delete. A kind that was chosen stays chosen.
    browser.fill("Should read", "").await?;
    browser.read("You propose to delete this passage.").await?;
    reader.says_it_is("Translation").await?;
    reader.proposes("65 hangers, the vertical rods").await?;
    reader.sees_kind("Translation").await?;

    // What cannot be sent is said at its field, which then has the focus.
    browser.fill("Email", "nobody").await?;
    browser.press_hotkey().await?;
    browser
        .read("This does not look like an email address.")
        .await?;
    browser.fill("Email", "reader@example.org").await?;
    browser.fill("Source", "https://example.org/bridge").await?;
    browser.press_hotkey().await?;
    browser.read("Your report was received").await?;

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.browser.read("https://example.org/bridge").await?;
    editor.browser.read("Translation").await?;
    editor.browser.close().await?;
    reader.browser.close().await
}

#[tokio::test]
async fn several_mistakes_are_reported_in_one_go() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    reader.marks("milion").await?;
    reader.proposes("million").await?;
    browser.fill("Email", "reader@example.org").await?;
    browser.click("button", "Report and mark another").await?;
    browser.gone("dialog", "").await?;
    browser.read("Highlight the next mistake").await?;
    let first = browser.find("link", "Follow what becomes of it").await?;
    let first = browser.address(&first).await?;

    reader.marks_again("ten weeks").await?;
    let email = browser.find("textbox", "Email").await?.value;
    ensure!(
        email == "reader@example.org",
        "the address is asked for again"
    );
    reader.proposes("eleven weeks").await?;
    let second = reader.sends().await?;
    ensure!(first != second, "one receipt for two reports");
    browser.click("button", "Close").await?;
    browser.gone("dialog", "").await?;
    // The first receipt is still there, until the reader puts it away.
    let left = browser.find("link", "Follow what becomes of it").await?;
    ensure!(
        browser.address(&left).await? == first,
        "the first receipt is lost"
    );
    browser.click("button", "Close").await?;
    browser.gone("link", "Follow what becomes of it").await?;
    reader.browser.close().await
}

#[tokio::test]
async fn without_a_selection_readers_point_at_what_they_mean() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    browser.press_hotkey().await?;
    let about = browser.find("combobox", "About").await?.value;
    ensure!(about == "The whole article", "it is about {about:?}");
    ensure!(
        !browser.sees("textbox", "Should read").await?,
        "the whole article is to be rewritten"
    );
    browser.press_hotkey().await?;
    browser
        .read("Please say what you would like to tell the editors.")
        .await?;

    // By the keyboard alone: the headline.
    browser.tab_to("combobox", "About").await?;
    browser.type_keys("Headline").await?;
    let title = browser.find("textbox", "Should read").await?.value;
    ensure!(
        title.starts_with("Spindle Bridge to close"),
        "the headline is {title:?}"
    );
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;

    // By the mouse: what is under it.
    browser.point_at("image", "").await?;
    browser.press_hotkey().await?;
    let about = browser.find("combobox", "About").await?.value;
    let caption = browser.find("textbox", "Should read").await?.value;
    let own = !caption.is_empty() && about == format!("Picture: {caption}");
    ensure!(own, "it is about {about:?}, not {caption:?}");
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;

    reader
        .opens(&demo.paper("/2026/11/how-the-barrier-works"))
        .await?;
    browser.press_hotkey().await?;
    browser.tab_to("combobox", "About").await?;
    browser.type_keys("Table").await?;
    let table = browser.find("textbox", "Should read").await?.value;
    ensure!(table.contains('£'), "the table is {table:?}");
    reader.browser.close().await
}

/// One report waits.
const WAITS: &str = "Already reported. Reports that wait for the editors: 1";

#[tokio::test]
async fn readers_hear_what_is_known_before_they_send() -> Result<()> {
    let demo = Demo::start()?;
    let first = Reader::with(Device::Laptop).await?;
    let late = Reader::with(Device::Laptop).await?;
    late.opens(&demo.article_url).await?;
    first.opens(&demo.article_url).await?;
    first.marks("hangars").await?;
    first.proposes("hangers").await?;
    first.sends().await?;

    // Who marks it again hears of their own report, though what is known of the article may be two minutes old.
    first.browser.click("button", "Close").await?;
    first.browser.gone("dialog", "").await?;
    first.marks("hangars").await?;
    first.browser.read(WAITS).await?;

    let second = Reader::with(Device::Laptop).await?;
    second.opens(&demo.article_url).await?;
    second.marks("hangars").await?;
    second.browser.read(WAITS).await?;
    let asked = second
        .browser
        .script(
            "return performance.getEntriesByType('resource').map(entry => entry.name).join(' ')",
            vec![],
        )
        .await?;
    ensure!(
        !asked.to_string().contains("hangars"),
        "words left the browser: {asked}"
    );

    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    late.marks("hangars").await?;
    late.browser
        .read("Corrected since you opened this page. It now reads: “hangers”")
        .await?;
    let mut mistakes = Vec::new();
    let dialog = "corrigenda-dialog";
    judge(&late.browser, "corrected since", dialog, &mut mistakes).await?;
    ensure!(mistakes.is_empty(), "{mistakes:?}");
    // Who opens the page now has the corrected text, and is told nothing.
    until("the corrected article", async || {
        second.browser.reload().await?;
        Ok(second
            .browser
            .text()
            .await?
            .contains("hangers")
            .then_some(()))
    })
    .await?;
    for person in [first, second, late] {
        person.browser.close().await?;
    }
    editor.browser.close().await
}
