//! The queue of a site: cases by what the editor asks for, the most pressing first.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::editor::{Editor, SiteEditor};
use super::page::{Frame, Place, page};
use super::stop::Stop;
use super::view::row::Row;
use super::view::words::{self, Choice};
use crate::domain::case::State as CaseState;
use crate::domain::report::Kind;
use crate::domain::search;
use crate::domain::sender::Lane;
use crate::store::{Filter, Sort};
use crate::web::{App, marks as filters};

/// Rows on a page.
const ROWS: u32 = 30;

/// What of the queue is asked for. Words that mean nothing are as good as none: a link never breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    kind: String,
    q: String,
    sort: String,
    cursor: String,
}

/// What the filter calls the junk lane: the open cases that are held for review.
const JUNK: &str = "junk";

/// States the desk can ask for, beside `all` and [`JUNK`].
const STATES: &[CaseState] = &[
    CaseState::Open,
    CaseState::Held,
    CaseState::Accepted,
    CaseState::Corrected,
    CaseState::Declined,
];

impl Asked {
    /// What a link of this desk says, without its question mark.
    pub(super) fn parse(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "state" => asked.state = value.into_owned(),
                "kind" => asked.kind = value.into_owned(),
                "q" => asked.q = value.into_owned(),
                "sort" => asked.sort = value.into_owned(),
                "cursor" => asked.cursor = value.into_owned(),
                _ => {}
            }
        }
        asked
    }

    /// The inverse of [`Asked::parse`]; empty for the queue as it is at first.
    pub(super) fn query(&self) -> String {
        let all = [
            ("state", &self.state),
            ("kind", &self.kind),
            ("q", &self.q),
            ("sort", &self.sort),
            ("cursor", &self.cursor),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(all.into_iter().filter(|(_, value)| !value.is_empty()));
        query.finish()
    }

    /// For the store.
    pub(super) fn filter(&self) -> Filter {
        let states = match self.state.as_str() {
            "all" => CaseState::ALL.to_vec(),
            _ => vec![self.case_state()],
        };
        let lane = match self.state.as_str() {
            JUNK => Some(Lane::Junk),
            // What was declined as junk belongs to what was declined.
            "declined" => None,
            _ => Some(Lane::Desk),
        };
        Filter {
            lane,
            states,
            kind: self.kind.parse().ok(),
            q: search::Query::of_page(&self.q),
            sort: self.order(),
        }
    }

    /// Where the page begins.
    pub(super) fn cursor(&self) -> Option<&str> {
        (!self.cursor.is_empty()).then_some(self.cursor.as_str())
    }

    fn case_state(&self) -> CaseState {
        self.state.parse().unwrap_or(CaseState::Open)
    }

    fn order(&self) -> Sort {
        match self.sort.as_str() {
            "newest" => Sort::Newest,
            "oldest" => Sort::Oldest,
            _ => Sort::Priority,
        }
    }

    fn states(&self) -> Vec<Choice> {
        let is_state = self.state != "all" && self.state != JUNK;
        let chosen = is_state.then(|| self.case_state());
        let known = STATES.iter().copied();
        let mut all = words::choices(known, chosen, CaseState::as_str, words::state);
        all.push(Choice {
            value: "all",
            label: "All",
            chosen: self.state == "all",
        });
        all.push(Choice {
            value: JUNK,
            label: "Junk",
            chosen: self.state == JUNK,
        });
        all
    }

    fn kinds(&self) -> Vec<Choice> {
        let chosen = self.kind.parse().ok();
        words::choices(Kind::ALL.iter().copied(), chosen, Kind::as_str, words::kind)
    }

    fn sorts(&self) -> Vec<Choice> {
        let all = [
            ("priority", "Most pressing"),
            ("newest", "Newest"),
            ("oldest", "Oldest"),
        ];
        let chosen = |value| match self.order() {
            Sort::Priority => value == "priority",
            Sort::Newest => value == "newest",
            Sort::Oldest => value == "oldest",
        };
        all.into_iter()
            .map(|(value, label)| Choice {
                value,
                label,
                chosen: chosen(value),
            })
            .collect()
    }

    /// Whether anything but the open cases is asked for.
    fn narrows(&self) -> bool {
        let filter = self.filter();
        filter.lane != Some(Lane::Desk)
            || filter.kind.is_some()
            || filter.q.is_some()
            || filter.states != [CaseState::Open]
    }
}

#[derive(Template)]
#[template(path = "desk/queue.html")]
struct QueuePage {
    frame: Frame,
    place: Place,
    rows: Vec<Row>,
    q: String,
    states: Vec<Choice>,
    kinds: Vec<Choice>,
    sorts: Vec<Choice>,
    narrows: bool,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/sites.html")]
struct SitesPage {
    frame: Frame,
    sites: Vec<Place>,
}

/// `GET /desk`: the queue of the editor's site, or the choice among several.
pub(super) async fn front(State(app): State<App>, editor: Editor) -> Result<Response, Stop> {
    if let [only] = editor.user.sites.as_slice() {
        return Ok(Redirect::to(&format!("/desk/{only}/cases")).into_response());
    }
    let mut sites = Vec::new();
    for key in &editor.user.sites {
        sites.push(Place {
            key: key.to_string(),
            name: app.store.site(key).await?.name,
        });
    }
    let mut frame = Frame::of(&editor).await?;
    frame.others.clear();
    page(StatusCode::OK, &SitesPage { frame, sites })
}

/// `GET /desk/{site}`: short for its queue.
pub(super) async fn short(at: SiteEditor) -> Redirect {
    Redirect::to(&format!("/desk/{}/cases", at.site.key))
}

/// `GET /desk/{site}/cases`
pub(super) async fn show(
    State(app): State<App>,
    at: SiteEditor,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let (key, now) = (&at.site.key, Timestamp::now());
    let filter = asked.filter();
    let found = app.store.queue(key, &filter, asked.cursor(), ROWS).await?;
    let from = asked.query();
    let rows = found.items.iter();
    let frame = Frame::at(&at).await?;
    let here = |cursor: String| {
        let part = Asked {
            cursor,
            ..asked.clone()
        };
        format!("/desk/{key}/cases?{}", part.query())
    };
    let shown = QueuePage {
        frame,
        place: Place {
            key: key.to_string(),
            name: at.site.name.clone(),
        },
        rows: rows
            .map(|row| Row::new(row, &at.site, &from, now))
            .collect(),
        q: asked.q.clone(),
        states: asked.states(),
        kinds: asked.kinds(),
        sorts: asked.sorts(),
        narrows: asked.narrows(),
        first: asked.cursor().map(|_| here(String::new())),
        next: found.next.map(here),
    };
    page(StatusCode::OK, &shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_into_the_queue_survives_its_way() {
        let asked = Asked {
            state: "held".to_owned(),
            q: "two & three=б".to_owned(),
            cursor: "abc+/=".to_owned(),
            ..Asked::default()
        };
        assert_eq!(Asked::parse(&asked.query()), asked);
        assert_eq!(Asked::default().query(), "");
    }

    #[test]
    fn nothing_asked_means_the_open_cases_by_priority() {
        let filter = Asked::parse("state=nonsense&kind=&sort=up&q=+").filter();
        assert_eq!(filter.states, [CaseState::Open]);
        assert_eq!((filter.kind, filter.q), (None, None));
        assert!(matches!(filter.sort, Sort::Priority));
        assert_eq!(Asked::parse("state=all").filter().states, CaseState::ALL);
    }
}
