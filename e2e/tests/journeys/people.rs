//! The two people of every journey, and how they speak: by what they see and do.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use thirtyfour::Key;

/// Words of the dialog in the language of the page.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) should_read: &'static str,
    pub(crate) comment: &'static str,
    pub(crate) send: &'static str,
    pub(crate) received: &'static str,
    pub(crate) receipt: &'static str,
}

pub(crate) const ENGLISH: Words = Words {
    title: "Suggest a correction",
    should_read: "Should read",
    comment: "Comment",
    send: "Send",
    received: "Your report was received",
    receipt: "Follow what becomes of it",
};

pub(crate) const ARABIC: Words = Words {
    title: "اقتراح تصحيح",
    should_read: "النص الصحيح",
    comment: "تعليق",
    send: "إرسال",
    received: "وصل بلاغك",
    receipt: "متابعة البلاغ",
};

/// Somebody who reads the paper.
pub(crate) struct Reader {
    pub(crate) browser: Browser,
    words: &'static Words,
}

impl Reader {
    pub(crate) async fn with(device: Device) -> Result<Self> {
        let browser = Browser::open(device).await?;
        Ok(Self {
            browser,
            words: &ENGLISH,
        })
    }

    pub(crate) fn reading(mut self, words: &'static Words) -> Self {
        self.words = words;
        self
    }

    /// Opens an article and waits until its script has come, which the prompt shows.
    pub(crate) async fn opens(&self, url: &str) -> Result<()> {
        self.browser.go(url).await?;
        until("the widget", async || {
            let there = self
                .browser
                .script("return Boolean(window.corrigenda)", vec![])
                .await?;
            Ok((there == true).then_some(()))
        })
        .await
    }

    /// Marks the words with the mouse and presses Ctrl+Enter.
    pub(crate) async fn marks(&self, words: &str) -> Result<()> {
        self.browser.select(words).await?;
        self.browser.press_hotkey().await?;
        self.sees_dialog_with(words).await
    }

    /// Marks the words and opens the dialog, whatever was written there before.
    pub(crate) async fn marks_again(&self, words: &str) -> Result<()> {
        self.browser.select(words).await?;
        self.browser.press_hotkey().await?;
        self.browser.find("dialog", self.words.title).await?;
        Ok(())
    }

    /// Closes the dialog; the plain form it links to when nothing can be sent, and
    /// so what it would report, is about this article.
    pub(crate) async fn says_where(&self, article: &str) -> Result<()> {
        // Neither sent nor kept.
        self.browser.unreachable(&["/reports"]).await?;
        let store =
            "Object.defineProperty(window, 'indexedDB', {value: undefined, configurable: true})";
        self.browser.script(store, vec![]).await?;
        self.proposes("something else").await?;
        self.browser.press_hotkey().await?;
        let form = self.browser.find("link", "Use the plain form").await?;
        let form = self.browser.address(&form).await?;
        self.browser.unreachable(&[]).await?;
        let store = "delete window.indexedDB";
        self.browser.script(store, vec![]).await?;
        self.browser.type_keys(Key::Escape).await?;
        self.browser.gone("dialog", "").await?;
        let asked = reqwest::Url::parse(&form)?;
        let about = asked.query_pairs().find(|(name, _)| name == "url");
        let about = about.map(|(_, value)| value.into_owned());
        ensure!(
            about.as_deref() == Some(article),
            "{about:?} is not {article}"
        );
        Ok(())
    }

    /// Waits until the dialog says this kind.
    pub(crate) async fn sees_kind(&self, kind: &str) -> Result<()> {
        until(&format!("the kind {kind:?}"), async || {
            let now = self.browser.find("combobox", "Kind").await?.value;
            Ok((now == kind).then_some(()))
        })
        .await
    }

    /// The dialog is open and its text box holds the passage.
    pub(crate) async fn sees_dialog_with(&self, passage: &str) -> Result<()> {
        self.browser.find("dialog", self.words.title).await?;
        let field = self.browser.find("textbox", self.words.should_read).await?;
        ensure!(
            field.value == passage,
            "{:?} is not {passage:?}",
            field.value
        );
        Ok(())
    }

    pub(crate) async fn proposes(&self, right: &str) -> Result<()> {
        self.browser.fill(self.words.should_read, right).await
    }

    pub(crate) async fn explains(&self, why: &str) -> Result<()> {
        self.browser.fill(self.words.comment, why).await
    }

    /// Chooses a kind by its first letters, as a keyboard does.
    pub(crate) async fn says_it_is(&self, kind: &str) -> Result<()> {
        self.browser.tab_to("combobox", "Kind").await?;
        // A space would open the list.
        let first = kind.split(' ').next().unwrap_or(kind);
        self.browser.type_keys(first).await?;
        let chosen = self.browser.find("combobox", "Kind").await?;
        ensure!(chosen.value == kind, "{:?} was chosen", chosen.value);
        Ok(())
    }

    /// Sends the report and gives the address of its receipt.
    pub(crate) async fn sends(&self) -> Result<String> {
        self.browser.click("button", self.words.send).await?;
        let status = self.browser.find("status", "").await?;
        self.browser.read(self.words.received).await?;
        let said = self.browser.text_in(&status).await?;
        ensure!(
            said.contains(self.words.received),
            "the status says {said:?}"
        );
        let link = self.browser.find("link", self.words.receipt).await?;
        self.browser.address(&link).await
    }
}

/// Somebody who works at the desk.
pub(crate) struct Editor {
    pub(crate) browser: Browser,
}

impl Editor {
    /// Signs in, without touching the mouse.
    pub(crate) async fn at_the_desk_of(demo: &Demo) -> Result<Self> {
        let browser = Browser::open(Device::Laptop).await?;
        browser.go(&demo.desk_url).await?;
        browser.tab_to("textbox", "E-mail").await?;
        browser.type_keys(demo.email.as_str()).await?;
        browser.tab_to("textbox", "Password").await?;
        browser.type_keys(demo.password.as_str()).await?;
        browser.type_keys(Key::Enter).await?;
        browser.find("heading", "Queue").await?;
        Ok(Self { browser })
    }

    /// Opens the only case of the queue with `j` and Enter.
    pub(crate) async fn opens_the_case(&self) -> Result<()> {
        self.browser.type_keys("j").await?;
        self.browser.type_keys(Key::Enter).await?;
        self.browser.find("heading", "Proposed change").await?;
        Ok(())
    }

    /// Accepts the proposal and its notice with `a` and Enter.
    pub(crate) async fn accepts(&self) -> Result<()> {
        let notice = self.browser.find("checkbox", "Publish a notice").await?;
        let publishes = self.browser.is_checked(&notice).await?;
        ensure!(publishes, "no notice would be published");
        self.browser.type_keys("a").await?;
        self.browser
            .type_keys(Key::Enter)
            .await
            .context("accepting")
    }

    /// Follows the queue's word of what was decided, and waits until the desk says
    /// that the correction was seen in the article.
    pub(crate) async fn sees_it_corrected(&self) -> Result<()> {
        self.browser.tab_to("link", "Show the case").await?;
        self.browser.type_keys(Key::Enter).await?;
        self.browser.find("heading", "Corrected").await?;
        Ok(())
    }
}
