//! Prepares what the binary carries with it: the scripts of the widget and of the desk, compiled from
//! TypeScript and minified; the style sheets and pictures as they are; the tables of words. The result is a
//! Rust table in `OUT_DIR` that `web/assets.rs` and `words.rs` include. How TypeScript becomes a script
//! stands in `build/script.rs`; why it is done here stands in `docs/decisions/0004-how-the-widget-is-built.md`.

#[path = "build/script.rs"]
mod script;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The scripts that a page asks for by name; all other files of the widget are parts of these.
const WIDGET_ENTRIES: [&str; 13] = [
    "aside",
    "boot",
    "button",
    "circumstances",
    "dialog",
    "elements",
    "known",
    "later",
    "memory",
    "pointing",
    "proof",
    "refused",
    "text",
];

/// What is served by the name of the entry `boot`: the script that publishers embed.
const BOOT_NAME: &str = "corrigenda.js";

/// Members that only the widget's scripts see, shortened in all of them alike. None may have the name of anything that is
/// sent, fetched, kept in the browser, given to the page or exported by a script, nor of a member of the platform's objects
/// that the scripts use.
const OWN_MEMBERS: [(&str, &str); 37] = [
    ("announce", "a"),
    ("api", "b"),
    ("base", "c"),
    ("canonical", "d"),
    ("cancel", "e"),
    ("check", "f"),
    ("dialog", "g"),
    ("draft", "i"),
    ("drafts", "j"),
    ("edge", "k"),
    ("element", "l"),
    ("ended", "m"),
    ("fail", "o"),
    ("failure", "p"),
    ("fill", "q"),
    ("first", "r"),
    ("fresh", "s"),
    ("goTo", "t"),
    ("held", "u"),
    ("isApple", "v"),
    ("keeps", "w"),
    ("know", "z"),
    ("load", "A"),
    ("news", "B"),
    ("note", "C"),
    ("plain", "D"),
    ("post", "E"),
    ("problem", "F"),
    ("say", "G"),
    ("sendLater", "H"),
    ("sending", "I"),
    ("settings", "J"),
    ("shade", "K"),
    ("speak", "L"),
    ("styles", "M"),
    ("thanks", "N"),
    ("wait", "O"),
];

/// How often the compressor looks for something smaller; more finds nothing, and takes longer than the rest of the build
/// script.
const ITERATIONS: NonZeroU64 = NonZeroU64::MIN.saturating_add(29);

/// Stands in the scripts of the widget for their version until that is known.
const NO_VERSION: &str = "{version}";

/// A file as it is served.
struct Made {
    bytes: Vec<u8>,
    version: String,
}

fn main() -> Result<()> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    watch();
    let mut assets = widget_scripts()?;
    assets.extend(own_assets(Path::new("assets"))?);
    write_assets(&out, &assets)?;
    write_locales(&out, Path::new("locales"))
}

