//! Articles that are files of a folder on this machine: HTML, Markdown or plain text.
//!
//! The file of `BASE/2026/11/name` is `ROOT/2026/11/name.html`, `….md` or `….txt`, or the `index` of a folder
//! of that name. Nothing outside of the folder is ever read or written, whatever a URL or a link says. A file is
//! replaced as a whole and at once: who reads it sees the old one or the new one.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use corrigenda_anchor::{Format, Scope};

use super::{Error, Found, Stamp, title};
use crate::domain::article::{ArticleUrl, Content, RevisionId};

/// What article files are called, and what is in them; tried in this order.
const KINDS: &[(&str, Format)] = &[
    ("html", Format::Html),
    ("htm", Format::Html),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("txt", Format::Text),
];

/// Reads the article's file.
pub(super) async fn read(root: &Path, base: &str, url: &ArticleUrl) -> Result<Found, Error> {
    let (root, path) = (root.to_owned(), path_of(base, url)?);
    aside(move || {
        let (file, format) = find(&root, &path)?;
        let source = text_of(&file, &path)?;
        Ok(Found {
            title: title::of(&source, format),
            scope: scope_of(&source, format),
            format,
            source,
        })
    })
    .await
}

/// When the article's file was written, and how long it is.
pub(super) async fn stamp(root: &Path, base: &str, url: &ArticleUrl) -> Result<Stamp, Error> {
    let (root, path) = (root.to_owned(), path_of(base, url)?);
    aside(move || {
        let (file, _) = find(&root, &path)?;
        let data = fs::metadata(file).map_err(io(&path.display().to_string()))?;
        Ok(Stamp {
            written: data.modified().ok(),
            bytes: data.len(),
        })
    })
    .await
}

/// The shortest address that leads to the article's file.
pub(super) async fn address(root: &Path, base: &str, url: &ArticleUrl) -> Result<String, Error> {
    let (root, path) = (root.to_owned(), path_of(base, url)?);
    let base = base.to_owned();
    aside(move || {
        let (file, _) = find(&root, &path)?;
        let leads_there = |path: &Path| find(&root, path).is_ok_and(|(found, _)| found == file);
        let name = addresses(&path).find(|(path, _)| leads_there(path));
        let (path, is_folder) = name.unwrap_or((path, false));
        let mut address = url::Url::parse(&base).map_err(|_| Error::OutOfReach)?;
        let path = match is_folder {
            true => path.parent().unwrap_or(Path::new("")),
            false => &path,
        };
        let segments = path.iter().map(|segment| segment.to_string_lossy());
        address
            .path_segments_mut()
            .map_err(|()| Error::OutOfReach)?
            .pop_if_empty()
            .extend(segments)
            .extend(is_folder.then_some(""));
        Ok(address.into())
    })
    .await
}

/// What a path may be called, the best first: the folder that it is the index of (and then the path is the index's),
/// without its ending, as it is.
fn addresses(path: &Path) -> impl Iterator<Item = (PathBuf, bool)> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_known = KINDS.iter().any(|(kind, _)| Some(*kind) == ending);
    let bare = if is_known {
        path.with_extension("")
    } else {
        path.to_owned()
    };
    let index = match bare.file_name().is_some_and(|name| name == "index") {
        true => bare.clone(),
        false => bare.join("index"),
    };
    let as_folder = (index, true);
    [as_folder, (bare, false), (path.to_owned(), false)].into_iter()
}

/// Replaces the article's file when it still holds `expected`.
pub(super) async fn write(
    root: &Path,
    base: &str,
    url: &ArticleUrl,
    expected: RevisionId,
    source: &str,
) -> Result<(), Error> {
    let (root, path) = (root.to_owned(), path_of(base, url)?);
    let source = source.to_owned();
    aside(move || {
        let (file, _) = find(&root, &path)?;
        replace(&file, &path, expected, &source)
    })
    .await
}

/// Files block, so they are left to threads that may.
async fn aside<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(job).await;
    done.unwrap_or_else(|error| Err(io("the file")(std::io::Error::other(error))))
}

