//! A browser of a person's own: a new profile on a device, driven through
//! WebDriver. Starting, going somewhere, leaving; what is on the screen is
//! `screen`'s and what hands do is `hands`'.

use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testkit::Process;
use thirtyfour::{
    ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel,
    WebDriver,
};

use crate::wait::until;

/// What somebody holds in their hands or has on their table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// A window of 1280 by 900 pixels, a mouse and a keyboard.
    Laptop,
    /// A telephone of 390 by 844 pixels and fingers.
    Phone,
    /// A desk whose browser runs no scripts.
    WithoutScripts,
}

/// Switches for a browser without a screen that talks to nobody but the page.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
];

/// One browser with one window.
#[derive(Debug)]
pub struct Browser {
    pub(crate) driver: WebDriver,
    pub(crate) device: Device,
}

impl Browser {
    /// Opens a browser with a new profile.
    ///
    /// # Errors
    ///
    /// When Chromium or its driver is missing or does not start.
    pub async fn open(device: Device) -> Result<Self> {
        let url = format!("http://127.0.0.1:{}", driver_port()?);
        let driver = WebDriver::new(url, capabilities(device)?)
            .await
            .context("starting Chromium")?;
        let browser = Self { driver, device };
        if device == Device::Laptop {
            browser.resize(1280, 900).await?;
            browser.prefer("light").await?;
        }
        Ok(browser)
    }

    /// Goes to an address and waits until the page is loaded.
    ///
    /// # Errors
    ///
    /// When nothing answers there.
    pub async fn go(&self, url: &str) -> Result<()> {
        self.driver
            .goto(url)
            .await
            .with_context(|| format!("going to {url}"))
    }

    /// Loads the page anew.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver.refresh().await?)
    }

    /// Where the browser is.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn url(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.to_string())
    }

    /// Makes the page this many pixels wide and high.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.protocol("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Enlarges what is on a page of 1280 pixels: at 200 per cent, half as many fit.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn zoom(&self, per_cent: u32) -> Result<()> {
        let (width, height) = (1280 * 100 / per_cent, 900 * 100 / per_cent);
        let factor = f64::from(per_cent) / 100.0;
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": factor, "mobile": false});
        self.protocol("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Shows the page as it would be printed, or on the screen again for `screen`.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn show_as(&self, media: &str) -> Result<()> {
        let wish = json!({"media": media});
        self.protocol("Emulation.setEmulatedMedia", wish).await?;
        Ok(())
    }

    /// Writes a picture of what is on the screen, or of the whole page.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub async fn picture(&self, file: &Path, whole_page: bool) -> Result<()> {
        let shot = self
            .protocol(
                "Page.captureScreenshot",
                json!({"captureBeyondViewport": whole_page}),
            )
            .await?;
        let data = shot["data"].as_str().context("no picture")?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, STANDARD.decode(data)?)
            .with_context(|| format!("writing {}", file.display()))
    }

    /// What the browser complained of since the last call: errors of scripts, and
    /// whatever a page's security policy forbade.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let log = self.driver.browser_log().await?;
        let severe = log.into_iter().filter(|entry| entry.level == "SEVERE");
        Ok(severe.map(|entry| entry.message).collect())
    }

    /// Likes pages dark or light from now on.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let wish = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.protocol("Emulation.setEmulatedMedia", wish).await?;
        Ok(())
    }

    /// Has the browser tell pages what this reader's system prefers, such as
    /// `("forced-colors", "active")`, beside the colour scheme.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn prefer_feature(&self, name: &str, value: &str) -> Result<()> {
        let wish = json!({"features": [{"name": name, "value": value}]});
        self.protocol("Emulation.setEmulatedMedia", wish).await?;
        Ok(())
    }

    /// Writes attributes into the tag that embeds the widget, on every page from
    /// now on and before the script runs, as another publisher's page has them.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn embed_with(&self, attributes: &Value) -> Result<()> {
        let source = format!(
            "new MutationObserver(() => {{
                const tag = document.querySelector('script[data-site]');
                if (tag) Object.assign(tag.dataset, {attributes});
            }}).observe(document, {{childList: true, subtree: true}})"
        );
        self.protocol(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": source}),
        )
        .await?;
        Ok(())
    }

    /// Forgets what the browser keeps of other pages' files, as time does.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn forget_files(&self) -> Result<()> {
        self.protocol("Network.clearBrowserCache", json!({}))
            .await?;
        Ok(())
    }

    /// Opens a second page of the same reader beside this one and goes there.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn open_tab(&self, url: &str) -> Result<()> {
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.go(url).await
    }

    /// Waits until the browser asks with these words, and says no.
    ///
    /// # Errors
    ///
    /// When it does not ask, or something else.
    pub async fn declines(&self, words: &str) -> Result<()> {
        let asked = until("the browser's question", async || {
            Ok(self.driver.get_alert_text().await.ok())
        })
        .await?;
        self.driver.dismiss_alert().await?;
        ensure!(asked.contains(words), "it asks {asked:?}");
        Ok(())
    }

    /// Goes into the frame of this number, for scripts and keys; out of all of them without one.
    ///
    /// # Errors
    ///
    /// When there is no such frame.
    pub async fn enter(&self, frame: Option<u16>) -> Result<()> {
        match frame {
            Some(number) => Ok(self.driver.enter_frame(number).await?),
            None => Ok(self.driver.enter_default_frame().await?),
        }
    }

    /// Runs a script in the page and gives what it returns.
    ///
    /// # Errors
    ///
    /// When the script throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let returned = self.driver.execute(script, arguments).await?;
        Ok(returned.json().clone())
    }

    /// Runs a script whose last argument is a function that takes its answer.
    ///
    /// # Errors
    ///
    /// When the script throws or never answers.
    pub async fn script_with_answer(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let returned = self.driver.execute_async(script, arguments).await?;
        Ok(returned.json().clone())
    }

    /// Closes the browser.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn close(self) -> Result<()> {
        Ok(self.driver.clone().quit().await?)
    }

    /// A command of the browser's own protocol, for what WebDriver has no word for.
    ///
    /// # Errors
    ///
    /// When the browser does not know it.
    pub async fn protocol(&self, method: &str, parameters: Value) -> Result<Value> {
        let answer = self.driver.cdp().send_raw(method, parameters).await;
        answer.with_context(|| format!("{method} in the browser"))
    }
}

