//! What the paper promises to those who use it for tests and demonstrations: that the text rules
//! find the articles, that the planted mistakes stand there and can be put right, that no page
//! breaks the paper's own policy.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;

use corrigenda_anchor::{
    Edit, Format as Markup, Rules, Scope, Span, Text, describe, patch, resolve,
};
use tempfile::TempDir;

use super::*;

/// A paper on a data directory of its own.
struct Newsstand {
    data: TempDir,
    paper: Paper,
}

fn newsstand() -> Newsstand {
    let data = tempfile::tempdir().unwrap();
    write_articles(data.path()).unwrap();
    let paper = Paper {
        articles_dir: articles_dir(data.path()),
        public_url: "http://paper.test/".parse().unwrap(),
        corrigenda_url: "http://corrigenda.test:8080/".parse().unwrap(),
        site: "lantern".to_owned(),
        notices: no_notices(),
    };
    Newsstand { data, paper }
}

impl Newsstand {
    fn articles(&self) -> Vec<ArticleFile> {
        articles(self.data.path()).unwrap()
    }

    fn source(&self, article: &ArticleFile) -> String {
        fs::read_to_string(self.paper.articles_dir.join(&article.file)).unwrap()
    }

    fn page(&self, article: &ArticleFile) -> String {
        page::article(&self.paper, &article.url_path(), &[])
            .unwrap()
            .expect("the list names it")
    }

    /// Every page of the paper with its path.
    fn pages(&self) -> Vec<(String, String)> {
        let mut pages: Vec<_> = self
            .articles()
            .iter()
            .map(|article| (article.url_path(), self.page(article)))
            .collect();
        let paper = &self.paper;
        for key in words::SECTIONS {
            let html = page::section(paper, key).unwrap().expect("a section");
            pages.push((format!("/section/{key}"), html));
        }
        pages.push(("/".to_owned(), page::front(paper).unwrap().unwrap()));
        pages.push((
            "/mistakes".to_owned(),
            page::mistakes(paper).unwrap().unwrap(),
        ));
        let options = options::show(paper, &options::Chosen::default());
        pages.push(("/options".to_owned(), options.unwrap().unwrap()));
        pages.push(("/missing".to_owned(), page::missing(paper).unwrap()));
        pages
    }
}

fn markup(article: &ArticleFile) -> Markup {
    article.format.as_str().parse().unwrap()
}

fn text_of_source(article: &ArticleFile, source: &str) -> Text {
    Text::extract(source, markup(article), Scope::Body, &Rules::default())
}

fn text_of_page(html: &str) -> Text {
    Text::extract(html, Markup::Html, Scope::Page, &Rules::default())
}

/// The code points of a mistake's passage in the text, when it stands there once with its context.
fn passage(text: &Text, mistake: &Mistake) -> Span {
    let whole = format!("{}{}{}", mistake.before, mistake.wrong, mistake.after);
    let found: Vec<_> = text.as_str().match_indices(&whole).collect();
    assert_eq!(found.len(), 1, "{}: “{whole}”", mistake.slug);
    let start = text.as_str()[..found[0].0].chars().count() + mistake.before.chars().count();
    Span::new(start, start + mistake.wrong.chars().count())
}

#[test]
fn the_page_and_its_source_have_the_same_text() {
    let stand = newsstand();
    for article in stand.articles() {
        let page = text_of_page(&stand.page(&article));
        let source = text_of_source(&article, &stand.source(&article));
        assert_eq!(page.as_str(), source.as_str(), "{}", article.slug);
    }
}

#[test]
fn advertisements_boxes_and_pull_quotes_are_no_text() {
    let stand = newsstand();
    for article in stand.articles() {
        let source = stand.source(&article);
        for class in ["ad", "topics", "pullquote"] {
            assert!(
                source.contains(&format!("class=\"{class}\"")),
                "{}: {class}",
                article.slug
            );
        }
        let text = text_of_page(&stand.page(&article));
        for foreign in [
            "Fenwright",
            "Other topics",
            "Advertisement",
            "Інші теми",
            "مواضيع أخرى",
            "其他话题",
            "Ctrl",
        ] {
            assert!(
                !text.as_str().contains(foreign),
                "{}: {foreign}",
                article.slug
            );
        }
    }
    let lock = stand
        .articles()
        .into_iter()
        .find(|a| a.slug.starts_with("the-river"))
        .unwrap();
    let page = stand.page(&lock);
    let quote = "You find out what sticks.";
    assert_eq!(page.matches(quote).count(), 2);
    assert_eq!(text_of_page(&page).as_str().matches(quote).count(), 1);
}