/// The path below the folder that a URL speaks of, decoded, without an extension unless the URL has one.
///
/// Segments that could mean anything but a plain name are refused, not cleaned: `..`, hidden files, and what
/// holds a separator or NUL once decoded.
fn path_of(base: &str, url: &ArticleUrl) -> Result<PathBuf, Error> {
    let rest = url.as_str().strip_prefix(base).ok_or(Error::OutOfReach)?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let rest = rest.strip_prefix('/').ok_or(Error::OutOfReach)?;
    let (rest, index) = match rest.strip_suffix('/') {
        Some(folder) => (folder, true),
        None => (rest, rest.is_empty()),
    };
    let mut path = PathBuf::new();
    for segment in rest.split('/').filter(|_| !rest.is_empty()) {
        path.push(plain_name(segment).ok_or(Error::OutOfReach)?);
    }
    if index {
        path.push("index");
    }
    Ok(path)
}

fn plain_name(segment: &str) -> Option<String> {
    let name = percent_decoded(segment)?;
    let plain = !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(['/', '\\', ':'])
        && !name.contains(char::is_control);
    plain.then_some(name)
}

/// Undoes `%41`; a `%` without two digits behind it, or bytes that are no UTF-8, are no name of ours.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// The file for a path: itself when its name says what it is, else with each known ending, else a folder's index.
fn find(root: &Path, path: &Path) -> Result<(PathBuf, Format), Error> {
    let root = root.canonicalize().map_err(io("the articles' folder"))?;
    for (candidate, format) in candidates(path) {
        // Links are followed first: where the bytes really are must be inside of the folder.
        let file = match root.join(candidate).canonicalize() {
            Ok(file) => file,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                continue;
            }
            Err(error) => return Err(io(&path.display().to_string())(error)),
        };
        if !file.starts_with(&root) {
            return Err(Error::OutOfReach);
        }
        if file.is_file() {
            return Ok((file, format));
        }
    }
    Err(Error::NotFound(path.display().to_string()))
}

fn candidates(path: &Path) -> Vec<(PathBuf, Format)> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let named = KINDS.iter().find(|(kind, _)| Some(*kind) == ending);
    let itself = named.map(|(_, format)| (path.to_owned(), *format));
    let with = |path: &Path| {
        let path = path.to_owned();
        KINDS.iter().map(move |(kind, format)| {
            let mut name = path.clone().into_os_string();
            name.push(".");
            name.push(kind);
            (PathBuf::from(name), *format)
        })
    };
    itself
        .into_iter()
        .chain(with(path))
        .chain(with(&path.join("index")))
        .collect()
}

