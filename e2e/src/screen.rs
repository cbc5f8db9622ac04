//! What is on the screen, as assistive technology reads it: the browser's
//! accessibility tree, across shadow roots. Looking, no touching.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::wait::until;

/// Something on the screen with a role and a name.
#[derive(Clone, Debug)]
pub struct Node {
    /// The ARIA role, `button` for example.
    pub role: String,
    /// The accessible name.
    pub name: String,
    /// What a text box holds; empty for everything without a value.
    pub value: String,
    /// The browser's number of the element.
    pub(crate) element: i64,
    /// Not told of itself; what is inside of it may be.
    ignored: bool,
    id: String,
    children: Vec<String>,
}

impl Browser {
    /// Waits for something with this role whose name contains `name`; whoever
    /// speaks of a link by its first words is understood.
    ///
    /// # Errors
    ///
    /// When it does not come, with what is on the screen instead.
    pub async fn find(&self, role: &str, name: &str) -> Result<Node> {
        let found = until(&format!("a {role} named {name:?}"), async || {
            Ok(self
                .screen()
                .await?
                .into_iter()
                .find(|node| node.is(role, name)))
        })
        .await;
        match found {
            Ok(node) => Ok(node),
            Err(error) => Err(error.context(self.described().await?)),
        }
    }

    /// Whether something with this role and name is there at this moment.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn sees(&self, role: &str, name: &str) -> Result<bool> {
        Ok(self.screen().await?.iter().any(|node| node.is(role, name)))
    }

    /// Waits until nothing with this role and name is there any more.
    ///
    /// # Errors
    ///
    /// When it stays.
    pub async fn gone(&self, role: &str, name: &str) -> Result<()> {
        until(&format!("no {role} named {name:?}"), async || {
            Ok((!self.sees(role, name).await?).then_some(()))
        })
        .await
    }

    /// Waits for the words somewhere on the screen, whatever elements they are in.
    ///
    /// # Errors
    ///
    /// When they do not come, with what is there instead.
    pub async fn read(&self, words: &str) -> Result<()> {
        let read = until(&format!("the words {words:?}"), async || {
            Ok(self.text().await?.contains(words).then_some(()))
        })
        .await;
        match read {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.described().await?)),
        }
    }

    /// All words on the screen in their order, white space as one space.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn text(&self) -> Result<String> {
        let tree = self.tree().await?;
        let root = tree.first().context("an empty accessibility tree")?;
        Ok(spoken(&tree, root))
    }

    /// The words inside of a node, white space as one space.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn text_in(&self, node: &Node) -> Result<String> {
        let tree = self.tree().await?;
        let root = tree.iter().find(|other| other.id == node.id);
        Ok(root.map(|root| spoken(&tree, root)).unwrap_or_default())
    }

    /// The address that a link leads to.
    ///
    /// # Errors
    ///
    /// When the node is no link.
    pub async fn address(&self, link: &Node) -> Result<String> {
        let href = self.property(link, "href").await?;
        href.as_str().map(str::to_owned).context("no link")
    }

    /// Whether a check box is ticked.
    ///
    /// # Errors
    ///
    /// When the node is no check box.
    pub async fn is_checked(&self, checkbox: &Node) -> Result<bool> {
        let checked = self.property(checkbox, "checked").await?;
        checked.as_bool().context("no check box")
    }

    /// Width and height of what is shown, in pixels.
    ///
    /// # Errors
    ///
    /// When the node is gone.
    pub async fn size(&self, node: &Node) -> Result<(f64, f64)> {
        let shown = "function() { const {width, height} = this.getBoundingClientRect(); return [width, height]; }";
        let shown = self.call(node, shown).await?;
        let pixels = |index: usize| shown[index].as_f64();
        pixels(0).zip(pixels(1)).context("no size")
    }

    /// `ltr` or `rtl`, as the node is shown.
    ///
    /// # Errors
    ///
    /// When the node is gone.
    pub async fn direction(&self, node: &Node) -> Result<String> {
        let shown = "function() { return getComputedStyle(this).direction; }";
        let shown = self.call(node, shown).await?;
        shown.as_str().map(str::to_owned).context("no direction")
    }

    /// The page's JSON-LD, which search engines read and nobody sees.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn structured_data(&self) -> Result<String> {
        let all = "return [...document.querySelectorAll('script[type=\"application/ld+json\"]')]
            .map(script => script.textContent).join('\\n')";
        let all = self.script(all, vec![]).await?;
        Ok(all.as_str().unwrap_or_default().to_owned())
    }

    /// A property of the node's element in the page.
    pub(crate) async fn property(&self, node: &Node, name: &str) -> Result<Value> {
        let function = format!("function() {{ return this[{name:?}]; }}");
        self.call(node, &function).await
    }

    /// Calls a function with the node's element as `this`.
    pub(crate) async fn call(&self, node: &Node, function: &str) -> Result<Value> {
        let resolved = self
            .protocol("DOM.resolveNode", json!({"backendNodeId": node.element}))
            .await?;
        let returned = self
            .protocol(
                "Runtime.callFunctionOn",
                json!({
                    "objectId": resolved["object"]["objectId"],
                    "functionDeclaration": function,
                    "returnByValue": true,
                    "awaitPromise": true,
                }),
            )
            .await?;
        if let Some(thrown) = returned.get("exceptionDetails") {
            bail!("the page threw: {thrown}");
        }
        Ok(returned["result"]["value"].clone())
    }

    /// What assistive technology is told of.
    async fn screen(&self) -> Result<Vec<Node>> {
        let mut tree = self.tree().await?;
        tree.retain(|node| !node.ignored);
        Ok(tree)
    }

    /// The whole accessibility tree, its root first.
    async fn tree(&self) -> Result<Vec<Node>> {
        let tree = self
            .protocol("Accessibility.getFullAXTree", json!({}))
            .await?;
        let nodes = tree["nodes"].as_array().context("no accessibility tree")?;
        Ok(nodes.iter().filter_map(node).collect())
    }

    /// What a failed look says was there.
    async fn described(&self) -> Result<String> {
        let screen = self.screen().await?;
        let named: Vec<String> = screen
            .iter()
            .filter(|node| !node.name.is_empty() && !node.is_text())
            .map(|node| format!("{} {:?} {:?}", node.role, node.name, node.value))
            .collect();
        Ok(format!(
            "at {} there is:\n{}",
            self.url().await?,
            named.join("\n")
        ))
    }
}

impl Node {
    fn is(&self, role: &str, name: &str) -> bool {
        self.role == role && self.name.contains(name)
    }

    fn is_text(&self) -> bool {
        matches!(
            self.role.as_str(),
            "StaticText" | "InlineTextBox" | "ListMarker"
        )
    }
}

fn node(node: &Value) -> Option<Node> {
    let word = |value: &Value| match &value["value"] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let children = node["childIds"].as_array().into_iter().flatten();
    Some(Node {
        role: word(&node["role"]),
        name: word(&node["name"]),
        value: word(&node["value"]),
        element: node["backendDOMNodeId"].as_i64().unwrap_or_default(),
        ignored: node["ignored"].as_bool() == Some(true),
        id: node["nodeId"].as_str()?.to_owned(),
        children: children
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect(),
    })
}

/// The words under `root`, in the order of the page.
fn spoken(tree: &[Node], root: &Node) -> String {
    let mut words = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if node.role == "StaticText" && !node.ignored {
            words.extend(node.name.split_whitespace());
        }
        let children = node.children.iter().rev();
        open.extend(children.filter_map(|id| tree.iter().find(|other| other.id == *id)));
    }
    words.join(" ")
}
