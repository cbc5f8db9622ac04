//! How the widget looks and what it says, where the page or the reader's system has a say in it: custom properties,
//! parts and words of the page's own; dark and light; nothing that moves; nothing on paper.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Browser, Demo, Device, until};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::people::Reader;

/// A style sheet of the page's own.
const SHEET: &str = "
const sheet = new CSSStyleSheet();
sheet.replaceSync(arguments[0]);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];";

/// What an element in the shadow tree of another looks like: its style by this name.
const STYLE: &str = "
const [host, inner, name] = arguments;
const element = document.querySelector(host)?.shadowRoot?.querySelector(inner);
return element ? getComputedStyle(element)[name] : null;";

/// The custom properties, each with a value that nothing else has and where it is seen.
const PROPERTIES: [(&str, &str, &str, &str); 8] = [
    ("paper", "rgb(1, 2, 3)", "dialog", "backgroundColor"),
    ("ink", "rgb(201, 2, 3)", "dialog", "color"),
    ("faint", "rgb(202, 2, 3)", ".hint", "color"),
    ("rule", "rgb(203, 2, 3)", "h2", "borderBlockEndColor"),
    ("accent", "rgb(4, 5, 6)", "[part=send]", "backgroundColor"),
    ("on-accent", "rgb(204, 5, 6)", "[part=send]", "color"),
    ("sans", "Sansy", "dialog", "fontFamily"),
    ("serif", "Seriffy", "h2", "fontFamily"),
];

/// The parts that publishers are told of, by their element; those of `corrigenda-toast`, `corrigenda-notices` and
/// `corrigenda-missed` are there when there is something to say.
const PARTS: [(&str, &[&str]); 3] = [
    (
        "corrigenda-dialog",
        &["dialog", "passage", "field", "cancel", "another", "send"],
    ),
    ("corrigenda-button", &["button"]),
    ("corrigenda-prompt", &["prompt", "link"]),
];

#[tokio::test]
async fn a_page_restyles_by_custom_properties_and_parts() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.paper("/options?button=always")).await?;
    let mut sheet = String::from("html:root {");
    for (name, value, _, _) in PROPERTIES {
        sheet += &format!("--corrigenda-{name}: {value};");
    }
    sheet += "}";
    for (host, parts) in PARTS {
        for part in parts {
            sheet += &format!("{host}::part({part}) {{ letter-spacing: 7px }}");
        }
    }
    sheet +=
        "corrigenda-dialog::part(receipt), corrigenda-toast::part(toast) { letter-spacing: 7px }";
    browser.script(SHEET, vec![json!(sheet)]).await?;

    browser.select("frist printed").await?;
    browser.find("button", "Report a mistake").await?;
    has_parts(browser, "corrigenda-prompt").await?;
    has_parts(browser, "corrigenda-button").await?;
    browser.press_hotkey().await?;
    reader.sees_dialog_with("frist printed").await?;
    has_parts(browser, "corrigenda-dialog").await?;
    for (name, value, inner, style) in PROPERTIES {
        let shown = style_of(browser, "corrigenda-dialog", inner, style).await?;
        ensure!(shown == value, "--corrigenda-{name}: {inner} has {shown}");
    }
    browser.fill("Should read", "first printed").await?;
    browser.press_hotkey().await?;
    browser.read("Your report was received").await?;
    let spaced = style_of(
        browser,
        "corrigenda-dialog",
        "[part=receipt]",
        "letterSpacing",
    )
    .await?;
    ensure!(spaced == "7px", "the receipt has {spaced}");
    reader.browser.close().await
}

/// Every part of the element that publishers are told of is there and takes their style.
async fn has_parts(browser: &Browser, host: &str) -> Result<()> {
    let (_, parts) = PARTS
        .iter()
        .find(|(name, _)| *name == host)
        .context("no such element")?;
    for part in *parts {
        let inner = format!("[part={part}]");
        let spaced = style_of(browser, host, &inner, "letterSpacing").await?;
        ensure!(spaced == "7px", "{host}::part({part}) has {spaced}");
    }
    Ok(())
}

async fn style_of(browser: &Browser, host: &str, inner: &str, style: &str) -> Result<Value> {
    let arguments = vec![json!(host), json!(inner), json!(style)];
    browser.script(STYLE, arguments).await
}

/// Lets the page say every word of the list its own way.
const REWORD: &str = "
const script = document.createElement('script');
script.type = 'application/json';
script.dataset.corrigendaWords = '';
script.textContent = JSON.stringify(arguments[0]);
document.head.append(script);";

/// The words that are seen in the dialog, but for those of the article.
const SEEN: &str = "
const dialog = document.querySelector('corrigenda-dialog').shadowRoot.querySelector('dialog').cloneNode(true);
dialog.querySelectorAll('blockquote').forEach(passage => passage.remove());
const walker = document.createTreeWalker(dialog, NodeFilter.SHOW_TEXT), words = [];
while (walker.nextNode()) if (walker.currentNode.data.trim()) words.push(walker.currentNode.data.trim());
return words;";