/// A file that is a whole page has its article below the site's root; any other is the article's body itself.
fn scope_of(source: &str, format: Format) -> Scope {
    let start = source.trim_start_matches('\u{feff}').trim_start();
    let begins = |word: &str| {
        start
            .get(..word.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    if format == Format::Html && (begins("<!doctype") || begins("<html")) {
        Scope::Page
    } else {
        Scope::Body
    }
}

fn text_of(file: &Path, path: &Path) -> Result<String, Error> {
    let name = path.display().to_string();
    let length = fs::metadata(file).map_err(io(&name))?.len();
    if length > Content::MAX_BYTES as u64 {
        return Err(Error::NotText(name));
    }
    let bytes = fs::read(file).map_err(io(&name))?;
    String::from_utf8(bytes).map_err(|_| Error::NotText(name))
}

/// Writes a new file beside the old one and renames it over it. The folder is locked, so that no other process of
/// ours writes between the last look and the rename.
fn replace(file: &Path, path: &Path, expected: RevisionId, source: &str) -> Result<(), Error> {
    let name = path.display().to_string();
    let folder_path = file.parent().ok_or(Error::OutOfReach)?;
    let folder = File::open(folder_path).map_err(io(&name))?;
    folder.lock().map_err(io(&name))?;
    let mut fresh = tempfile::Builder::new()
        .prefix(".corrigenda-")
        .tempfile_in(folder_path)
        .map_err(io(&name))?;
    fresh.write_all(source.as_bytes()).map_err(io(&name))?;
    keep_owner_and_mode(file, fresh.as_file()).map_err(io(&name))?;
    fresh.as_file().sync_all().map_err(io(&name))?;
    if RevisionId::of(&text_of(file, path)?) != expected {
        return Err(Error::Changed);
    }
    fresh
        .persist(file)
        .map_err(|error| io(&name)(error.error))?;
    folder.sync_all().map_err(io(&name))
}

fn keep_owner_and_mode(old: &Path, new: &File) -> std::io::Result<()> {
    let old = fs::metadata(old)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let fresh = new.metadata()?;
        if (old.uid(), old.gid()) != (fresh.uid(), fresh.gid()) {
            // Only root may give a file away; for others the group is worth a try, and the content matters more.
            let whole = std::os::unix::fs::fchown(new, Some(old.uid()), Some(old.gid()));
            let _ = whole.or_else(|_| std::os::unix::fs::fchown(new, None, Some(old.gid())));
        }
    }
    new.set_permissions(old.permissions())
}

fn io(what: &str) -> impl FnOnce(std::io::Error) -> Error {
    let what = what.to_owned();
    |source| Error::Io { what, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://daily.example.org/news";

    fn url(path: &str) -> ArticleUrl {
        ArticleUrl::from_store(format!("https://daily.example.org{path}"))
    }

    fn path(of: &str) -> Option<String> {
        let path = path_of(BASE, &url(of)).ok()?;
        Some(path.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_url_is_a_path_below_the_folder() {
        assert_eq!(path("/news/2026/11/name").as_deref(), Some("2026/11/name"));
        assert_eq!(path("/news/a/?page=2#x").as_deref(), Some("a/index"));
        assert_eq!(path("/news/").as_deref(), Some("index"));
        assert_eq!(path("/news/%D1%85%D1%96%D1%80").as_deref(), Some("хір"));
    }

    #[test]
    fn no_url_leads_out_of_the_folder() {
        for outside in [
            "/other/name",
            "/newspaper/name",
            "/news",
            "/news/../secret",
            "/news/%2e%2e/secret",
            "/news/a%2f..%2fsecret",
            "/news/a%5cb",
            "/news//etc/passwd",
            "/news/.git/config",
            "/news/a%00b",
            "/news/%ff",
            "/news/%4",
            "/news/c:name",
        ] {
            assert_eq!(path(outside), None, "{outside}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_link_out_of_the_folder_is_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        let root = tempfile::tempdir().unwrap();
        let link = |name: &str, to: &Path| {
            std::os::unix::fs::symlink(to, root.path().join(name)).unwrap();
        };
        link("file.md", &outside.path().join("secret.md"));
        link("folder", outside.path());
        for path in ["/news/file", "/news/folder/secret"] {
            let read = read(root.path(), BASE, &url(path)).await;
            assert!(matches!(read, Err(Error::OutOfReach)), "{read:?}");
        }
    }

    #[tokio::test]
    async fn a_file_is_found_by_its_address() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("2026/two")).unwrap();
        fs::write(root.path().join("2026/one.v2.md"), "# One\n\ntext").unwrap();
        fs::write(
            root.path().join("2026/two/index.html"),
            "<!DOCTYPE html><h1>Two</h1>",
        )
        .unwrap();
        let one = read(root.path(), BASE, &url("/news/2026/one.v2"))
            .await
            .unwrap();
        assert_eq!((one.format, one.scope), (Format::Markdown, Scope::Body));
        assert_eq!(one.title.as_deref(), Some("One"));
        let two = read(root.path(), BASE, &url("/news/2026/two/"))
            .await
            .unwrap();
        assert_eq!((two.format, two.scope), (Format::Html, Scope::Page));
        let missing = read(root.path(), BASE, &url("/news/2026/three")).await;
        assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
    }

    #[tokio::test]
    async fn what_is_no_text_is_refused() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a.html"), b"caf\xe9").unwrap();
        let read = read(root.path(), BASE, &url("/news/a")).await;
        assert!(matches!(read, Err(Error::NotText(_))), "{read:?}");
    }

    #[tokio::test]
    async fn a_file_is_replaced_only_when_it_is_as_expected() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.md");
        fs::write(&file, "\u{feff}teh cat\r\n").unwrap();
        let expected = RevisionId::of("\u{feff}teh cat\r\n");
        let new = "\u{feff}the cat\r\n";
        let url = url("/news/a");
        let write = || write(root.path(), BASE, &url, expected, new);
        write().await.unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), new);
        assert!(matches!(write().await, Err(Error::Changed)));
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_replaced_file_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("a.md");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let url = url("/news/a");
        write(root.path(), BASE, &url, RevisionId::of("old"), "new")
            .await
            .unwrap();
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