/// Names everything the binary is made of besides Rust sources. The migrations are read by a macro of the
/// library, which cannot name them itself.
fn watch() {
    for path in [
        "build.rs",
        "build",
        "assets",
        "locales",
        "migrations",
        "../widget/src",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
}

/// The widget's scripts by the name they are served under. They have one version, that of all of them: each names
/// others by it, and one name that comes again and again costs next to nothing when it is compressed.
fn widget_scripts() -> Result<BTreeMap<String, Made>> {
    let mut codes = BTreeMap::new();
    for entry in WIDGET_ENTRIES {
        let source = PathBuf::from(format!("../widget/src/{entry}.ts"));
        let code = script::compile(&source, address, &OWN_MEMBERS)?;
        if entry == "boot" {
            // A classic script shares its top level with the page; a function keeps it to itself.
            let wrapped = format!("(()=>{{\"use strict\";{code}}})();\n");
            codes.insert(BOOT_NAME.to_owned(), wrapped);
        } else {
            codes.insert(format!("{entry}.js"), code);
        }
    }
    let version = version(&codes);
    let made = |code: String| Made {
        bytes: code.replace(NO_VERSION, &version).into_bytes(),
        version: version.clone(),
    };
    Ok(codes
        .into_iter()
        .map(|(name, code)| (name, made(code)))
        .collect())
}

/// Where a part of the widget is served, relative to the server's root.
fn address(name: &str) -> Option<String> {
    let entry = name.strip_suffix(".js")?;
    WIDGET_ENTRIES
        .contains(&entry)
        .then(|| format!("assets/{name}?v={NO_VERSION}"))
}

/// The files of the server's own pages: scripts compiled, everything else that a browser may ask for as it
/// is, under its path below the folder.
fn own_assets(root: &Path) -> Result<BTreeMap<String, Made>> {
    let mut found = BTreeMap::new();
    let made = |bytes: Vec<u8>| Made {
        version: version(&bytes),
        bytes,
    };
    for path in files_below(root)? {
        let name = path
            .strip_prefix(root)?
            .to_string_lossy()
            .replace('\\', "/");
        match path.extension().and_then(|ext| ext.to_str()) {
            Some("ts") if !name.ends_with(".d.ts") => {
                let code = script::compile(&path, |_| None, &[])?;
                found.insert(name.replace(".ts", ".js"), made(code.into_bytes()));
            }
            Some(ext) if content_type(ext).is_some() => {
                found.insert(name, made(fs::read(&path)?));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// All files below a folder in the order of their names, so that every build writes the same table; none
/// when the folder does not exist.
fn files_below(root: &Path) -> Result<Vec<PathBuf>> {
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The type a browser needs to be told for a file's extension; `None` for files that are not for browsers.
fn content_type(ext: &str) -> Option<&'static str> {
    Some(match ext {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// A short name for a content. It only has to change when the content does, and every binary is asked only
/// for the versions it was built with, so half of the standard library's hash is enough.
fn version(content: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:08x}", hasher.finish() >> 32)
}

fn write_assets(out: &Path, assets: &BTreeMap<String, Made>) -> Result<()> {
    // What an earlier build left behind is not served, but would be measured.
    fs::remove_dir_all(out.join("assets")).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    let mut table = String::from(
        "/// Everything that is served below `/assets/`, ordered by name.\npub static ASSETS: &[Asset] = &[\n",
    );
    for (name, Made { bytes, version }) in assets {
        let ext = name.rsplit('.').next().unwrap_or_default();
        let kind = content_type(ext).with_context(|| format!("{name}: no content type"))?;
        let plain = write_file(out, name, bytes)?;
        let packed = write_file(out, &format!("{name}.gz"), &gzip(bytes)?)?;
        table += &format!(
            "    Asset {{ name: {name:?}, version_hash: {version:?}, path: \"/assets/{name}?v={version}\", \
             content_type: {kind:?}, bytes: include_bytes!({plain:?}), gzip: include_bytes!({packed:?}) }},\n"
        );
    }
    table += "];\n";
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

/// Writes one file below `OUT_DIR/assets` and gives its full path for `include_bytes!`.
fn write_file(out: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = out.join("assets").join(name);
    fs::create_dir_all(path.parent().unwrap_or(out))?;
    fs::write(&path, bytes)?;
    Ok(path)
}

/// As small as gzip gets, about a twentieth less than by the usual compressors.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let options = zopfli::Options {
        iteration_count: ITERATIONS,
        ..zopfli::Options::default()
    };
    let mut packed = Vec::new();
    zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut packed)?;
    Ok(packed)
}

/// One file of words is one language: adding the file is all that a translation needs.
fn write_locales(out: &Path, root: &Path) -> Result<()> {
    let root = fs::canonicalize(root).context("locales")?;
    let mut table = String::from(
        "/// The words of every language, by its tag, as they stand in its file.\npub static LOCALES: &[(&str, &str)] = &[\n",
    );
    for path in files_below(&root)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(tag) = name.strip_suffix(".ftl") {
            table += &format!("    ({tag:?}, include_str!({path:?})),\n");
        }
    }
    table += "];\n";
    fs::write(out.join("locales.rs"), table)?;
    Ok(())
}
