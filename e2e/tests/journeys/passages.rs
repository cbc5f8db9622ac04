//! Passages that cross what real pages put into a text.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::{Demo, Device};

use crate::people::Reader;

#[tokio::test]
async fn a_passage_across_an_advertisement_is_without_it() -> Result<()> {
    let demo = Demo::start()?;
    let reader = Reader::with(Device::Laptop).await?;
    reader.opens(&demo.article_url).await?;
    let around = reader.browser.script(AROUND_AN_ASIDE, vec![]).await?;
    let words = |index: usize| {
        around[index]
            .as_str()
            .context("no advertisement in the article")
    };

    reader.browser.select_from_to(words(0)?, words(1)?).await?;
    reader.browser.press_hotkey().await?;
    let passage = reader.browser.find("textbox", "Should read").await?.value;

    ensure!(
        passage.starts_with(words(0)?) && passage.ends_with(words(1)?),
        "the passage is {passage:?}"
    );
    ensure!(
        !passage.contains(words(2)?),
        "the advertisement is in {passage:?}"
    );
    reader.browser.close().await
}

/// The last words before an ignored box in the text, the first after it, and some of its own.
const AROUND_AN_ASIDE: &str = r"
const body = document.querySelector('[itemprop=articleBody]');
const words = text => text.trim().split(/\s+/);
for (const aside of body.querySelectorAll(':scope > aside')) {
  const before = aside.previousElementSibling, after = aside.nextElementSibling;
  if (before?.localName !== 'p' || after?.localName !== 'p') continue;
  return [words(before.lastChild.data).slice(-3).join(' '), words(after.firstChild.data).slice(0, 3).join(' '),
    words(aside.innerText).slice(0, 3).join(' ')];
}
return null;
";
