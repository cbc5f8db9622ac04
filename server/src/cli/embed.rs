//! What a page embeds the widget by: the script that is always the newest, or this one and no other, with the hashes
//! that a browser holds it and its parts to.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha384};

use super::output;
use crate::domain::site::Site;
use crate::web::assets::{ASSETS, Asset, EVERGREEN};

/// Gives both ways, as HTML for a page or as JSON for a program.
pub(super) fn show(site: &Site, server: &str, as_json: bool) -> anyhow::Result<()> {
    let server = server.trim_end_matches('/');
    let (mut pinned, mut parts) = (None, BTreeMap::new());
    // What lies deeper is for pages of the server's own.
    for asset in ASSETS {
        let address = format!("{server}{}", asset.path);
        if asset.name == EVERGREEN {
            pinned = Some((address, integrity(asset)));
        } else if asset.name.ends_with(".js") && !asset.name.contains('/') {
            parts.insert(address, integrity(asset));
        }
    }
    let (address, integrity) = pinned.expect("the build compiles the script that pages embed");
    let script = format!("{server}/{EVERGREEN}");
    let evergreen = format!(
        r#"<script async src="{script}" data-site="{}"></script>"#,
        site.key
    );
    let map = json!({"integrity": parts});
    let pinned = format!(
        r#"<script type="importmap">{map}</script>
<script async src="{address}" integrity="{integrity}" crossorigin data-site="{}"></script>"#,
        site.key
    );
    if as_json {
        return output::json(&json!({
            "evergreen": evergreen, "script": script,
            "pinned": pinned, "address": address, "integrity": integrity, "parts": parts,
        }));
    }
    output::line("<!-- always the newest -->")?;
    output::line(evergreen)?;
    output::line("<!-- this one and no other, until the server is upgraded -->")?;
    output::line(pinned)
}

/// The content's hash as an `integrity` attribute has it.
fn integrity(asset: &Asset) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(asset.bytes)))
}