#[test]
fn every_article_has_three_to_five_mistakes_that_stand_in_its_text() {
    let stand = newsstand();
    let all = mistakes().unwrap();
    for article in stand.articles() {
        let text = text_of_page(&stand.page(&article));
        let mistakes: Vec<_> = all.iter().filter(|m| m.slug == article.slug).collect();
        assert!((3..=5).contains(&mistakes.len()), "{}", article.slug);
        for mistake in mistakes {
            passage(&text, mistake);
        }
    }
    let slugs: HashSet<_> = stand.articles().into_iter().map(|a| a.slug).collect();
    assert!(all.iter().all(|mistake| slugs.contains(&mistake.slug)));
}

#[test]
fn the_mistakes_are_of_the_shapes_that_are_hard() {
    let stand = newsstand();
    let all = mistakes().unwrap();
    let (mut repeated, mut after_no_break_space) = (0, 0);
    for article in stand.articles() {
        let text = text_of_page(&stand.page(&article));
        for mistake in all.iter().filter(|m| m.slug == article.slug) {
            let start = passage(&text, mistake).start();
            let before = text.as_str().chars().take(start).last();
            after_no_break_space += usize::from(before == Some('\u{a0}'));
            let word = |c: char| !c.is_alphanumeric();
            repeated += text
                .as_str()
                .split(word)
                .filter(|w| *w == mistake.wrong)
                .skip(1)
                .count();
        }
    }
    assert!(after_no_break_space >= 5, "{after_no_break_space}");
    assert!(repeated >= 2, "{repeated}");
}

#[test]
fn every_mistake_can_be_put_right_in_its_source() {
    let stand = newsstand();
    let all = mistakes().unwrap();
    for article in stand.articles() {
        for mistake in all.iter().filter(|m| m.slug == article.slug) {
            let seen = text_of_page(&stand.page(&article));
            let span = passage(&seen, mistake);
            let selectors = describe(&seen, span);

            let source = stand.source(&article);
            let text = text_of_source(&article, &source);
            let anchor = resolve(&text, &selectors).unwrap();
            assert_eq!(anchor.span, span, "{mistake:?}");
            let edit = Edit::smallest(&text, anchor.span, &mistake.right).unwrap();
            let patch = patch(
                &source,
                &text,
                &edit,
                markup(&article),
                Scope::Body,
                &Rules::default(),
            )
            .unwrap_or_else(|refused| panic!("{mistake:?}: {refused:?}"));

            let file = stand.paper.articles_dir.join(&article.file);
            fs::write(file, patch.apply(&source)).unwrap();
            let corrected = text_of_page(&stand.page(&article));
            let expected = format!("{}{}{}", mistake.before, mistake.right, mistake.after);
            assert!(corrected.as_str().contains(&expected), "{mistake:?}");
        }
    }
}

/// The values of an attribute in a page, as they are written.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn no_page_breaks_the_policy() {
    let stand = newsstand();
    for (path, html) in stand.pages() {
        for forbidden in [" style=", "<style", " onclick", " onload", "javascript:"] {
            assert!(!html.contains(forbidden), "{path}: {forbidden}");
        }
        for script in html.split("<script").skip(1) {
            let allowed = script.starts_with(" type=\"application/ld+json\">")
                || script
                    .starts_with(" async src=\"http://corrigenda.test:8080/corrigenda.js\" data-site=\"lantern\"></script>")
                || path == "/options" && script.starts_with(" defer src=\"/assets/options.js\"></script>");
            assert!(allowed, "{path}: {script:.80}");
        }
        for src in attribute(&html, "src") {
            assert!(
                src.starts_with("/assets/") || src == "http://corrigenda.test:8080/corrigenda.js",
                "{path}: {src}"
            );
        }
    }
}

#[test]
fn links_lead_somewhere_and_ids_are_unique() {
    let stand = newsstand();
    let pages = stand.pages();
    let paths: HashSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    for (path, html) in &pages {
        for target in attribute(html, "href")
            .into_iter()
            .chain(attribute(html, "src"))
        {
            let good = match target.strip_prefix("/assets/") {
                Some(name) => assets::asset(name).is_some(),
                None if target.starts_with('/') => paths.contains(target),
                None if target.starts_with('#') => {
                    attribute(html, "id").contains(&target.trim_start_matches('#'))
                }
                None => {
                    target.starts_with("http://corrigenda.test:8080/")
                        || target.starts_with("http://paper.test/")
                }
            };
            assert!(good, "{path}: {target}");
        }
        let ids = attribute(html, "id");
        let unique: HashSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{path}: {ids:?}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        for image in html.split("<img ").skip(1) {
            let tag = image.split('>').next().unwrap();
            assert!(
                tag.contains("alt=") && tag.contains("width="),
                "{path}: {tag}"
            );
        }
    }
}

