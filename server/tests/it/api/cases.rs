//! `GET /api/v1/sites/{site}/cases` and `…/cases/{id}`.

use serde_json::json;

use crate::app::{ARTICLE, App, REPORTS, SOURCE, on_both, report};

const PATH: &str = "/api/v1/sites/daily/cases";

on_both! {
    async fn a_case_shows_all_that_an_editor_needs(app: App) {
        app.article().await;
        let mut with_comment = report("teh", "the");
        with_comment["body"] = json!([with_comment["body"][0], {"type": "TextualBody", "purpose": "commenting", "value": "A slip."}]);
        with_comment["contact"] = json!({"email": "reader@example.org"});
        let said = app.reader().post(REPORTS, &with_comment).await.json();
        let case = app.case(&said["case"]["id"]).await;
        assert_eq!(case["state"], "open");
        assert_eq!(case["placement"], "exact");
        assert_eq!(case["kind"], "typo", "guessed");
        assert_eq!(case["article"]["url"], ARTICLE);
        assert_eq!(case["anchor"]["exact"], "teh");
        assert_eq!(case["report_count"], 1);
        assert_eq!(case["reports"][0]["comment"], "A slip.");
        assert_eq!(case["reports"][0]["has_email"], true);
        assert!(!case.to_string().contains("reader@example.org"), "an address is no one's to read");
        let proposal = &case["proposals"][0];
        assert_eq!((&proposal["old"], &proposal["new"]), (&json!("teh"), &json!("the")));
        let patch = &case["patch"];
        let at = |name: &str| usize::try_from(patch[name].as_u64().unwrap()).unwrap();
        let (start, end) = (at("source_start"), at("source_end"));
        assert_eq!(SOURCE[start..end], *patch["cut"].as_str().unwrap());
        let patched = [&SOURCE[..start], patch["insert"].as_str().unwrap(), &SOURCE[end..]].concat();
        assert_eq!(patched, SOURCE.replace("teh", "the"));
        assert!(case["version"].is_i64());
    }

    async fn the_queue_is_filtered_and_paged(app: App) {
        app.article().await;
        for (exact, suggestion) in [("teh", "the"), ("1986", "1987"), ("nobody", "no one")] {
            app.reader().post(REPORTS, &report(exact, suggestion)).await;
        }
        let editor = app.editor().await;
        let list = async |query: &str| editor.get(&format!("{PATH}?{query}")).await.json();
        let first = list("sort=oldest&limit=2").await;
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        assert_eq!(first["items"][0]["anchor"]["exact"], "teh");
        let rest = list(&format!("sort=oldest&limit=2&cursor={}", first["next"].as_str().unwrap())).await;
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert_eq!(rest["next"], json!(null));
        let facts = list("kind=fact&state=open,held").await;
        assert_eq!(facts["items"][0]["anchor"]["exact"], "1986");
        assert_eq!(facts["items"].as_array().unwrap().len(), 1);
        assert_eq!(list("state=corrected").await["items"], json!([]));
        let found = list("q=nobody").await;
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    }
}
