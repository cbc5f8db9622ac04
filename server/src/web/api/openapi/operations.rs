//! Every call of the API: its method and path, who may make it, what it takes, and how it can end.

use serde_json::{Value, json};

use super::requests;
use crate::domain::article::ArticleUrl;
use crate::domain::case::State;
use crate::domain::report::Kind;
use crate::domain::search::MAX_QUERY;
use crate::web::api::list::MOST;
use crate::web::problem::{self, Sort};

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anyone,
    Reader,
    Editor,
    Publisher,
}

impl Who {
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Anyone => "public",
            Self::Reader => "readers",
            Self::Editor => "editors",
            Self::Publisher => "publishers",
        }
    }
}

/// One answer that is no problem.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) described: Value,
}

/// One call.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) about: Option<&'static str>,
    pub(super) who: Who,
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) answers: Vec<Answer>,
    /// Beside those that every call of its sort can end in.
    pub(super) sorts: Vec<&'static Sort>,
}

impl Operation {
    fn new(
        method: &'static str,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        who: Who,
    ) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            about: None,
            who,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            sorts: Vec::new(),
        }
    }

    fn about(self, about: &'static str) -> Self {
        Self {
            about: Some(about),
            ..self
        }
    }

    fn takes(mut self, parameters: impl IntoIterator<Item = Value>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    fn body(self, body: Value) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    fn answers(mut self, status: u16, described: Value) -> Self {
        self.answers.push(Answer { status, described });
        self
    }

    fn refuses(mut self, sorts: impl IntoIterator<Item = &'static Sort>) -> Self {
        self.sorts.extend(sorts);
        self
    }

    /// The parameters, those of the path first.
    pub(super) fn all_parameters(&self) -> Vec<Value> {
        let named = self
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let in_path = named.map(|name| match name {
            "site" => json!({"name": "site", "in": "path", "required": true, "description": "The site's key.",
                "schema": {"type": "string", "pattern": "^[a-z0-9-]{2,40}$"}, "example": "daily"}),
            "id" => json!({"name": "id", "in": "path", "required": true, "description": "A UUID of version 7.",
                "schema": {"type": "string", "format": "uuid"}}),
            name => json!({"name": name, "in": "path", "required": true, "description": "As the server gave it out.",
                "schema": {"type": "string"}}),
        });
        in_path.chain(self.parameters.iter().cloned()).collect()
    }

    /// Every sort of problem that the call can end in.
    pub(super) fn problems(&self) -> Vec<&'static Sort> {
        let mut sorts = vec![
            &problem::INTERNAL,
            &problem::UNAVAILABLE,
            &problem::TIMEOUT,
            &problem::BAD_HEADERS,
            &problem::TOO_MANY,
        ];
        if self.path.contains('{') || !self.parameters.is_empty() {
            sorts.push(&problem::BAD_QUERY);
            sorts.push(&problem::NOT_FOUND);
        }
        if self.path.contains("{site}") {
            sorts.push(&problem::UNKNOWN_SITE);
        }
        if matches!(self.who, Who::Editor | Who::Publisher) {
            sorts.extend([&problem::UNAUTHORISED, &problem::FORBIDDEN]);
        }
        if self.body.is_some() {
            sorts.extend([
                &problem::MALFORMED_JSON,
                &problem::WRONG_CONTENT_TYPE,
                &problem::TOO_LARGE,
                &problem::INVALID,
            ]);
        }
        sorts.extend(&self.sorts);
        sorts
    }
}

/// Every call, in the order of the router.
pub(super) fn all() -> Vec<Operation> {
    let mut all = public();
    all.extend(readers());
    all.extend(editors());
    all.extend(publishers());
    all
}

