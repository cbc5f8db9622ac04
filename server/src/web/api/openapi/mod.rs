//! `GET /api/v1/openapi.json`: the API's description, OpenAPI 3.1, made of the code that answers: schemas of answers
//! are derived from the wire types, limits are the constants that requests are held against, and problems come from
//! the table of sorts. Which calls there are stands in `operations`; a test compares that with the router.

mod answers;
mod examples;
mod operations;
mod requests;

use std::sync::LazyLock;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::web::App;
use crate::web::problem::{self, Sort};
use operations::{Operation, Who};

/// It changes with a new version only.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// What is answered in JSON when all goes well.
const JSON: [&str; 2] = ["application/json", "application/ld+json"];

const ABOUT: &str = "Readers' reports come in as W3C Web Annotations, editors decide about the cases that they make, \
    and what was corrected is public.\n\nEvery error is a problem of RFC 9457 whose `type` is stable; \
    `/api/problems/{name}` explains it. Another method than those described is answered 405 with `Allow`. Lists are \
    given in parts: `next` is the `cursor` of the next part. Times are RFC 3339 in UTC. Positions count code points of \
    the rendered text.";

static DESCRIPTION: LazyLock<Value> = LazyLock::new(describe);

/// The description, for whoever writes a client.
pub async fn show(State(app): State<App>) -> Response {
    let mut description = DESCRIPTION.clone();
    description["servers"] = json!([{"url": app.address("")}]);
    ([(header::CACHE_CONTROL, KEEP)], Json(description)).into_response()
}

fn describe() -> Value {
    let mut paths = Map::new();
    for operation in operations::all() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = of(&operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Corrigenda",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": answers::schemas(),
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API token of the site; `corrigenda token add` makes one.",
            }},
        },
    })
}

fn of(operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.who.tag()],
        "parameters": operation.all_parameters(),
        "responses": responses(operation),
    });
    if let Some(about) = operation.about {
        described["description"] = json!(about);
    }
    if let Some(body) = &operation.body {
        described["requestBody"] = body.clone();
    }
    if matches!(operation.who, Who::Editor | Who::Publisher) {
        described["security"] = json!([{"token": []}]);
    }
    described
}

fn responses(operation: &Operation) -> Value {
    let mut responses = Map::new();
    for answer in &operation.answers {
        let mut described = answer.described.clone();
        for kind in JSON {
            let content = described.get_mut("content");
            let content = content.and_then(|content| content.get_mut(kind));
            let example = examples::of(operation.id);
            if let (Some(content), Some(example)) = (content, example) {
                content["example"] = example;
            }
        }
        responses.insert(answer.status.to_string(), described);
    }
    let sorts = operation.problems();
    for status in problem::ALL.iter().map(|sort| sort.status.as_u16()) {
        let of_status: Vec<&Sort> = sorts
            .iter()
            .copied()
            .filter(|sort| sort.status.as_u16() == status)
            .collect();
        if !of_status.is_empty() {
            responses.insert(status.to_string(), refusal(&of_status));
        }
    }
    Value::Object(responses)
}

/// The answer of one status: its sorts of problem, each with an example.
fn refusal(sorts: &[&Sort]) -> Value {
    let titles: Vec<&str> = sorts.iter().map(|sort| sort.title).collect();
    let types: Vec<String> = sorts.iter().map(|sort| answers::type_of(sort)).collect();
    let examples: Map<String, Value> = sorts
        .iter()
        .map(|sort| {
            (
                sort.name.to_owned(),
                json!({"value": answers::example_of(sort)}),
            )
        })
        .collect();
    let schema = json!({
        "allOf": [{"$ref": "#/components/schemas/Problem"}],
        "properties": {"type": {"enum": types}},
    });
    let mut described = json!({
        "description": titles.join(". Or: "),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    });
    let header = match sorts[0].status.as_u16() {
        401 => Some((
            "WWW-Authenticate",
            "How to identify oneself.",
            json!({"type": "string"}),
        )),
        429 | 503 => Some((
            "Retry-After",
            "Seconds to wait.",
            json!({"type": "integer", "minimum": 0}),
        )),
        _ => None,
    };
    if let Some((name, says, schema)) = header {
        described["headers"] =
            json!({name: {"description": says, "required": true, "schema": schema}});
    }
    described
}
