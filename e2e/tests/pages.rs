//! Every page that a person meets, narrow and wide, light and dark: nothing runs
//! out of the page, no script fails, no policy is broken. The pictures are what
//! the README shows and what somebody should look at before a release.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use serde_json::{Value, json};
use thirtyfour::Key;

/// Pixels, as in the decision on what the pages must fit: a telephone, a laptop.
const SIZES: [(u32, u32); 2] = [(390, 844), (1280, 900)];

const SCHEMES: [&str; 2] = ["light", "dark"];

/// A visit to all pages with one browser.
struct Visit {
    browser: Browser,
    /// Where pictures of every page go, when somebody wants them.
    pictures: Option<PathBuf>,
    mistakes: Vec<String>,
}

#[tokio::test]
async fn every_page_fits_and_breaks_no_rule() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = Demo::start_in(folder.path())?;
    let pictures = std::env::var_os("CORRIGENDA_ALL_PICTURES").map(PathBuf::from);
    let mut visit = Visit {
        browser: Browser::open(Device::Laptop).await?,
        pictures,
        mistakes: Vec::new(),
    };
    paper(&mut visit, &demo).await?;
    let receipt = report(&visit.browser, &demo).await?;
    visit.look("receipt", &receipt).await?;
    public(&mut visit, &demo).await?;
    desk(&mut visit, &demo).await?;
    visit.look("receipt-corrected", &receipt).await?;
    visit
        .look(
            "corrections",
            &demo.at(&format!("/{}/corrections", demo.site)),
        )
        .await?;
    visit.look("article-corrected", &demo.article_url).await?;
    placements(&mut visit, &demo, folder.path()).await?;

    ensure!(visit.mistakes.is_empty(), "{}", visit.mistakes.join("\n"));
    visit.browser.close().await
}

async fn paper(visit: &mut Visit, demo: &Demo) -> Result<()> {
    for (name, path) in [
        ("paper", "/"),
        ("paper-mistakes", "/mistakes"),
        ("article-table", "/2026/11/how-the-barrier-works"),
        ("article-ukrainian", "/2026/11/khor-na-prystani"),
        ("article-chinese", "/2026/11/lao-yushi-yeshi"),
        ("article-arabic", "/2026/11/sanaat-al-qawarib"),
    ] {
        visit.look(name, &demo.paper(path)).await?;
    }
    visit.look("article", &demo.article_url).await?;
    visit
        .open_dialog(
            &demo.article_url,
            "dialog",
            "sixty-four hangars, the vertical rods",
        )
        .await?;
    visit
        .open_dialog(
            &demo.paper("/2026/11/sanaat-al-qawarib"),
            "dialog-arabic",
            "نظر سالم الدقّاق",
        )
        .await
}

async fn public(visit: &mut Visit, demo: &Demo) -> Result<()> {
    visit.look("home", &demo.at("/")).await?;
    let form = |lang: &str, url: &str| {
        demo.at(&format!(
            "/{}/report?lang={lang}&url={url}&quote=ten%20weeks",
            demo.site
        ))
    };
    visit.look("form", &form("en", &demo.article_url)).await?;
    visit
        .look(
            "form-arabic",
            &form("ar", &demo.paper("/2026/11/sanaat-al-qawarib")),
        )
        .await?;
    visit
        .look(
            "corrections-none",
            &demo.at(&format!("/{}/corrections", demo.site)),
        )
        .await?;
    visit
        .look_at_an_error("not-found", &demo.at("/nothing-here"))
        .await
}

async fn desk(visit: &mut Visit, demo: &Demo) -> Result<()> {
    visit.look("desk-sign-in", &demo.desk_url).await?;
    let browser = &visit.browser;
    browser.tab_to("textbox", "E-mail").await?;
    browser.type_keys(demo.email.as_str()).await?;
    browser.tab_to("textbox", "Password").await?;
    browser.type_keys(demo.password.as_str()).await?;
    browser.type_keys(Key::Enter).await?;
    browser.find("heading", "Queue").await?;
    let queue = browser.url().await?;
    visit.look("desk-queue", &queue).await?;
    visit.browser.type_keys("j").await?;
    visit.browser.type_keys(Key::Enter).await?;
    visit.browser.find("heading", "Proposed change").await?;
    let case = visit.browser.url().await?;
    visit.look("desk-case", &case).await?;
    if let Some(folder) = readme_pictures() {
        visit.browser.prefer("light").await?;
        visit.browser.go(&case).await?;
        visit
            .browser
            .picture(&folder.join("desk.png"), false)
            .await?;
    }
    visit.browser.type_keys("a").await?;
    visit.browser.type_keys(Key::Enter).await?;
    visit.browser.find("link", "Show the case").await?;
    visit.browser.go(&case).await?;
    visit.browser.find("heading", "Corrected").await?;
    visit.look("desk-case-corrected", &case).await?;
    visit
        .look(
            "desk-corrections",
            &demo.at(&format!("/desk/{}/corrections", demo.site)),
        )
        .await
}

