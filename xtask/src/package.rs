//! `cargo xtask package`: the widget as a package of npm's, in `dist/npm`, for sites that serve scripts from their own
//! build. Nothing is published; npm itself is asked what it would send, and a site's own script is compiled against it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::shell::{output, program, root, run};
use crate::widget;

/// What everybody gets, from where it lies in the repository.
const FILES: &[(&str, &str)] = &[
    ("widget/npm/README.md", "README.md"),
    ("widget/types/corrigenda.d.ts", "corrigenda.d.ts"),
    ("docs/handbook/embedding.md", "embedding.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// The script that a page names. It lies at the top, its parts in the folder that it looks for them in.
const FIRST: &str = "corrigenda.js";

/// Part of the build for the sake of tests only.
const OF_TESTS: &str = "text.js";

/// Makes the package and tells what is in it.
pub(crate) fn make() -> Result<()> {
    let folder = root().join("dist/npm");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("assets"))?;
    for (from, to) in FILES {
        fs::copy(root().join(from), folder.join(to)).with_context(|| (*from).to_owned())?;
    }
    scripts(&widget::built()?.join("assets"), &folder)?;
    let manifest = fs::read_to_string(root().join("widget/npm/package.json"))?;
    let mut manifest: Value = serde_json::from_str(&manifest)?;
    manifest["version"] = env!("CARGO_PKG_VERSION").into();
    fs::write(
        folder.join("package.json"),
        serde_json::to_string_pretty(&manifest)? + "\n",
    )?;
    for needs in ["dependencies", "peerDependencies"] {
        ensure!(manifest[needs].is_null(), "the package has {needs}");
    }
    packed(&folder)?;
    used(&folder)
}

/// Copies the widget's scripts; those of the server's own pages lie in folders of their own.
fn scripts(built: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(built)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !path.is_file() || !name.ends_with(".js") || name == OF_TESTS {
            continue;
        }
        let place = if name == FIRST {
            folder.join(name)
        } else {
            folder.join("assets").join(name)
        };
        fs::copy(&path, place)?;
    }
    Ok(())
}

/// Asks npm what it would send, and holds it to what a site needs.
fn packed(folder: &Path) -> Result<()> {
    let said = output(
        program("npm")
            .args(["pack", "--dry-run", "--json"])
            .current_dir(folder),
    )?;
    let said: Value = serde_json::from_str(&said)?;
    // Newer versions of npm answer with an object of packages, older ones with a list.
    let package = said
        .get(0)
        .or_else(|| said.as_object()?.values().next())
        .context("npm packs nothing")?;
    let files: Vec<&str> = package["files"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|file| file["path"].as_str())
        .collect();
    for file in
        FILES
            .iter()
            .map(|(_, file)| *file)
            .chain(["package.json", FIRST, "assets/dialog.js"])
    {
        ensure!(files.contains(&file), "the package lacks {file}: {files:?}");
    }
    let first = fs::read_to_string(folder.join(FIRST))?;
    for part in first
        .split("assets/")
        .skip(1)
        .filter_map(|rest| rest.split(['?', '"']).next())
    {
        ensure!(
            files.contains(&format!("assets/{part}").as_str()),
            "the script asks for {part}, which the package lacks"
        );
    }
    println!(
        "dist/npm: {} {}, {} files, {} bytes packed",
        package["name"],
        package["version"],
        files.len(),
        package["size"]
    );
    Ok(())
}

/// Compiles what a site's own script may do with the package, as a site does that has it among its own.
fn used(folder: &Path) -> Result<()> {
    let site = root().join("target/npm-site");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    let place = site.join("node_modules/corrigenda-widget");
    fs::create_dir_all(&place)?;
    for name in ["package.json", "corrigenda.d.ts"] {
        fs::copy(folder.join(name), place.join(name))?;
    }
    let example = fs::read_to_string(root().join("widget/npm/example.ts"))?;
    let (own, packaged) = ("\"../types/corrigenda.js\"", "\"corrigenda-widget\"");
    ensure!(example.contains(own), "the example imports no types");
    fs::write(site.join("site.mts"), example.replace(own, packaged))?;
    for resolution in ["nodenext", "bundler"] {
        let module = if resolution == "bundler" {
            "es2022"
        } else {
            resolution
        };
        run(program("npx")
            .args([
                "--no-install",
                "tsc",
                "--noEmit",
                "--strict",
                "--ignoreConfig",
            ])
            .args(["--types", "", "--lib", "es2022,dom", "--module", module])
            .args(["--moduleResolution", resolution])
            .arg(site.join("site.mts"))
            .current_dir(root().join("widget")))
        .with_context(|| format!("the package's types, resolved by {resolution}"))?;
    }
    Ok(())
}
