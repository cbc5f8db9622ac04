//! How answers look when all goes well. They are written down as they were given; a test holds them against what the
//! server answers now.

use std::sync::LazyLock;

use serde_json::{Map, Value};

static EXAMPLES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

/// The example of what a call answers, by the operation's name.
pub(super) fn of(operation: &str) -> Option<Value> {
    EXAMPLES.get(operation).cloned()
}