/// What a receipt says when the passage is not where it was marked, and the case of one that was edited.
async fn placements(visit: &mut Visit, demo: &Demo, data: &Path) -> Result<()> {
    let around = ["In September ", " who was looking for"];
    for (name, lang, exact, around, suggestion) in [
        (
            "receipt-gone",
            "en",
            "a fish with wings",
            ["", ""],
            "a fish",
        ),
        ("receipt-ambiguous", "de", "the", ["", ""], "that"),
        ("receipt-already", "ar", "an diver", around, "a diver"),
    ] {
        let (receipt, _) = send(demo, exact, around, suggestion).await?;
        visit.look(name, &format!("{receipt}?lang={lang}")).await?;
    }
    let around = ["looking for ", " noticed flakes"];
    let passage = "a lost mooring chain";
    let (receipt, case) = send(demo, passage, around, "a lost mooring rope").await?;
    let file = data.join("articles/2026/11/spindle-bridge-closes.html");
    let edited = std::fs::read_to_string(&file)?.replace(passage, "a very old lost mooring chain");
    std::fs::write(&file, edited)?;
    until("the edited passage", async || {
        visit.browser.go(&receipt).await?;
        let words = visit.browser.text().await?;
        Ok(words.contains("stands at the edited passage").then_some(()))
    })
    .await?;
    visit.look("receipt-edited", &receipt).await?;
    let case = demo.at(&format!("/desk/{}/cases/{case}", demo.site));
    visit.look("desk-case-edited", &case).await
}

/// A report without a browser: its receipt's address and its case.
async fn send(
    demo: &Demo,
    exact: &str,
    [prefix, suffix]: [&str; 2],
    suggestion: &str,
) -> Result<(String, String)> {
    let report = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "editing",
        "body": {"type": "TextualBody", "purpose": "editing", "value": suggestion},
        "target": {"source": demo.article_url, "selector": {
            "type": "TextQuoteSelector", "prefix": prefix, "exact": exact, "suffix": suffix}},
    });
    let address = demo.at(&format!("/api/v1/sites/{}/reports", demo.site));
    let answer = reqwest::Client::new().post(address).json(&report).send();
    let said: Value = answer.await?.error_for_status()?.json().await?;
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok((word(&said["receipt_url"]), word(&said["case"]["id"])))
}

/// One reader's report by the widget, and its receipt's address.
async fn report(browser: &Browser, demo: &Demo) -> Result<String> {
    browser.resize(1280, 900).await?;
    browser.prefer("light").await?;
    browser.go(&demo.article_url).await?;
    browser
        .select("sixty-four hangars, the vertical rods")
        .await?;
    browser.press_hotkey().await?;
    browser.find("dialog", "Suggest a correction").await?;
    browser
        .fill("Should read", "sixty-four hangers, the vertical rods")
        .await?;
    browser
        .fill(
            "Comment",
            "A hangar is for aeroplanes. The rods of a suspension bridge are hangers.",
        )
        .await?;
    if let Some(folder) = readme_pictures() {
        browser.picture(&folder.join("widget.png"), false).await?;
    }
    browser.click("button", "Send").await?;
    browser.read("Your report was received").await?;
    let link = browser.find("link", "Follow what becomes of it").await?;
    browser.address(&link).await
}

/// Where the README's pictures go, when this run is to take them.
fn readme_pictures() -> Option<PathBuf> {
    std::env::var_os("CORRIGENDA_PICTURES").map(PathBuf::from)
}

impl Visit {
    /// Looks at a page in every size and scheme.
    async fn look(&mut self, name: &str, url: &str) -> Result<()> {
        for scheme in SCHEMES {
            self.browser.prefer(scheme).await?;
            for (width, height) in SIZES {
                self.browser.resize(width, height).await?;
                self.browser.go(url).await?;
                self.judge(name, scheme, width, true).await?;
            }
        }
        Ok(())
    }

    /// An error's page is a page; that the browser logs the status is no complaint.
    async fn look_at_an_error(&mut self, name: &str, url: &str) -> Result<()> {
        let before = self.mistakes.len();
        self.look(name, url).await?;
        let status = |mistake: &String| mistake.contains("the server responded with a status of");
        let own = self.mistakes.split_off(before);
        self.mistakes
            .extend(own.into_iter().filter(|mistake| !status(mistake)));
        Ok(())
    }

    /// Looks at the dialog on a passage in every size and scheme.
    async fn open_dialog(&mut self, url: &str, name: &str, words: &str) -> Result<()> {
        for scheme in SCHEMES {
            self.browser.prefer(scheme).await?;
            for (width, height) in SIZES {
                self.browser.resize(width, height).await?;
                self.browser.go(url).await?;
                self.browser.select(words).await?;
                self.browser.press_hotkey().await?;
                self.browser.find("dialog", "").await?;
                self.judge(name, scheme, width, false).await?;
            }
        }
        Ok(())
    }

    async fn judge(
        &mut self,
        name: &str,
        scheme: &str,
        width: u32,
        whole_page: bool,
    ) -> Result<()> {
        let wide = "return document.scrollingElement.scrollWidth";
        let wide = self.browser.script(wide, vec![]).await?;
        if wide != json!(width) {
            self.mistakes.push(format!(
                "{name} is {wide} pixels wide on a screen of {width}"
            ));
        }
        let complaints = self.browser.complaints().await?;
        self.mistakes
            .extend(complaints.into_iter().map(|said| format!("{name}: {said}")));
        match &self.pictures {
            Some(folder) => {
                let file = picture_of(folder, name, scheme, width);
                self.browser.picture(&file, whole_page).await
            }
            None => Ok(()),
        }
    }
}

fn picture_of(folder: &Path, name: &str, scheme: &str, width: u32) -> PathBuf {
    folder.join(format!("{name}-{width}-{scheme}.png"))
}
