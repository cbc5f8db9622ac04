//! The accessibility checker axe-core, which runs inside the page and looks into
//! open shadow trees, too. It comes with the widget's development dependencies.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::browser::Browser;

/// Checks what the criteria of WCAG 2.2 at level AA say, below an element or on
/// the whole page; gives a line for each thing that is wrong.
const CHECK: &str = r"
const [host, done] = arguments;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(host ? {include: [[host]]} : document, {runOnly: tags, resultTypes: ['violations']}).then(
  ({violations, passes}) => done([passes.length, violations.map(({id, nodes}) =>
    id + ': ' + nodes.map(({target, failureSummary}) => JSON.stringify(target) + ' ' + failureSummary).join(' | '))]),
  error => done([0, [String(error)]]));
";

impl Browser {
    /// What axe-core finds wrong below the element that the CSS selector names, or
    /// on the whole page.
    ///
    /// # Errors
    ///
    /// When axe-core is not installed or finds nothing to look at.
    pub async fn violations(&self, host: Option<&str>) -> Result<Vec<String>> {
        let there = self.script("return 'axe' in window", vec![]).await?;
        if there != true {
            self.script(axe()?, vec![]).await?;
        }
        let found = self.script_with_answer(CHECK, vec![host.into()]).await?;
        anyhow::ensure!(
            found[0].as_u64() > Some(0),
            "axe-core looked at nothing: {found}"
        );
        let lines = found[1].as_array().context("no list of violations")?;
        Ok(lines
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }
}

/// The script, read once.
fn axe() -> Result<&'static str> {
    static AXE: OnceLock<Result<String, String>> = OnceLock::new();
    let read = AXE.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../widget/node_modules/axe-core/axe.min.js");
        std::fs::read_to_string(&file).map_err(|error| {
            format!(
                "{}: {error}; `npm ci` in widget/ installs it",
                file.display()
            )
        })
    });
    read.as_deref().map_err(|error| anyhow::anyhow!("{error}"))
}