#[test]
fn a_page_says_its_language_and_where_to_write() {
    let stand = newsstand();
    for article in stand.articles() {
        let html = stand.page(&article);
        let dir = if article.lang == "ar" { "rtl" } else { "ltr" };
        assert!(html.contains(&format!("<html lang=\"{}\" dir=\"{dir}\">", article.lang)));
        let encoded = article.url_path().replace('/', "%2F");
        let form = format!(
            "<a href=\"http://corrigenda.test:8080/lantern/report?url=http%3A%2F%2Fpaper.test{encoded}\">"
        );
        let prompt = html.split("<corrigenda-prompt>").nth(1).unwrap();
        assert!(
            prompt
                .split("</corrigenda-prompt>")
                .next()
                .unwrap()
                .contains(&form)
        );
        assert!(html.contains(&format!(
            "<link rel=\"canonical\" href=\"http://paper.test{}\">",
            article.url_path()
        )));
        assert!(html.contains("<corrigenda-notices></corrigenda-notices>"));
    }
}

#[test]
fn published_corrections_are_in_the_structured_data() {
    let stand = newsstand();
    let notice = Notice {
        kind: "correction".to_owned(),
        text: "It said </script><script>alert(1)</script> 56.".to_owned(),
        published: "2026-11-23T12:00:00Z".to_owned(),
    };
    let path = "/2026/11/night-ferry-saved";
    let html = page::article(&stand.paper, path, std::slice::from_ref(&notice))
        .unwrap()
        .unwrap();
    let (_, rest) = html
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(data["@type"], "NewsArticle");
    assert_eq!(data["url"], "http://paper.test/2026/11/night-ferry-saved");
    assert_eq!(data["correction"][0]["@type"], "CorrectionComment");
    assert_eq!(data["correction"][0]["text"], notice.text);
    assert_eq!(data["correction"][0]["datePublished"], notice.published);
}

#[tokio::test]
async fn the_server_answers_with_its_policy_and_nothing_beyond_the_list() {
    let stand = newsstand();
    fs::write(stand.data.path().join("secret.html"), "secret").unwrap();
    let mut paper = stand.paper.clone();
    paper.notices = Arc::new(|url| {
        Box::pin(async move {
            vec![Notice {
                kind: "correction".to_owned(),
                text: format!("About {url}."),
                published: "2026-11-23T12:00:00Z".to_owned(),
            }]
        })
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router(paper)).await });

    let page = reqwest::get(format!("{origin}/2026/11/night-ferry-saved"))
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src http://corrigenda.test:8080;"));
    assert!(!policy.contains("unsafe"));
    let html = page.text().await.unwrap();
    assert!(html.contains("About http://paper.test/2026/11/night-ferry-saved."));

    let query = "lang=ja&button=always&storage=none&remember=yes&hotkey=%22%3E&words=own&look=teal";
    let page = reqwest::get(format!("{origin}/options?{query}"))
        .await
        .unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self' http://corrigenda.test:8080;"));
    let html = page.text().await.unwrap();
    let tag = "data-site=\"lantern\" data-lang=\"ja\" data-button=\"always\" data-storage=\"none\" data-remember></script>";
    assert!(html.contains(tag), "nothing but what may be chosen: {html}");
    assert!(html.contains("<script type=\"application/json\" data-corrigenda-words>{\"title\""));

    let sheet = reqwest::get(format!("{origin}/assets/paper.css"))
        .await
        .unwrap();
    assert_eq!(sheet.headers()["content-type"], "text/css; charset=utf-8");

    for path in [
        "/2026/11/nothing",
        "/2025/11/night-ferry-saved",
        "/2026/11/..%2F..%2Fsecret",
        "/2026/11/articles.json",
        "/assets/..%2Fmistakes.json",
        "/section/sport",
        "/nothing",
    ] {
        let answer = reqwest::get(format!("{origin}{path}")).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        let html = answer.text().await.unwrap();
        assert!(html.contains("out with the tide"), "{path}");
    }
}
