//! From TypeScript to one minified script, by oxc. An entry's imports are joined into it, each file once and
//! before the files that use it, so that a browser makes one request and names are shortened across files.
//! This is no bundler: it knows `import { a } from "./b.js"` and `export` before a declaration, which is all
//! that the sources use, and refuses the rest. Types are taken away here and checked by `tsc` in the tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use oxc::allocator::Allocator;
use oxc::ast::ast::Statement;
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc::diagnostics::Diagnostics;
use oxc::minifier::{
    CompressOptions, MangleOptions, ManglePropertiesOptions, Minifier, MinifierOptions,
};
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::span::{GetSpan, SourceType};
use oxc::transformer::{ESTarget, TransformOptions, Transformer};

/// Compiles an entry with everything it imports. In its strings, `"asset:NAME"` becomes what `asset` gives for
/// the name, and `"style:FILE"` the style sheet beside the entry, without its white space.
/// The members in `own` get their short names.
pub(crate) fn compile(
    entry: &Path,
    asset: impl Fn(&str) -> Option<String>,
    own: &[(&str, &str)],
) -> Result<String> {
    let mut joined = Joined::default();
    joined.add(entry, true)?;
    let source = fill(&joined.source, "\"asset:", |name| {
        asset(name).with_context(|| format!("asset {name} is none of the widget"))
    })?;
    let source = fill(&source, "\"style:", |name| {
        Ok(squeeze(
            &fs::read_to_string(entry.with_file_name(name)).with_context(|| name.to_owned())?,
        ))
    })?;
    minify(&source, own).with_context(|| format!("{} with its imports", entry.display()))
}

/// The sources joined so far.
#[derive(Default)]
struct Joined {
    files: Vec<PathBuf>,
    source: String,
}

impl Joined {
    /// Adds a file after those it imports. Only the entry keeps its `export`s: the others are in the same scope.
    fn add(&mut self, path: &Path, entry: bool) -> Result<()> {
        let path = fs::canonicalize(path).with_context(|| path.display().to_string())?;
        if self.files.contains(&path) {
            return Ok(());
        }
        self.files.push(path.clone());
        let text = fs::read_to_string(&path)?;
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, &text, SourceType::ts()).parse();
        check(&parsed.diagnostics, &text).with_context(|| path.display().to_string())?;
        let mut kept = String::new();
        let mut from = 0;
        for statement in &parsed.program.body {
            let span = statement.span();
            let until = match statement {
                Statement::ImportDeclaration(import) => {
                    if !import.import_kind.is_type() {
                        self.add(&imported(&path, &import.source.value)?, false)?;
                    }
                    span.end
                }
                Statement::ExportDeclaration(export) if !entry => export.declaration.span().start,
                Statement::ExportAllDeclaration(_)
                | Statement::ExportDefaultDeclaration(_)
                | Statement::ExportFromDeclaration(_)
                | Statement::ExportNamedDeclaration(_) => {
                    bail!(
                        "{}: only `export` before a declaration is joined",
                        path.display()
                    )
                }
                _ => continue,
            };
            kept += &text[from..span.start as usize];
            from = until as usize;
        }
        kept += &text[from..];
        self.source += &kept;
        self.source.push('\n');
        Ok(())
    }
}

/// The source of an import: `./name.js` is what a browser would be told, `name.ts` is what stands in the folder.
fn imported(from: &Path, specifier: &str) -> Result<PathBuf> {
    let name = specifier
        .strip_prefix("./")
        .and_then(|name| name.strip_suffix(".js"));
    let name = name.with_context(|| format!("{}: {specifier} is not ./NAME.js", from.display()))?;
    Ok(from.with_file_name(format!("{name}.ts")))
}

/// Replaces every string literal that begins so by what its name stands for.
fn fill(source: &str, mark: &str, value: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut parts = source.split(mark);
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('"').context("an unfinished string")?;
        filled += &format!("{:?}{rest}", value(name)?);
    }
    Ok(filled)
}

/// A style sheet without comments, indentation and the spaces that separate nothing. Spaces around colons stay,
/// because before one they tell `a :hover` from `a:hover`.
fn squeeze(css: &str) -> String {
    let mut plain = String::new();
    for (number, part) in css.split("/*").enumerate() {
        plain += if number == 0 {
            part
        } else {
            part.split_once("*/").map_or("", |(_, rest)| rest)
        };
    }
    let mut text = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for sign in ["{", "}", ";", ","] {
        text = text
            .replace(&format!(" {sign}"), sign)
            .replace(&format!("{sign} "), sign);
    }
    text.replace(";}", "}").replace(": ", ":")
}

/// Strips the types, lowers to ES2022, shortens and prints.
fn minify(source: &str, own: &[(&str, &str)]) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::ts().with_module(true)).parse();
    check(&parsed.diagnostics, source)?;
    let mut program = parsed.program;
    // Enums make the transformer panic unless their values were evaluated.
    let semantic = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .with_enum_eval(true)
        .build(&program);
    check(&semantic.diagnostics, source)?;
    let options = TransformOptions::from(ESTarget::ES2022);
    let transformed = Transformer::new(&allocator, Path::new("widget.ts"), &options)
        .build_with_scoping(semantic.semantic.into_scoping(), &mut program);
    check(&transformed.diagnostics, source)?;
    let shortened = Minifier::new(MinifierOptions {
        mangle: Some(MangleOptions {
            top_level: Some(true),
            ..MangleOptions::default()
        }),
        mangle_properties: Some(shortened(own)?),
        compress: Some(CompressOptions::smallest()),
    })
    .minify(&allocator, &mut program);
    let printed = Codegen::new()
        .with_options(CodegenOptions {
            minify: true,
            comments: CommentOptions::disabled(),
            ..CodegenOptions::default()
        })
        .with_scoping(shortened.scoping)
        .build(&program);
    ensure!(!printed.code.is_empty(), "nothing is left of it");
    Ok(printed.code)
}

/// Gives these members their short names, and no others.
fn shortened(own: &[(&str, &str)]) -> Result<ManglePropertiesOptions> {
    let names: Vec<_> = own.iter().map(|(name, _)| *name).collect();
    let mut options = ManglePropertiesOptions::from_pattern(&format!("^({})$", names.join("|")))
        .map_err(anyhow::Error::msg)?;
    for &(name, short) in own {
        options.cache.insert(name.into(), Some(short.into()))?;
    }
    Ok(options)
}

/// Ends the build with what is wrong and where.
fn check(diagnostics: &Diagnostics, source: &str) -> Result<()> {
    let Some(first) = diagnostics.errors().next() else {
        return Ok(());
    };
    bail!(
        "{}",
        first.clone().render_with_source_code(source.to_owned())
    )
}
