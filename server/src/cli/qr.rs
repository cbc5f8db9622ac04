//! The form's address as a picture that a telephone reads: for print and newsletters, where nothing can be
//! highlighted. Blocks for a terminal, SVG for everything else.

use std::path::Path;

use anyhow::Context;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder, QRCode};
use serde_json::json;
use url::form_urlencoded;

use super::output;
use crate::domain::article::ArticleUrl;
use crate::domain::site::Site;

/// Empty modules around the code, as ISO/IEC 18004 wants them; readers need them to find it.
const MARGIN: i64 = 4;

/// How the code is to be given.
pub(super) enum Way<'a> {
    /// Blocks, below the address.
    Blocks,
    /// SVG into a file, or for `-` on standard output.
    Svg(&'a Path),
    /// Both the address and the SVG, as JSON.
    Json,
}

/// Gives the address of the form for an article of the site, and its code.
pub(super) fn show(site: &Site, server: &str, article: &str, way: &Way) -> anyhow::Result<()> {
    let article = ArticleUrl::parse(article, site)?;
    let link = link(site, server, &article);
    let code = QRBuilder::new(link.as_str())
        // What is printed small on rough paper loses a tenth now and then.
        .ecl(ECL::M)
        .build()
        .context("the article's address is too long for a code")?;
    match way {
        Way::Blocks => {
            output::line(&link)?;
            output::line(blocks(&code))
        }
        Way::Svg(file) if file.as_os_str() == "-" => output::line(svg(&code)),
        Way::Svg(file) => std::fs::write(file, svg(&code))
            .with_context(|| format!("{} cannot be written", file.display())),
        Way::Json => output::json(&json!({"link": link, "svg": svg(&code)})),
    }
}

/// The address of the form that speaks of this article.
fn link(site: &Site, server: &str, article: &ArticleUrl) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("url", article.as_str())
        .finish();
    format!(
        "{}/{}/report?{query}",
        server.trim_end_matches('/'),
        site.key
    )
}

fn svg(code: &QRCode) -> String {
    SvgBuilder::default().to_str(code)
}

/// Two rows a line. Light is drawn, dark is left out: terminals are dark more often than not, and readers take either.
fn blocks(code: &QRCode) -> String {
    let size = i64::try_from(code.size).unwrap_or_default();
    let inside = 0..size;
    let is_light = |x: i64, y: i64| {
        let module = |at: i64| usize::try_from(at).unwrap_or_default();
        !(inside.contains(&x) && inside.contains(&y) && code[module(y)][module(x)].value())
    };
    let line = |y: i64| -> String {
        let column = |x: i64| match (is_light(x, y), is_light(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        (-MARGIN..size + MARGIN).map(column).collect()
    };
    let lines = (-MARGIN..size + MARGIN).step_by(2).map(line);
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Photographs the blocks, eight pixels a module, and reads the code as a telephone would.
    fn read(blocks: &str) -> String {
        let rows: Vec<Vec<bool>> = blocks
            .lines()
            .flat_map(|line| {
                let row = |light: &[char]| line.chars().map(|c| light.contains(&c)).collect();
                [row(&['█', '▀']), row(&['█', '▄'])]
            })
            .collect();
        let (width, height) = (rows[0].len() * 8, rows.len() * 8);
        let grey = |x: usize, y: usize| if rows[y / 8][x / 8] { 255 } else { 0 };
        let mut photograph = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let grids = photograph.detect_grids();
        grids[0].decode().expect("a code").1
    }

    #[test]
    fn a_telephone_reads_the_address_from_the_blocks() {
        let link =
            "https://corrections.example.org/daily/report?url=https%3A%2F%2Fdaily.example.org%2Fa";
        let code = QRBuilder::new(link).ecl(ECL::M).build().unwrap();
        assert_eq!(read(&blocks(&code)), link);
    }

    #[test]
    fn the_picture_is_svg_that_scales() {
        let code = QRBuilder::new("https://example.org/").build().unwrap();
        let svg = svg(&code);
        assert!(
            svg.starts_with("<svg viewBox=") && svg.ends_with("</svg>"),
            "{svg}"
        );
    }
}
