//! Pages as publishers have them: frames, shadow trees, several articles, pages
//! that swap their article, pages with keys and styles of their own. The page is
//! given back as it was.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Demo, Device, until};
use thirtyfour::Key;

use crate::people::Reader;

/// Puts a copy of the article's first paragraphs into a frame and into a shadow tree, each before the article.
const HOUSE: &str = r"
const body = document.querySelector('[itemprop=articleBody]');
const words = [...body.querySelectorAll('p')].slice(0, 2).map(p => p.textContent);
const frame = document.createElement('iframe');
frame.width = 900; frame.height = 300;
const host = document.createElement('x-house');
body.before(frame, host);
const shade = host.attachShadow({mode: 'open'});
for (const [page, root] of [[document, shade], [frame.contentDocument, frame.contentDocument.body]])
  for (const text of words) { const p = page.createElement('p'); p.textContent = text; root.append(p); }
frame.dispatchEvent(new Event('load'));
return words[0].split(/\s+/).slice(0, 3).join(' ');
";

#[tokio::test]
async fn frames_and_shadow_trees_are_part_of_the_page() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    let words = browser.script(HOUSE, vec![]).await?;
    let words = words.as_str().context("no paragraph")?;
    for host in ["x-house", "iframe"] {
        browser.select_inside(host, words).await?;
        browser.press_hotkey().await?;
        reader.sees_dialog_with(words).await?;
        browser.type_keys(Key::Escape).await?;
        browser.gone("dialog", "").await?;
        let kept = "const host = document.querySelector(arguments[0]), view = host.contentWindow;
            if (view) return String(view.getSelection());
            const [range] = getSelection().getComposedRanges({shadowRoots: [host.shadowRoot]});
            return range.startContainer.data.slice(range.startOffset, range.endOffset)";
        let kept = browser.script(kept, vec![host.into()]).await?;
        ensure!(kept == words, "in {host}, {kept} is selected afterwards");
    }
    reader.browser.close().await
}

#[tokio::test]
async fn the_page_is_given_back_as_it_was() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    let globals = "return Object.keys(window).filter(name => /corrigenda/i.test(name)).join()";
    browser.select_backwards("sixty-four hangars").await?;
    let before = browser.script(PLACE, vec![]).await?;
    browser.press_hotkey().await?;
    reader.sees_dialog_with("sixty-four hangars").await?;
    browser.type_keys("more").await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    let after = browser.script(PLACE, vec![]).await?;
    ensure!(before == after, "{before} has become {after}");
    ensure!(
        browser.script(globals, vec![]).await? == "corrigenda",
        "other globals"
    );
    let left = "return document.querySelectorAll('corrigenda-dialog, corrigenda-button').length";
    ensure!(
        browser.script(left, vec![]).await? == 0,
        "something is left behind"
    );

    // Hostile styles: neither what is shown nor what can be pressed changes.
    browser.press_hotkey().await?;
    let plain = browser.find("dialog", "").await?;
    let plain = browser.size(&plain).await?;
    browser.type_keys(Key::Escape).await?;
    browser.gone("dialog", "").await?;
    browser.script(HOSTILE, vec![]).await?;
    browser.press_hotkey().await?;
    let dialog = browser.find("dialog", "Suggest a correction").await?;
    ensure!(
        browser.size(&dialog).await? == plain,
        "the page's styles reach the dialog"
    );
    browser.click("button", "Cancel").await?;
    browser.gone("dialog", "").await?;
    // On paper there is nothing of it.
    browser.script("corrigenda.open()", vec![]).await?;
    browser.find("dialog", "").await?;
    browser.show_as("print").await?;
    let printed = browser.sees("dialog", "").await?;
    ensure!(!printed, "the dialog is printed");
    reader.browser.close().await
}

/// Selection with its direction, scroll position, focus.
const PLACE: &str = "const {anchorNode, anchorOffset, focusNode, focusOffset} = getSelection();
return [anchorNode.data, anchorOffset, focusNode.data, focusOffset, scrollY, document.activeElement.localName].join('|')";

/// Styles as no page should have them, in a sheet of the page's own.
const HOSTILE: &str = "const sheet = new CSSStyleSheet();
sheet.replaceSync(`* {all: unset !important; z-index: 2147483647 !important} dialog, button, corrigenda-dialog {display: none !important}
  body::after {content: ''; position: fixed; inset: 0; z-index: 2147483647}`);
document.adoptedStyleSheets = [sheet];";

#[tokio::test]
async fn keys_that_belong_to_the_page_stay_the_pages() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    browser.script(r"
      window.own = 0;
      const body = document.querySelector('[itemprop=articleBody]');
      for (const [tag, attributes] of [['input', {}], ['textarea', {}], ['div', {contenteditable: ''}], ['div', {role: 'textbox', tabindex: 0}], ['button', {class: 'own'}]]) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        element.classList.add('field');
        body.before(element);
      }
      // A handler that comes after the widget's, on the same window.
      addEventListener('keydown', event => event.key === 'Enter' && event.target.matches?.('.own') && (own++, event.preventDefault()));",
        vec![]).await?;
    for number in 0..5 {
        let focus = "document.querySelectorAll('.field')[arguments[0]].focus()";
        browser.script(focus, vec![number.into()]).await?;
        browser.press_hotkey().await?;
    }
    // Keys come in their order: the last of them was heard, so the others were.
    let heard = browser.script("return own", vec![]).await?;
    ensure!(
        heard == 1,
        "the page's own handler was called {heard} times"
    );
    ensure!(
        !browser.sees("dialog", "").await?,
        "the widget took a key of the page"
    );
    browser
        .script("document.activeElement.blur()", vec![])
        .await?;
    browser.press_hotkey().await?;
    browser.find("dialog", "Suggest a correction").await?;
    reader.browser.close().await
}

#[tokio::test]
async fn a_report_is_about_the_article_that_is_shown() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    let browser = &reader.browser;
    reader.opens(&demo.article_url).await?;
    // A page that goes on to another article and forgets its canonical address.
    browser
        .script(
            "history.pushState({}, '', '/2026/11/swapped?from=list#top')",
            vec![],
        )
        .await?;
    reader.marks("milion").await?;
    reader
        .says_where(&demo.paper("/2026/11/swapped?from=list"))
        .await?;
    // Back, the canonical address holds again.
    browser.script("history.back()", vec![]).await?;
    until("the first article", async || {
        Ok((browser.url().await? == demo.article_url).then_some(()))
    })
    .await?;
    reader.marks_again("ten weeks").await?;
    reader.says_where(&demo.article_url).await?;
    // Several articles on a page, each with its own address.
    browser
        .script(
            r"
      const body = document.querySelector('[itemprop=articleBody]'), more = body.cloneNode();
      more.textContent = 'A second article stands below the first.';
      more.dataset.corrigendaUrl = '/2026/11/second';
      body.before(document.createElement('hr'));
      body.after(more);",
            vec![],
        )
        .await?;
    reader.marks("second article stands").await?;
    reader.says_where(&demo.paper("/2026/11/second")).await?;
    reader.browser.close().await
}