#[tokio::test]
async fn a_page_says_every_word_its_own_way() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    let settings = demo.at(&format!("/api/v1/sites/{}/widget.json", demo.site));
    let settings: Value = reqwest::get(settings).await?.json().await?;
    let words = settings["words"].as_object().context("no words")?;
    let own: serde_json::Map<String, Value> = words
        .iter()
        .map(|(name, word)| match word {
            Value::Object(_) => (name.clone(), json!({"other": format!("~{name}")})),
            _ => (name.clone(), json!(format!("~{name}"))),
        })
        .collect();
    reader.opens(&demo.article_url).await?;
    browser.script(REWORD, vec![own.into()]).await?;
    browser.select("milion").await?;
    browser.press_hotkey().await?;
    browser.find("dialog", "~title").await?;
    only_own(browser).await?;
    browser.press_hotkey().await?;
    browser.read("~unchanged").await?;
    browser.fill("~should", "million").await?;
    browser.click("button", "~send").await?;
    browser.read("~received").await?;
    only_own(browser).await?;

    // One that the page leaves alone stays; the page that shows every option shows this one.
    reader.opens(&demo.paper("/options?words=own")).await?;
    browser.select("frist printed").await?;
    browser.press_hotkey().await?;
    browser.find("dialog", "Tell the Lantern").await?;
    browser.find("button", "Off it goes").await?;
    browser.find("button", "Cancel").await?;
    reader.browser.close().await
}

/// No word is seen that the page did not choose.
async fn only_own(browser: &Browser) -> Result<()> {
    let seen = browser.script(SEEN, vec![]).await?;
    let seen = seen.as_array().context("no words")?;
    ensure!(!seen.is_empty(), "nothing is said");
    let others: Vec<&Value> = seen
        .iter()
        .filter(|word| !word.as_str().is_some_and(|word| word.starts_with('~')))
        .collect();
    ensure!(others.is_empty(), "the widget's own words: {others:?}");
    Ok(())
}

/// What of an element, its shadow tree and everything in them moves by itself or slowly.
const MOVING: &str = "
const all = root => [...root.querySelectorAll('*')].flatMap(element => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
const root = document.querySelector(arguments[0]);
const there = [root, ...all(root), ...(root.shadowRoot ? all(root.shadowRoot) : [])];
return [there.length, there.filter(element => {
  const style = getComputedStyle(element);
  return !/^0s(, 0s)*$/.test(style.transitionDuration) || style.animationName !== 'none' || style.scrollBehavior !== 'auto';
}).map(element => element.outerHTML.slice(0, 80))];";

/// The browser tells every page that its reader wants little motion.
#[tokio::test]
async fn nothing_moves_for_whoever_wants_little_motion() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    let wanted = "return matchMedia('(prefers-reduced-motion: reduce)').matches";
    ensure!(browser.script(wanted, vec![]).await? == true, "not wanted");
    reader.opens(&demo.paper("/options?button=always")).await?;
    browser.select("frist printed").await?;
    browser.find("button", "Report a mistake").await?;
    stands_still(browser, "corrigenda-prompt").await?;
    stands_still(browser, "corrigenda-button").await?;
    browser.press_hotkey().await?;
    reader.proposes("first printed").await?;
    stands_still(browser, "corrigenda-dialog").await?;
    browser.click("button", "Report and mark another").await?;
    let link = browser.find("link", "Follow what becomes of it").await?;
    stands_still(browser, "corrigenda-toast").await?;
    browser.go(&browser.address(&link).await?).await?;
    stands_still(browser, "html").await?;
    let form = demo.at(&format!("/{}/report", demo.site));
    browser.go(&form).await?;
    stands_still(browser, "html").await?;
    reader.browser.close().await
}

async fn stands_still(browser: &Browser, host: &str) -> Result<()> {
    let found = browser.script(MOVING, vec![json!(host)]).await?;
    ensure!(found[0].as_u64() > Some(1), "{host} is empty");
    ensure!(found[1] == json!([]), "{host}: {} move", found[1]);
    Ok(())
}

#[tokio::test]
async fn the_dialog_is_as_dark_as_its_reader_likes() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    reader.marks("milion").await?;
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await?;
        let paper = style_of(browser, "corrigenda-dialog", "dialog", "backgroundColor").await?;
        papers.push(brightness(&paper)?);
    }
    ensure!(
        papers[0] > 200.0 && papers[1] < 60.0,
        "light and dark: {papers:?}"
    );
    reader.browser.close().await
}

/// The mean of a colour's red, green and blue.
fn brightness(colour: &Value) -> Result<f64> {
    let text = colour.as_str().context("no colour")?;
    let numbers: Vec<f64> = text
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .filter_map(|number| number.parse().ok())
        .collect();
    ensure!(numbers.len() >= 3, "{text} is no colour");
    Ok(numbers[..3].iter().sum::<f64>() / 3.0)
}

/// What of an element is on the page: how many boxes with a size.
const BOXES: &str = "
const host = document.querySelector(arguments[0]);
return [...host.shadowRoot.querySelectorAll('*')].filter(element => element.getClientRects().length).length;";

#[tokio::test]
async fn nothing_of_it_is_printed() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.paper("/options?button=always")).await?;
    browser.select("frist printed").await?;
    browser.find("button", "Report a mistake").await?;
    stays_on_the_screen(browser, "corrigenda-button").await?;
    stays_on_the_screen(browser, "corrigenda-prompt").await?;
    browser.press_hotkey().await?;
    reader.proposes("first printed").await?;
    stays_on_the_screen(browser, "corrigenda-dialog").await?;
    browser.click("textbox", "Should read").await?;
    browser.click("button", "Report and mark another").await?;
    browser.find("link", "Follow what becomes of it").await?;
    stays_on_the_screen(browser, "corrigenda-toast").await?;
    browser.type_keys(Key::Escape).await?;
    reader.browser.close().await
}

async fn stays_on_the_screen(browser: &Browser, host: &str) -> Result<()> {
    let boxes = async || browser.script(BOXES, vec![json!(host)]).await;
    until(host, async || {
        Ok((boxes().await?.as_u64() > Some(0)).then_some(()))
    })
    .await?;
    browser.show_as("print").await?;
    let printed = boxes().await?;
    browser.show_as("screen").await?;
    ensure!(printed == 0, "{printed} boxes of {host} are printed");
    Ok(())
}
