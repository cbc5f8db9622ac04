//! The paper's articles as files: what is laid down in a new data directory, and the list of what
//! stands there. How a file becomes a page is not here (`body`, `page`).

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

/// The list of articles, beside them, so that an article's file is nothing but its body: a patch
/// or a text position never meets a headline or a front matter.
const INDEX: &str = "articles.json";

/// The files of a new paper, by their names in the articles' directory.
const FILES: [(&str, &str); 9] = [
    (INDEX, include_str!("../../demo/articles/articles.json")),
    (
        "2026/11/spindle-bridge-closes.html",
        include_str!("../../demo/articles/2026/11/spindle-bridge-closes.html"),
    ),
    (
        "2026/11/night-ferry-saved.md",
        include_str!("../../demo/articles/2026/11/night-ferry-saved.md"),
    ),
    (
        "2026/11/the-river-tells-you-first.html",
        include_str!("../../demo/articles/2026/11/the-river-tells-you-first.html"),
    ),
    (
        "2026/11/how-the-barrier-works.md",
        include_str!("../../demo/articles/2026/11/how-the-barrier-works.md"),
    ),
    (
        "2026/11/library-of-things.md",
        include_str!("../../demo/articles/2026/11/library-of-things.md"),
    ),
    (
        "2026/11/khor-na-prystani.md",
        include_str!("../../demo/articles/2026/11/khor-na-prystani.md"),
    ),
    (
        "2026/11/sanaat-al-qawarib.html",
        include_str!("../../demo/articles/2026/11/sanaat-al-qawarib.html"),
    ),
    (
        "2026/11/lao-yushi-yeshi.md",
        include_str!("../../demo/articles/2026/11/lao-yushi-yeshi.md"),
    ),
];

/// How an article's file is written; its scope is always the body alone, never a whole page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A fragment of HTML, served as it stands.
    Html,
    /// Markdown with tables, footnotes and strikethrough; raw HTML is passed through.
    Markdown,
}

impl Format {
    /// The word that Corrigenda's API and files connector use.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Markdown => "markdown",
        }
    }
}

/// One article as the paper's list knows it.
#[derive(Clone, Debug, Deserialize)]
pub struct ArticleFile {
    /// The last part of the address, unique in the paper.
    pub slug: String,
    /// The file, relative to the articles' directory: the path of its address with an ending, so that the files
    /// connector finds it without being told.
    pub file: String,
    /// How the file is written.
    pub format: Format,
    /// BCP 47 language of the article: `en`, `uk`, `ar` or `zh`.
    pub lang: String,
    /// The section's key: `news`, `explained`, `people` or `culture`.
    pub section: String,
    /// The headline, plain text.
    pub title: String,
    /// The lines below the headline, plain text.
    pub deck: String,
    /// Who wrote it.
    pub author: String,
    /// When it was published, RFC 3339 in UTC.
    pub published: String,
    /// The name of its picture among the assets.
    pub picture: String,
    /// What the picture shows, for those who do not see it.
    pub alt: String,
}

impl ArticleFile {
    /// The path of the article's page, such as `/2026/11/night-ferry-saved`.
    pub fn url_path(&self) -> String {
        let year = self.published.get(0..4).unwrap_or("0000");
        let month = self.published.get(5..7).unwrap_or("00");
        format!("/{year}/{month}/{}", self.slug)
    }
}

/// Where the articles stand in a data directory.
pub fn articles_dir(data: &Path) -> PathBuf {
    data.join("articles")
}

/// Lays the articles down in `DIR/articles/`. A file that is there already is left as it is: it may
/// hold corrections.
///
/// # Errors
/// When the directory or a file cannot be written.
pub fn write_articles(data: &Path) -> anyhow::Result<()> {
    let dir = articles_dir(data);
    for (name, text) in FILES {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        match fs::File::create_new(&path) {
            Ok(mut file) => file
                .write_all(text.as_bytes())
                .with_context(|| format!("write {}", path.display()))?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).context(format!("create {}", path.display())),
        }
    }
    Ok(())
}

/// The articles of the data directory, newest first.
///
/// # Errors
/// When the list cannot be read, or names a file outside of the articles' directory.
pub fn articles(data: &Path) -> anyhow::Result<Vec<ArticleFile>> {
    list(&articles_dir(data))
}

/// The same for the articles' directory itself.
pub(super) fn list(dir: &Path) -> anyhow::Result<Vec<ArticleFile>> {
    let path = dir.join(INDEX);
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let mut articles: Vec<ArticleFile> =
        serde_json::from_str(&text).with_context(|| format!("parse {}", path.display()))?;
    for article in &articles {
        anyhow::ensure!(
            mirrors_its_address(article) && article.published.parse::<jiff::Timestamp>().is_ok(),
            "{}: {} needs a time of publication, and a file at the path of its address",
            path.display(),
            article.slug
        );
    }
    articles.sort_by(|a, b| b.published.cmp(&a.published));
    Ok(articles)
}

/// Whether the file stands where the address says, which keeps it inside of the directory, too.
fn mirrors_its_address(article: &ArticleFile) -> bool {
    let path = article.url_path();
    let path = path.trim_start_matches('/');
    let ending = article.file.strip_prefix(path);
    path.split('/').all(is_plain_name)
        && ending.is_some_and(|ending| matches!(ending, ".html" | ".md"))
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_file_is_not_overwritten() {
        let data = tempfile::tempdir().unwrap();
        write_articles(data.path()).unwrap();
        let file = articles_dir(data.path()).join("2026/11/night-ferry-saved.md");
        fs::write(&file, "corrected").unwrap();
        write_articles(data.path()).unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "corrected");
    }

    #[test]
    fn the_list_names_every_file_and_all_four_languages() {
        let data = tempfile::tempdir().unwrap();
        write_articles(data.path()).unwrap();
        let articles = articles(data.path()).unwrap();
        assert_eq!(articles.len() + 1, FILES.len());
        for article in &articles {
            assert!(articles_dir(data.path()).join(&article.file).is_file());
        }
        let of = |lang: &str| articles.iter().filter(|a| a.lang == lang).count();
        assert_eq!((of("en"), of("uk"), of("ar"), of("zh")), (5, 1, 1, 1));
        assert!(articles.is_sorted_by(|a, b| a.published >= b.published));
    }

    #[test]
    fn a_list_that_leaves_its_directory_is_refused() {
        let data = tempfile::tempdir().unwrap();
        write_articles(data.path()).unwrap();
        let article = articles(data.path()).unwrap().remove(0);
        for file in [
            "../secret",
            "/etc/passwd",
            "2026/11/other.md",
            ".hidden",
            "",
        ] {
            let file = file.to_owned();
            let moved = ArticleFile {
                file,
                ..article.clone()
            };
            assert!(!mirrors_its_address(&moved), "{}", moved.file);
        }
        let slug = "../../secret".to_owned();
        assert!(!mirrors_its_address(&ArticleFile { slug, ..article }));
    }
}
