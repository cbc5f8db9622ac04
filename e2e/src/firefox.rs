//! Firefox, driven through its own WebDriver BiDi (<https://w3c.github.io/webdriver-bidi/>): no driver beside it, and
//! only the commands that a journey with mouse and keys needs. Chromium, which knows more, is `browser`'s.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::Process;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::hands::ENDS;
use crate::wait::until;

/// Keys that have no letter, as WebDriver writes them.
pub mod key {
    /// Enter.
    pub const ENTER: &str = "\u{E007}";
    /// Ctrl.
    pub const CONTROL: &str = "\u{E009}";
}

/// One Firefox with one window.
#[derive(Debug)]
pub struct Firefox {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    sent: u64,
    context: String,
    /// What holds back the requests that are to fail.
    intercept: Option<String>,
    _process: Process,
    _profile: TempDir,
}

impl Firefox {
    /// Opens Firefox with a new profile.
    ///
    /// # Errors
    ///
    /// When Firefox is missing or does not start.
    pub async fn open() -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut command = Command::new("firefox-esr");
        command
            .args([
                "--headless",
                "--no-remote",
                "--remote-debugging-port=0",
                "--profile",
            ])
            .arg(profile.path())
            .env("HOME", profile.path());
        let process = Process::start(&command)?;
        let port = until(
            "Firefox; `cargo xtask test --only install` installs it",
            async || Ok(port(profile.path())),
        )
        .await?;
        let address = format!("ws://127.0.0.1:{port}/session");
        let (socket, _) = until("Firefox's socket", async || {
            Ok(connect_async(&address).await.ok())
        })
        .await?;
        let mut firefox = Self {
            socket,
            sent: 0,
            context: String::new(),
            intercept: None,
            _process: process,
            _profile: profile,
        };
        firefox
            .command("session.new", json!({"capabilities": {}}))
            .await?;
        let tree = firefox
            .command("browsingContext.getTree", json!({}))
            .await?;
        let context = tree["contexts"][0]["context"].as_str();
        firefox.context = context.context("Firefox has no window")?.to_owned();
        let size = json!({"context": firefox.context, "viewport": {"width": 1280, "height": 900}});
        firefox.command("browsingContext.setViewport", size).await?;
        Ok(firefox)
    }

    /// Goes to an address and waits until the page is loaded.
    ///
    /// # Errors
    ///
    /// When nothing answers there.
    pub async fn go(&mut self, url: &str) -> Result<()> {
        let there = json!({"context": self.context, "url": url, "wait": "complete"});
        self.command("browsingContext.navigate", there).await?;
        Ok(())
    }

    /// Runs a script in the page and gives what it returns.
    ///
    /// # Errors
    ///
    /// When the script throws.
    pub async fn script(&mut self, script: &str, arguments: &[&str]) -> Result<Value> {
        // What comes back is wrapped type by type; as a text it is one value, unless the page has taught lists otherwise.
        let function = format!(
            "function() {{
                const given = (function() {{ {script} }}).apply(this, arguments) ?? null, {{toJSON}} = Array.prototype;
                delete Array.prototype.toJSON;
                const text = JSON.stringify(given);
                if (toJSON) Array.prototype.toJSON = toJSON;
                return text;
            }}"
        );
        let arguments: Vec<Value> = arguments
            .iter()
            .map(|text| json!({"type": "string", "value": text}))
            .collect();
        let call = json!({
            "functionDeclaration": function,
            "arguments": arguments,
            "awaitPromise": false,
            "target": {"context": self.context},
        });
        let answer = self.command("script.callFunction", call).await?;
        let text = answer["result"]["value"].as_str();
        let text = text.with_context(|| format!("the page threw: {answer}"))?;
        Ok(serde_json::from_str(text)?)
    }

    /// Drags the mouse from the first words to the last, the first time they occur on the page.
    ///
    /// # Errors
    ///
    /// When the words are not there.
    pub async fn select(&mut self, first: &str, last: &str) -> Result<()> {
        self.drag(&[first, last]).await
    }

    /// Drags the mouse over words in the shadow tree or the frame of the element that the CSS selector names.
    ///
    /// # Errors
    ///
    /// When the words are not there.
    pub async fn select_inside(&mut self, host: &str, words: &str) -> Result<()> {
        self.drag(&[words, words, host]).await?;
        // A hand that clicks into a frame gives it the focus; this mouse does not.
        let focus = "document.querySelector(arguments[0].split(' >>> ')[0]).contentWindow?.focus()";
        self.script(focus, &[host]).await?;
        Ok(())
    }

    async fn drag(&mut self, from_to: &[&str]) -> Result<()> {
        let ends = self.script(ENDS, from_to).await?;
        let words = from_to[0];
        let place = |end: usize| -> Result<Value> {
            let at = |name: &str| ends[end][name].as_f64().map(f64::round);
            let (x, y) = at("x")
                .zip(at("y"))
                .with_context(|| format!("{words:?} is not on the page"))?;
            Ok(json!({"type": "pointerMove", "x": x as i64, "y": y as i64}))
        };
        let button = |what: &str| json!({"type": what, "button": 0});
        let drag = [
            place(0)?,
            button("pointerDown"),
            place(1)?,
            button("pointerUp"),
        ];
        self.act(json!({"type": "pointer", "id": "mouse", "actions": drag}))
            .await
    }

    /// Fails every request whose path is this one, as a server that is down does; none any more without one.
    ///
    /// # Errors
    ///
    /// When Firefox is gone.
    pub async fn unreachable(&mut self, path: Option<&str>) -> Result<()> {
        if let Some(intercept) = self.intercept.take() {
            let no_more = json!({"intercept": intercept});
            self.command("network.removeIntercept", no_more).await?;
        }
        let Some(path) = path else { return Ok(()) };
        let events = json!({"events": ["network.beforeRequestSent"]});
        self.command("session.subscribe", events).await?;
        let wanted = json!({"phases": ["beforeRequestSent"], "urlPatterns": [{"type": "pattern", "pathname": path}]});
        let added = self.command("network.addIntercept", wanted).await?;
        self.intercept = added["intercept"].as_str().map(str::to_owned);
        Ok(())
    }

    /// Types a text, or keys, one after the other.
    ///
    /// # Errors
    ///
    /// When Firefox is gone.
    pub async fn type_keys(&mut self, keys: &str) -> Result<()> {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| [stroke("keyDown", key), stroke("keyUp", key)])
            .collect();
        self.act(json!({"type": "key", "id": "keyboard", "actions": strokes}))
            .await
    }

    /// Presses a key while Ctrl is held.
    ///
    /// # Errors
    ///
    /// When Firefox is gone.
    pub async fn press_with_control(&mut self, key: &str) -> Result<()> {
        let one = |text: &str| text.chars().next().unwrap_or_default();
        let (held, key) = (one(key::CONTROL), one(key));
        let strokes = [
            stroke("keyDown", held),
            stroke("keyDown", key),
            stroke("keyUp", key),
            stroke("keyUp", held),
        ];
        self.act(json!({"type": "key", "id": "keyboard", "actions": strokes}))
            .await
    }

    /// Closes Firefox.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn close(mut self) -> Result<()> {
        self.command("browser.close", json!({})).await?;
        Ok(())
    }

    async fn act(&mut self, source: Value) -> Result<()> {
        let actions = json!({"context": self.context, "actions": [source]});
        self.command("input.performActions", actions).await?;
        Ok(())
    }

    /// Sends a command and waits for its answer.
    async fn command(&mut self, method: &str, parameters: Value) -> Result<Value> {
        let asked = self.send(method, parameters).await?;
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else {
                continue;
            };
            let mut answer: Value = serde_json::from_str(&text)?;
            // A request that is held back waits for what becomes of it.
            if answer["params"]["isBlocked"] == true {
                let held = json!({"request": answer["params"]["request"]["request"]});
                self.send("network.failRequest", held).await?;
            }
            if answer["id"] != asked {
                continue;
            }
            if answer["type"] != "success" {
                bail!("{method}: {}: {}", answer["error"], answer["message"]);
            }
            return Ok(answer["result"].take());
        }
        bail!("{method}: Firefox is gone")
    }

    /// Sends a command and gives its number.
    async fn send(&mut self, method: &str, parameters: Value) -> Result<u64> {
        self.sent += 1;
        let command = json!({"id": self.sent, "method": method, "params": parameters});
        self.socket.send(Message::text(command.to_string())).await?;
        Ok(self.sent)
    }
}

fn stroke(what: &str, key: char) -> Value {
    json!({"type": what, "value": key.to_string()})
}

/// Where Firefox listens, as it writes into its profile when it does.
fn port(profile: &Path) -> Option<u64> {
    let file = std::fs::read_to_string(profile.join("WebDriverBiDiServer.json")).ok()?;
    let said: Value = serde_json::from_str(&file).ok()?;
    said["ws_port"].as_u64()
}
