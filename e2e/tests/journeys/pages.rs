//! Pages of the public and of the desk as axe-core meets them, wide and narrow, light, dark and in colours of the reader's
//! own. The form's are in `form`.

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device};
use thirtyfour::Key;

use crate::form::judge;
use crate::people::{Editor, Reader};

/// An address, what the state is called, and words that say that it is there.
type Page = (String, &'static str, &'static str);

#[tokio::test]
async fn axe_finds_nothing_on_the_pages() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    reader.opens(&demo.article_url).await?;
    let waiting = reports(&reader, "milion", "million").await?;
    let published = reports(&reader, "ten weeks", "eleven weeks").await?;
    let editor = Editor::at_the_desk_of(&demo).await?;
    editor.opens_the_case().await?;
    let decided = editor.browser.url().await?;
    editor.accepts().await?;
    editor.sees_it_corrected().await?;
    editor.browser.go(&demo.desk_url).await?;
    editor.opens_the_case().await?;
    let open = editor.browser.url().await?;

    let (site, mut mistakes) = (&demo.site, Vec::new());
    let public: [Page; 7] = [
        (demo.at("/"), "home", "Readers point at a mistake"),
        (demo.at("/nowhere"), "missing", "There is no such page"),
        (
            demo.at("/api/problems/not-found"),
            "problem",
            "Nothing is here",
        ),
        (
            demo.at(&format!("/{site}/corrections")),
            "corrections",
            "now reads",
        ),
        (waiting, "receipt-open", "The editors have not decided yet"),
        (published, "receipt-decided", "now reads"),
        (demo.at("/desk/sign-in"), "sign-in", "Password"),
    ];
    let cases = demo.at(&format!("/desk/{site}/cases"));
    let desk: [Page; 7] = [
        (cases.clone(), "queue", "Queue"),
        (
            format!("{cases}?state=declined"),
            "queue-empty",
            "No case fits",
        ),
        (format!("{cases}?q=million"), "queue-searched", "milion"),
        (open, "case-open", "Proposed change"),
        (decided, "case-corrected", "Corrected"),
        (
            demo.at(&format!("/desk/{site}/corrections")),
            "desk-corrections",
            "now reads",
        ),
        (demo.at("/desk/account"), "account", "Password"),
    ];
    for (scheme, width) in [("light", 1280), ("dark", 320), ("forced", 1280)] {
        let name = format!("{scheme}-{width}");
        for (browser, pages) in [(&reader.browser, &public), (&editor.browser, &desk)] {
            match scheme {
                "forced" => browser.prefer_feature("forced-colors", "active").await?,
                scheme => browser.prefer(scheme).await?,
            }
            browser.resize(width, 800).await?;
            for (url, state, words) in pages {
                browser.go(url).await?;
                browser.read(words).await?;
                judge(browser, &format!("{state}-{name}"), &mut mistakes).await?;
            }
            let complaints = browser.complaints().await?.into_iter();
            // A page that is not there is logged as what it is.
            mistakes.extend(complaints.filter(|line| !line.contains("/nowhere")));
        }
        asks_for_keys(&editor.browser, &cases, &name, &mut mistakes).await?;
    }
    ensure!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    editor.browser.close().await?;
    reader.browser.close().await
}

/// Sends a report and gives the address of its receipt.
async fn reports(reader: &Reader, wrong: &str, right: &str) -> Result<String> {
    reader.marks(wrong).await?;
    reader.proposes(right).await?;
    let receipt = reader.sends().await?;
    reader.browser.type_keys(Key::Escape).await?;
    reader.browser.gone("dialog", "").await?;
    Ok(receipt)
}

/// The list of keys, over the queue.
async fn asks_for_keys(
    browser: &Browser,
    queue: &str,
    name: &str,
    mistakes: &mut Vec<String>,
) -> Result<()> {
    browser.go(queue).await?;
    browser.find("heading", "Queue").await?;
    browser.type_keys("?").await?;
    browser.find("dialog", "").await?;
    judge(browser, &format!("keys-{name}"), mistakes).await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await
}