fn public() -> Vec<Operation> {
    let notices = [
        url("The notices of this article only.", false),
        query(
            "since",
            "Published or changed at this time or later.",
            json!({"type": "string", "format": "date-time"}),
        ),
    ];
    let known = json!({"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "description": "The tag of the copy one has."});
    vec![
        Operation::new("get", "/api/v1/openapi.json", "getDescription", "This description", Who::Anyone)
            .answers(200, json_of("The description.", &json!({"type": "object"}), &[])),
        Operation::new("get", "/api/v1/sites/{site}/widget.json", "getWidgetSettings", "Settings and words of the widget", Who::Anyone)
            .takes([
                query("lang", "A BCP 47 tag; the nearest language there is answers.", json!({"type": "string"})),
                query("part", "Whose words; all of them without it.", json!({"type": "string", "enum": ["all", "dialog", "pointing", "known", "sent", "elements"]})),
            ])
            .answers(200, json_of("The settings.", &schema("WidgetSettings"), &["Cache-Control"])),
                Operation::new(
            "get",
            "/api/v1/sites/{site}/challenge",
            "getChallenge",
            "A proof of work, when a 429 asked for one",
            Who::Anyone,
        )
        .about("ALTCHA's protocol, version 2.")
        .takes([url("The article that the report will be about.", false)])
        .answers(
            200,
            json_of(
                "The challenge.",
                &json!({"type": "object"}),
                &["Cache-Control"],
            ),
        ),
Operation::new("get", "/api/v1/sites/{site}/reported", "listReportedPassages", "Whether an article takes reports, and which passages of it have open ones", Who::Anyone)
            .about("`closed` says why it takes none. No words leave: `hash` is the hexadecimal SHA-256 of `salt`, a line feed and the passage with each run of white space as one space. Counts stop at 99.")
            .takes([url("The article.", true), query("lang", "A BCP 47 tag, for `closed`.", json!({"type": "string"}))])
            .answers(200, json_of("The passages.", &schema("Reported"), &["Cache-Control"]))
            .refuses([&problem::FOREIGN_ARTICLE]),
        Operation::new("get", "/api/v1/sites/{site}/corrections", "listCorrections", "Published corrections, the newest first", Who::Anyone)
            .takes(notices)
            .takes(parts())
            .takes([known])
            .answers(200, json_of("A part of the notices.", &list_of("Notice"), &["Cache-Control", "ETag"]))
            .answers(304, json!({"description": "The copy that `If-None-Match` names is current.", "headers": headers(&["Cache-Control", "ETag"])}))
            .refuses([&problem::FOREIGN_ARTICLE]),
    ]
}

fn readers() -> Vec<Operation> {
    let key = json!({"name": "Idempotency-Key", "in": "header",
        "description": "The same key and annotation again get the same answer, for 14 days at least.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"}});
    let proof = json!({"name": "Corrigenda-Proof", "in": "header",
        "description": "A solved proof of work, when a 429 asked for one.", "schema": {"type": "string"}});
    let created = json_of(
        "The report is on disk.",
        &schema("ReportCreated"),
        &["Location", "Cache-Control"],
    );
    vec![
        Operation::new("post", "/api/v1/sites/{site}/reports", "createReport", "Report a mistake", Who::Reader)
            .about("A W3C Web Annotation. When this answers 201, the report is on disk. Unknown members are ignored. `case` is null while `placement` is `pending`.")
            .takes([key, proof])
            .body(requests::annotation())
            .answers(201, created)
            .refuses([&problem::FOREIGN_ORIGIN, &problem::FOREIGN_ARTICLE, &problem::KEY_REUSED, &problem::CLOSED, &problem::PROOF_NEEDED, &problem::FULL]),
        Operation::new("get", "/api/v1/reports/{receipt}", "getReport", "What became of a report", Who::Reader)
            .answers(200, json_of("Its state, and the notice when there is one.", &schema("ReportStatus"), &["Cache-Control"]))
            .refuses([&problem::UNKNOWN_RECEIPT, &problem::WITHDRAWN]),
        Operation::new("delete", "/api/v1/reports/{receipt}", "withdrawReport", "Withdraw a report and erase it", Who::Reader)
            .answers(204, json!({"description": "It was withdrawn, and what its reader wrote is erased."}))
            .refuses([&problem::UNKNOWN_RECEIPT, &problem::WITHDRAWN]),
    ]
}

fn editors() -> Vec<Operation> {
    let after = query(
        "after",
        "The number of a line; those after it are given.",
        json!({"type": "integer", "minimum": 0, "maximum": i64::MAX}),
    );
    let resumed = json!({"name": "Last-Event-ID", "in": "header", "description": "As `after`, by a browser that lost the stream.",
        "schema": {"type": "integer", "minimum": 0, "maximum": i64::MAX}});
    let mut lines = json_of(
        "The lines, oldest first; with `Accept: text/event-stream` they go on as they come.",
        &list_of("JournalLine"),
        &["Cache-Control"],
    );
    let event = "id: 2\nevent: report.received\ndata: {\"seq\":2,\"at\":\"2026-11-26T09:30:00Z\",\"kind\":\"report.received\"}\n\n";
    lines["content"]["text/event-stream"] = json!({"schema": {"type": "string"}, "example": event});
    let decided = json_of("The case as it is now.", &schema("CaseDetail"), &[]);
    let annotation = json!({
        "description": "The report as a W3C Web Annotation.",
        "content": {"application/ld+json": {"schema": schema("Annotation")}},
        "headers": headers(&["Cache-Control"]),
    });
    vec![
        Operation::new("get", "/api/v1/sites/{site}/cases", "listCases", "The queue", Who::Editor)
            .takes(queue())
            .takes(parts())
            .answers(200, json_of("A part of the queue.", &list_of("CaseRow"), &[])),
        Operation::new("get", "/api/v1/sites/{site}/cases/{id}", "getCase", "A case with all that an editor needs", Who::Editor)
            .answers(200, decided.clone()),
        Operation::new("post", "/api/v1/sites/{site}/cases/{id}/decisions", "decideCase", "Decide about a case", Who::Editor)
            .about("`version` is the one that the editor saw; another one is answered 409 with the case as it is now.")
            .body(requests::decision())
            .answers(200, decided)
            .refuses([&problem::WRONG_STATE, &problem::STALE_VERSION, &problem::CANNOT_APPLY]),
        Operation::new("get", "/api/v1/sites/{site}/reports/{id}", "getAnnotation", "A report as a W3C Web Annotation", Who::Editor)
            .answers(200, annotation)
            .refuses([&problem::WITHDRAWN]),
        Operation::new("get", "/api/v1/sites/{site}/journal", "listJournal", "What happened on the site", Who::Editor)
            .takes([after, resumed])
            .takes(parts())
            .answers(200, lines),
    ]
}

fn publishers() -> Vec<Operation> {
    vec![
        Operation::new("put", "/api/v1/sites/{site}/articles", "putArticle", "Push an article's source", Who::Publisher)
            .about("The same source twice is one revision. A pushed source is the better way than a fetched page: it is immediate, and it alone (with connectors) proves that a passage is gone.")
            .body(requests::article())
            .answers(200, json_of("The article and its revision.", &schema("StoredArticle"), &[]))
            .refuses([&problem::FOREIGN_ARTICLE]),
    ]
}

fn queue() -> Vec<Value> {
    let states: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    vec![
        json!({"name": "state", "in": "query", "description": "These states; without it those still to be decided.", "explode": false, "style": "form",
            "schema": {"type": "array", "items": {"type": "string", "enum": states}}}),
        query(
            "kind",
            "This kind of report.",
            json!({"type": "string", "enum": kinds}),
        ),
        query(
            "q",
            "Words of the passage, the proposals or the article.",
            json!({"type": "string", "maxLength": MAX_QUERY}),
        ),
        query(
            "sort",
            "The order.",
            json!({"type": "string", "enum": ["priority", "newest", "oldest"], "default": "priority"}),
        ),
    ]
}

fn parts() -> [Value; 2] {
    [
        query(
            "cursor",
            "The `next` of the part before.",
            json!({"type": "string", "pattern": "^[A-Za-z0-9_-]*$"}),
        ),
        query(
            "limit",
            "How many items at most.",
            json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}),
        ),
    ]
}

fn url(says: &str, is_required: bool) -> Value {
    let schema = json!({"type": "string", "format": "uri", "maxLength": ArticleUrl::MAX_BYTES});
    let mut url = query("url", says, schema);
    url["required"] = json!(is_required);
    url["example"] = json!("https://daily.example.org/2026/11/a-long-call");
    url
}

fn query(name: &str, says: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "description": says, "schema": schema})
}

fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn list_of(name: &str) -> Value {
    json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "maxItems": MOST, "items": schema(name)},
            "next": {"type": ["string", "null"], "description": "The cursor of the next part; null at the end."},
        },
    })
}

fn json_of(says: &str, schema: &Value, named: &[&str]) -> Value {
    let mut described = json!({
        "description": says,
        "content": {"application/json": {"schema": schema}},
    });
    if !named.is_empty() {
        described["headers"] = headers(named);
    }
    described
}

fn headers(named: &[&str]) -> Value {
    let one = |name: &&str| {
        (
            (*name).to_owned(),
            json!({"required": true, "schema": {"type": "string"}}),
        )
    };
    Value::Object(named.iter().map(one).collect())
}
