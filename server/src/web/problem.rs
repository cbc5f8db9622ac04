//! The sorts of problem that the server tells of: the stable part of each problem+json answer, and the
//! table that its documentation page is made of. Which error is of which sort stands in `error`.

use axum::http::StatusCode;

/// One sort of problem. Its `type` is a promise: it is never renamed and never used for anything else.
#[derive(Debug, PartialEq, Eq)]
pub struct Sort {
    /// The last part of its `type`, `/api/problems/{name}`.
    pub name: &'static str,
    /// The status of an answer of this sort.
    pub status: StatusCode,
    /// What it is, the same in every answer.
    pub title: &'static str,
    /// What it means and what to do, for the documentation page.
    pub advice: &'static str,
}

macro_rules! sorts {
    ($($constant:ident, $name:literal, $status:ident, $title:literal, $advice:literal;)+) => {
        $(
            #[doc = $title]
            pub const $constant: Sort = Sort {
                name: $name, status: StatusCode::$status, title: $title, advice: $advice,
            };
        )+
        /// Every sort, in the order of their statuses.
        pub const ALL: &[Sort] = &[$($constant),+];
    };
}

sorts! {
    MALFORMED_JSON, "malformed-json", BAD_REQUEST, "The body is not JSON",
        "The body must be one JSON value in UTF-8. The detail names the line and column at which reading stopped.";
    BAD_QUERY, "bad-query", BAD_REQUEST, "The address has a parameter that cannot be read",
        "A parameter after the question mark is missing or has a value that is not allowed. The detail names it.";
    BAD_HEADERS, "bad-headers", BAD_REQUEST, "Headers contradict each other",
        "A header that must come once came several times, or the body's length is said in two ways. The detail names it.";
    UNAUTHORISED, "unauthorised", UNAUTHORIZED, "A token is needed",
        "Send an API token of the site in the header `Authorization: Bearer …`. `corrigenda token add` makes one.";
    FOREIGN_ORIGIN, "foreign-origin", FORBIDDEN, "Pages of this origin may not report to this site",
        "The page that sent the report is not on one of the site's origins. `corrigenda site set` adds an origin.";
    FORBIDDEN, "forbidden", FORBIDDEN, "This token may not do that",
        "The token is of another site, or its role does not allow this. Editors decide, publishers push articles, administrators do both.";
    CLOSED, "article-closed", FORBIDDEN, "The article takes no reports any more",
        "Its publisher takes reports for a time after publication only. The detail says so in the reader's language.";
    NOT_FOUND, "not-found", NOT_FOUND, "Nothing is here",
        "The address does not exist, or what it named is not there any more. Check it against the documentation.";
    UNKNOWN_SITE, "unknown-site", NOT_FOUND, "There is no such site",
        "The key in the address names no site of this server. Check `data-site` in the page, or run `corrigenda site list`.";
    UNKNOWN_RECEIPT, "unknown-receipt", NOT_FOUND, "There is no such receipt",
        "The receipt is not one that this server gave out. Check that the whole link was copied.";
    METHOD_NOT_ALLOWED, "method-not-allowed", METHOD_NOT_ALLOWED, "This address does not take this method",
        "The address exists, but not for this method. The header `Allow` names those it takes.";
    TIMEOUT, "timeout", REQUEST_TIMEOUT, "The request took too long",
        "The request did not arrive in time. Send it again, with the same `Idempotency-Key` if it is a report.";
    WRONG_STATE, "wrong-state", CONFLICT, "The case is in a state that does not allow this",
        "Somebody decided before, or the action does not start from here. The member `case` holds the case as it is now.";
    STALE_VERSION, "stale-version", CONFLICT, "The case has changed since you looked",
        "Look at the case as it is now, in the member `case`, and decide again with its `version`.";
    CANNOT_APPLY, "cannot-apply", CONFLICT, "The correction cannot be applied",
        "The text offers no place for it, or its words were rewritten, or it reads so already, or the site has no connector. Correct the article in your own system and use `mark-corrected`.";
    KEY_REUSED, "idempotency-key-reused", CONFLICT, "The idempotency key was used for another report",
        "The same `Idempotency-Key` came with another annotation before. Use a new key for each report.";
    WITHDRAWN, "withdrawn", GONE, "The report was withdrawn",
        "Its reader withdrew it and everything in it was erased. There is nothing left to show.";
    TOO_LARGE, "too-large", PAYLOAD_TOO_LARGE, "The body is too large",
        "A report has at most 64 KiB, an article's source at most 4 MiB.";
    WRONG_CONTENT_TYPE, "wrong-content-type", UNSUPPORTED_MEDIA_TYPE, "The body is of a wrong type",
        "Send the body with the header `Content-Type: application/json`.";
    INVALID, "invalid", UNPROCESSABLE_ENTITY, "Something in the body is not allowed",
        "The member `errors` names each place in the body and says what is wrong there.";
    FOREIGN_ARTICLE, "foreign-article", UNPROCESSABLE_ENTITY, "The article is not of this site",
        "The article's URL must be on one of the site's origins. The detail names them.";
    TOO_MANY, "too-many-requests", TOO_MANY_REQUESTS, "Too many requests from one place",
        "Wait as many seconds as the header `Retry-After` says, then send it again, a report with the same `Idempotency-Key`.";
    PROOF_NEEDED, "proof-needed", TOO_MANY_REQUESTS, "A proof of work is needed",
        "Too many reports come from one place or to one site. Fetch the challenge that the member `challenge` names, solve it (ALTCHA's protocol, version 2), and send the report again with the same `Idempotency-Key` and the solution in the header `Corrigenda-Proof`; or wait as many seconds as the header `Retry-After` says. The member `proof` says what is wrong with the proof that came: `missing`, `invalid`, `expired`, `foreign` or `spent`.";
    FULL, "article-full", TOO_MANY_REQUESTS, "The article has enough reports for today",
        "Its publisher takes so many reports about one article in a day. The header `Retry-After` says when the next day begins, and the detail says it in the reader's language.";
    INTERNAL, "internal", INTERNAL_SERVER_ERROR, "The server made a mistake",
        "This is our fault and was logged. If it happens again, tell the operator the `x-request-id` of the answer.";
    UNAVAILABLE, "unavailable", SERVICE_UNAVAILABLE, "The server cannot store or read anything just now",
        "Wait as many seconds as the header `Retry-After` says, then send it again with the same `Idempotency-Key`.";
}

/// The sort of that name.
pub fn find(name: &str) -> Option<&'static Sort> {
    ALL.iter().find(|sort| sort.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_fit_into_an_address() {
        for (at, sort) in ALL.iter().enumerate() {
            assert!(
                sort.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{}",
                sort.name
            );
            assert!(
                ALL[at + 1..].iter().all(|other| other.name != sort.name),
                "{}",
                sort.name
            );
            assert!(sort.status.is_client_error() || sort.status.is_server_error());
        }
    }
}
