//! The form and the receipt as they are met: by axe-core, narrow and wide, light and dark, from left and from right;
//! and by a keyboard, which a form with mistakes leads to the first of them.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use thirtyfour::Key;

/// A language with the words that the journey needs of it.
struct Words {
    lang: &'static str,
    comment: &'static str,
    send: &'static str,
    not_sent: &'static str,
    received: &'static str,
}

const WORDS: [Words; 2] = [
    Words {
        lang: "en",
        comment: "Comment",
        send: "Send",
        not_sent: "Not sent yet",
        received: "Your report was received",
    },
    Words {
        lang: "ar",
        comment: "تعليق",
        send: "إرسال",
        not_sent: "لم يُرسل بعد",
        received: "وصل بلاغك",
    },
];

#[tokio::test]
async fn axe_finds_nothing_in_any_state_of_the_form() -> Result<()> {
    let demo = Demo::start()?;
    let browser = Browser::open(Device::Laptop).await?;
    let mut mistakes = Vec::new();
    for words in &WORDS {
        for (scheme, width) in [("light", 1280), ("dark", 320), ("forced", 1280)] {
            match scheme {
                "forced" => browser.prefer_feature("forced-colors", "active").await?,
                scheme => browser.prefer(scheme).await?,
            }
            browser.resize(width, 700).await?;
            let name = format!("{}-{scheme}-{width}", words.lang);
            states(&browser, &demo, words, &name, &mut mistakes).await?;
        }
    }
    ensure!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    browser.close().await
}

async fn states(
    browser: &Browser,
    demo: &Demo,
    words: &Words,
    name: &str,
    mistakes: &mut Vec<String>,
) -> Result<()> {
    let form = demo.at(&format!("/{}/report?lang={}", demo.site, words.lang));
    browser.go(&form).await?;
    judge(browser, &format!("form-empty-{name}"), mistakes).await?;
    browser
        .go(&format!("{form}&url={}&quote=milion", demo.article_url))
        .await?;
    judge(browser, &format!("form-filled-{name}"), mistakes).await?;
    browser.click("button", words.send).await?;
    browser.find("alert", "").await?;
    browser.read(words.not_sent).await?;
    judge(browser, &format!("form-wrong-{name}"), mistakes).await?;
    // A status of 422 is logged as what it is.
    browser.complaints().await?;
    browser.fill(words.comment, "Is this right?").await?;
    browser.click("button", words.send).await?;
    browser.read(words.received).await?;
    judge(browser, &format!("receipt-{name}"), mistakes).await
}

pub(crate) async fn judge(
    browser: &Browser,
    state: &str,
    mistakes: &mut Vec<String>,
) -> Result<()> {
    let found = browser.violations(None).await?;
    mistakes.extend(found.into_iter().map(|line| format!("{state}: {line}")));
    let wide =
        "return [document.scrollingElement.scrollWidth, document.documentElement.clientWidth]";
    let wide = browser.script(wide, vec![]).await?;
    if wide[0] != wide[1] {
        mistakes.push(format!("{state}: {} pixels wide of {}", wide[0], wide[1]));
    }
    match std::env::var_os("CORRIGENDA_ALL_PICTURES").map(PathBuf::from) {
        Some(folder) => {
            browser
                .picture(&folder.join(format!("{state}.png")), true)
                .await
        }
        None => Ok(()),
    }
}

#[tokio::test]
async fn a_keyboard_is_led_to_what_is_wrong() -> Result<()> {
    let demo = Demo::start()?;
    let browser = Browser::open(Device::Laptop).await?;
    let quote = "#:~:text=milion".replace('#', "%23").replace(':', "%3A");
    browser
        .go(&demo.at(&format!(
            "/{}/report?url={}{quote}",
            demo.site, demo.article_url
        )))
        .await?;
    browser.tab_to("textbox", "Email").await?;
    browser.type_keys("nobody").await?;
    browser.tab_to("button", "Send").await?;
    browser.type_keys(Key::Enter).await?;
    browser.find("alert", "").await?;
    // The list of what is wrong has the focus; its first link is the next stop and leads to the field.
    let focused = "return document.activeElement.getAttribute('role') ?? document.activeElement.id";
    focus(&browser, focused, "alert").await?;
    browser.type_keys(Key::Tab).await?;
    browser.type_keys(Key::Enter).await?;
    focus(&browser, focused, "suggestion").await?;
    let email = browser.find("textbox", "Email").await?;
    ensure!(email.value == "nobody", "what was typed is lost");
    browser.fill("Should read", "million").await?;
    browser.fill("Email", "").await?;
    browser.type_keys(Key::Enter).await?;
    browser.read("Your report was received").await?;
    browser.close().await
}

async fn focus(browser: &Browser, focused: &str, wanted: &str) -> Result<()> {
    until(&format!("the focus on {wanted}"), async || {
        Ok((browser.script(focused, vec![]).await? == wanted).then_some(()))
    })
    .await
}
