//! Prepares what the binary carries with it: the scripts of the widget and of the desk, compiled from
//! TypeScript and minified; the style sheets and pictures as they are; the tables of words. The result is a
//! Rust table in `OUT_DIR` that `web/assets.rs` and `words.rs` include. How TypeScript becomes a script
//! stands in `build/script.rs`; why it is done here stands in `docs/decisions/0004-how-the-widget-is-built.md`.

#[path = "build/script.rs"]
mod script;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The scripts that a page asks for by name; all other files of the widget are parts of these.
const WIDGET_ENTRIES: [&str; 10] = [
    "text", "elements", "memory", "proof", "later", "pointing", "aside", "button", "dialog", "boot",
];

/// What is served by the name of the entry `boot`: the script that publishers embed.
const BOOT_NAME: &str = "corrigenda.js";

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

/// The widget's scripts by the name they are served under. An entry is compiled after those it refers to,
/// because their versions are written into it.
fn widget_scripts() -> Result<BTreeMap<String, Vec<u8>>> {
    let mut done = BTreeMap::new();
    for entry in WIDGET_ENTRIES {
        let source = PathBuf::from(format!("../widget/src/{entry}.ts"));
        let code = script::compile(&source, |name| versioned(&done, name))?;
        if entry == "boot" {
            // A classic script shares its top level with the page; a function keeps it to itself.
            let wrapped = format!("(()=>{{\"use strict\";{code}}})();\n");
            done.insert(BOOT_NAME.to_owned(), wrapped.into_bytes());
        } else {
            done.insert(format!("{entry}.js"), code.into_bytes());
        }
    }
    Ok(done)
}

/// The files of the server's own pages: scripts compiled, everything else that a browser may ask for as it
/// is, under its path below the folder.
fn own_assets(root: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for path in files_below(root)? {
        let name = path
            .strip_prefix(root)?
            .to_string_lossy()
            .replace('\\', "/");
        match path.extension().and_then(|ext| ext.to_str()) {
            Some("ts") if !name.ends_with(".d.ts") => {
                let code = script::compile(&path, |_| None)?;
                found.insert(name.replace(".ts", ".js"), code.into_bytes());
            }
            Some(ext) if content_type(ext).is_some() => {
                found.insert(name, fs::read(&path)?);
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

/// Where an asset is served, with its version, relative to the server's root.
fn versioned(assets: &BTreeMap<String, Vec<u8>>, name: &str) -> Option<String> {
    let bytes = assets.get(name)?;
    Some(format!("assets/{name}?v={}", version(bytes)))
}

/// A short name for a content. It only has to change when the content does, and every binary is asked only
/// for the versions it was built with, so the standard library's hash is enough.
fn version(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn write_assets(out: &Path, assets: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    // What an earlier build left behind is not served, but would be measured.
    fs::remove_dir_all(out.join("assets")).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    let mut table = String::from(
        "/// Everything that is served below `/assets/`, ordered by name.\npub static ASSETS: &[Asset] = &[\n",
    );
    for (name, bytes) in assets {
        let ext = name.rsplit('.').next().unwrap_or_default();
        let kind = content_type(ext).with_context(|| format!("{name}: no content type"))?;
        let plain = write_file(out, name, bytes)?;
        let packed = write_file(out, &format!("{name}.gz"), &gzip(bytes)?)?;
        let version = version(bytes);
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

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
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
