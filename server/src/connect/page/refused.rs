//! Why a page was not fetched: words for an editor, a word for the counts, and whether it may pass.

use hyper_util::client::legacy::Error as ClientError;

use super::address::NotPublic;

/// Why a page was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The operator has switched fetching off.
    #[error("this server fetches no pages")]
    Off,
    /// The address, or one that it leads to, is not on the site's origins.
    #[error("its address leads to a host that is not the site's")]
    OffSite,
    /// The host is on no public network, and the operator did not allow it.
    #[error("its host has no public address")]
    NotPublic,
    /// The site asks robots to stay away from it.
    #[error("the site's robots.txt asks not to fetch it")]
    Robots,
    /// The site's server answers, but not with the page.
    #[error("its server answers with status {0}")]
    Status(u16),
    /// It is not HTML, or packed although that was not asked for.
    #[error("it is not a plain HTML page")]
    NotAPage,
    /// It is larger than [`crate::domain::article::Content::MAX_BYTES`].
    #[error("it is larger than 4 MiB")]
    TooLarge,
    /// It is sent around in circles, or too far.
    #[error("it redirects too often")]
    TooManyRedirects,
    /// It asks not to be stored.
    #[error("it asks not to be stored (Cache-Control)")]
    NotToKeep,
    /// It did not come in time.
    #[error("it did not come in time")]
    TooSlow,
    /// So many pages of the site were fetched just now that this one has to wait.
    #[error("too many pages of the site were fetched just now")]
    TooMany,
    /// The connection failed.
    #[error("its server cannot be reached")]
    Unreachable,
}

impl Refused {
    /// Whether trying again later may help without anybody's doing.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
            Self::TooSlow | Self::TooMany | Self::Unreachable => true,
            _ => false,
        }
    }

    /// The word it is counted under.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::OffSite => "off-site",
            Self::NotPublic => "not-public",
            Self::Robots => "robots",
            Self::Status(_) => "status",
            Self::NotAPage => "not-a-page",
            Self::TooLarge => "too-large",
            Self::TooManyRedirects => "too-many-redirects",
            Self::NotToKeep => "not-to-keep",
            Self::TooSlow => "too-slow",
            Self::TooMany => "too-many",
            Self::Unreachable => "unreachable",
        }
    }

    /// What the client's error comes down to. Its words hold the address, and are not kept.
    pub(super) fn of(error: &ClientError) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(this) = cause {
            if this.is::<NotPublic>() {
                return Self::NotPublic;
            }
            cause = this.source();
        }
        Self::Unreachable
    }
}