impl Drop for Browser {
    /// A browser that a failed test leaves open goes with the driver's process;
    /// closing it here would wait for a runtime that is going away, too.
    fn drop(&mut self) {
        let _ = self.driver.clone().leak();
    }
}

/// The one driver of this process, which all browsers share.
fn driver_port() -> Result<u16> {
    static DRIVER: OnceLock<Result<(Mutex<Process>, u16), String>> = OnceLock::new();
    let driver = DRIVER.get_or_init(|| start_driver().map_err(|error| format!("{error:#}")));
    match driver {
        Ok((_, port)) => Ok(*port),
        Err(error) => Err(anyhow!("{error}")),
    }
}

fn start_driver() -> Result<(Mutex<Process>, u16)> {
    let mut process =
        Process::start(Command::new("chromedriver").args(["--port=0", "--log-level=SEVERE"]))?;
    loop {
        let line = process
            .line()
            .context("Chromium's driver; `cargo xtask test --only install` installs it")?;
        let port = line
            .trim()
            .strip_prefix("ChromeDriver was started successfully on port ");
        if let Some(port) = port {
            return Ok((Mutex::new(process), port.trim_end_matches('.').parse()?));
        }
    }
}

fn capabilities(device: Device) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for switch in SWITCHES {
        capabilities.add_arg(switch)?;
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::Severe)?;
    match device {
        Device::Laptop => {}
        Device::Phone => capabilities.add_experimental_option(
            "mobileEmulation",
            json!({
                "deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true},
                "clientHints": {"platform": "Android", "mobile": true},
            }),
        )?,
        Device::WithoutScripts => capabilities.add_experimental_option(
            "prefs",
            json!({"profile.managed_default_content_settings.javascript": 2}),
        )?,
    }
    Ok(capabilities)
}
