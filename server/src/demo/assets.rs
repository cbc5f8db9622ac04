//! The paper's style sheet and pictures, embedded, so that the demo needs no file and no other host.

/// One embedded file.
pub(super) struct Asset {
    name: &'static str,
    /// Its media type.
    pub(super) media_type: &'static str,
    /// Its content.
    pub(super) bytes: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $media_type:expr) => {
        Asset {
            name: $name,
            media_type: $media_type,
            bytes: include_bytes!(concat!("../../demo/assets/", $name)),
        }
    };
}

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";

static ASSETS: [Asset; 13] = [
    asset!("paper.css", CSS),
    asset!("article.css", CSS),
    asset!("options.css", CSS),
    asset!("options.js", "text/javascript; charset=utf-8"),
    asset!("lantern.svg", SVG),
    asset!("bridge.svg", SVG),
    asset!("ferry.svg", SVG),
    asset!("lock.svg", SVG),
    asset!("barrier.svg", SVG),
    asset!("things.svg", SVG),
    asset!("choir.svg", SVG),
    asset!("boat.svg", SVG),
    asset!("market.svg", SVG),
];

/// The asset of that name, if there is one.
pub(super) fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}
