//! What a page that was fetched from the web cannot prove. A visitor without a subscription is served the first
//! paragraphs of an article, and so are we: what is not found in such a page may stand in the article all the same.

use super::case::Placement;
use super::placement::Finding;
use super::reconsider::Reconsidered;

impl Finding {
    /// The same, found in a page that may be a part of its article: what is not there waits for an editor.
    #[must_use]
    pub fn in_part(self) -> Self {
        Self {
            placement: in_part(self.placement),
            ..self
        }
    }
}

impl Reconsidered {
    /// The same, looked for in a page that may be a part of its article.
    #[must_use]
    pub fn in_part(self) -> Self {
        Self {
            placement: in_part(self.placement),
            ..self
        }
    }
}

fn in_part(placement: Placement) -> Placement {
    match placement {
        Placement::Gone => Placement::Pending,
        found => found,
    }
}
