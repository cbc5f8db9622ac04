//! The text rules in a browser: the cases of `anchor/cases/text`, which Rust runs
//! against its own extraction, through the widget's.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device};
use serde_json::{Value, json};

/// Each case becomes a page of its own in the browser's own parser; the root is
/// looked for as the widget does it.
const EXTRACT: &str = r"
const [address, cases, done] = arguments;
import(address).then(({ extract }) => done(cases.map(({ source, scope, root, ignore }) => {
  const page = new DOMParser().parseFromString('<!doctype html>' + source, 'text/html');
  for (const wanted of scope === 'body' ? [] : root) {
    const found = page.querySelector(wanted);
    if (found) return extract(document.adoptNode(found), { ignore }).points.join('');
  }
  return extract(page.body, { ignore }).points.join('');
}))).catch(error => done(String(error)));
";

const ROOT: &str = "[itemprop=articleBody], article, main, body";
const IGNORE: &str = "aside, nav, form, [hidden], [aria-hidden=true], [data-corrigenda-ignore]";

#[tokio::test]
async fn a_browser_comes_to_the_same_text_as_the_server() -> Result<()> {
    let demo = Demo::start()?;
    let browser = Browser::open(Device::Laptop).await?;
    // The paper allows scripts of others, as publishers do; no page of the server itself does.
    browser.go(&demo.paper("/")).await?;
    let cases = cases()?;
    let asked: Vec<Value> = cases.iter().map(question).collect();
    let texts = browser
        .script_with_answer(
            EXTRACT,
            vec![json!(demo.at("/assets/text.js")), json!(asked)],
        )
        .await?;
    let texts = texts
        .as_array()
        .with_context(|| format!("the widget says {texts}"))?;
    let wrong: Vec<String> = cases
        .iter()
        .zip(texts)
        .filter(|(case, text)| case["text"] != **text)
        .map(|(case, text)| format!("{}: {text} instead of {}", case["name"], case["text"]))
        .collect();

    ensure!(cases.len() > 50, "only {} cases were found", cases.len());
    ensure!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    browser.close().await
}

fn question(case: &Value) -> Value {
    let rule = |name: &str, default: &'static str| {
        case["rules"][name].as_str().unwrap_or(default).to_owned()
    };
    let root: Vec<String> = rule("root", ROOT)
        .split(',')
        .map(|one| one.trim().to_owned())
        .collect();
    json!({"source": case["source"], "scope": case["scope"], "root": root, "ignore": rule("ignore", IGNORE)})
}

/// All cases in HTML but those that say why a browser has another tree.
fn cases() -> Result<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../anchor/cases/text");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let file: Vec<Value> = serde_json::from_slice(&std::fs::read(&path)?)
            .with_context(|| format!("{}", path.display()))?;
        cases.extend(
            file.into_iter()
                .filter(|case| case["format"] == "html" && case["browser"].is_null()),
        );
    }
    Ok(cases)
}
