//! The files connector against whatever bytes a publisher's file may hold.

use corrigenda::connect::{self, Error};
use corrigenda::domain::article::{Article, ArticleId, ArticleUrl, RevisionId};
use corrigenda::domain::site::{Connector, Site, TextRules};
use corrigenda_anchor::{Edit, Rules, Span, Text, patch};
use jiff::Timestamp;
use proptest::prelude::*;

fn site(root: &std::path::Path) -> Site {
    Site {
        key: "daily".parse().unwrap(),
        name: "The Daily".to_owned(),
        origins: vec!["https://daily.example.org".to_owned()],
        language: "en".to_owned(),
        text: TextRules::default(),
        caps: corrigenda::domain::sender::Caps::default(),
        connector: Connector::Files {
            root: root.to_owned(),
            base: "https://daily.example.org".to_owned(),
        },
    }
}

fn article() -> Article {
    Article {
        id: ArticleId::new(Timestamp::UNIX_EPOCH),
        site: "daily".parse().unwrap(),
        url: ArticleUrl::from_store("https://daily.example.org/2026/11/name".to_owned()),
        title: "Kept".to_owned(),
        section: Some("news".to_owned()),
        published: Some(Timestamp::UNIX_EPOCH),
        revision: None,
    }
}

/// Pieces that sources are made of: words of several scripts, and everything that is easily lost on the way.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "teh",
        "word",
        "річка",
        "القوارب",
        "夜市",
        "e\u{301}",
        "👩\u{200d}👧",
        " ",
        "  ",
        "\r\n",
        "\n",
        "\t",
        "\u{a0}",
        "\u{ad}",
        "&amp;",
        "&nbsp;",
        "&#8212;",
        "<b>",
        "</b>",
        "<br>",
        "<p>",
        "</p>",
        "<!-- teh -->",
        "<aside>teh</aside>",
        "*",
        "**",
        "_",
        "`code`",
        "[link](/x)",
        "\\*",
        "# ",
        "- ",
        "> ",
        "|",
        "{{ var }}",
    ])
}

fn source() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec![
        "",
        "\u{feff}",
        "---\ntitle: T\n---\n",
        "<!DOCTYPE html><main>",
    ]);
    (start, prop::collection::vec(piece(), 1..60))
        .prop_map(|(start, pieces)| format!("{start}{}", pieces.join(" ")))
}

/// Replaces one word by way of connector, engine and connector; gives the file before, the patch's place, what
/// stands there afterwards, and the file after. None when the engine refuses, which is its right.
async fn corrected(
    source: &str,
    ending: &str,
    nth: usize,
) -> Option<(std::ops::Range<usize>, String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("2026/11/name.{ending}"));
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, source).unwrap();
    let (site, article) = (site(folder.path()), article());
    let content = connect::read(&site, &article).await.unwrap();
    assert_eq!(content.source, source);
    let rules = Rules::default();
    let text = Text::extract(&content.source, content.format, content.scope, &rules);
    let words: Vec<Span> = words(text.as_str());
    let span = *words.get(nth % words.len().max(1))?;
    let edit = Edit::smallest(&text, span, "put & <here>")?;
    let patch = patch(
        &content.source,
        &text,
        &edit,
        content.format,
        content.scope,
        &rules,
    )
    .ok()?;
    let new = patch.apply(&content.source);
    let expected = RevisionId::of(&content.source);
    connect::write(&site, &article, expected, &new)
        .await
        .unwrap();
    let again = connect::write(&site, &article, expected, &new).await;
    assert!(matches!(again, Err(Error::Changed)), "{again:?}");
    assert_eq!(
        std::fs::read_dir(file.parent().unwrap()).unwrap().count(),
        1
    );
    Some((
        patch.source_range,
        patch.insert,
        std::fs::read(&file).unwrap(),
    ))
}

fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.chars().chain([' ']).enumerate() {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(begun)) => {
                words.push(Span::new(begun, at));
                start = None;
            }
            _ => {}
        }
    }
    words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn a_patched_file_differs_in_the_splice_only(source in source(), nth in 0_usize..40, html in any::<bool>()) {
        let ending = if html { "html" } else { "md" };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        if let Some((place, insert, after)) = runtime.block_on(corrected(&source, ending, nth)) {
            let expected = [&source.as_bytes()[..place.start], insert.as_bytes(), &source.as_bytes()[place.end..]];
            prop_assert_eq!(after, expected.concat());
        }
    }
}

#[tokio::test]
async fn what_a_file_does_not_say_stays_as_it_was_known() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("2026/11")).unwrap();
    std::fs::write(folder.path().join("2026/11/name.html"), "<p>text</p>").unwrap();
    let content = connect::read(&site(folder.path()), &article())
        .await
        .unwrap();
    assert_eq!(
        (content.title.as_str(), content.section.as_deref()),
        ("Kept", Some("news"))
    );
    assert_eq!(content.published, Some(Timestamp::UNIX_EPOCH));
}

#[tokio::test]
async fn a_site_without_connector_says_so() {
    let without = Site {
        caps: corrigenda::domain::sender::Caps::default(),
        connector: Connector::None,
        ..site(std::path::Path::new("/"))
    };
    assert!(matches!(
        connect::read(&without, &article()).await,
        Err(Error::NoConnector)
    ));
}

/// The path of the canonical address of the article at this path.
async fn canonical(root: &std::path::Path, path: &str) -> String {
    let site = site(root);
    let url = ArticleUrl::parse(&format!("https://daily.example.org{path}"), &site).unwrap();
    let address = connect::canonical(&site, &url).await;
    let path = address.as_str().strip_prefix("https://daily.example.org");
    path.unwrap().to_owned()
}

#[tokio::test]
async fn all_addresses_of_a_file_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("2026/essay")).unwrap();
    for name in [
        "index.html",
        "a.html",
        "a.md",
        "b c.md",
        "2026/a.txt",
        "2026/essay/index.md",
        "dots.v2.html",
    ] {
        std::fs::write(root.join(name), "words").unwrap();
    }
    for (path, expected) in [
        ("/a", "/a"),
        ("/a.html", "/a"),
        ("/a.html?utm_source=x#part", "/a"),
        ("/a.md", "/a.md"),
        ("/b%20c.md", "/b%20c"),
        ("/2026/a.txt", "/2026/a"),
        ("/2026/essay", "/2026/essay/"),
        ("/2026/essay/", "/2026/essay/"),
        ("/2026/essay/index", "/2026/essay/"),
        ("/2026/essay/index.md", "/2026/essay/"),
        ("/dots.v2", "/dots.v2"),
        ("/dots.v2.html", "/dots.v2"),
        ("/", "/"),
        ("/index.html", "/"),
        ("/missing.html", "/missing.html"),
        ("/.hidden", "/.hidden"),
    ] {
        assert_eq!(canonical(root, path).await, expected, "{path}");
    }
}
