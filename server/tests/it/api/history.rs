//! What becomes of a report whose article changes: its case as an editor's program reads it, and its receipt in every
//! language of the readers'.

use corrigenda::work;
use serde_json::{Value, json};

use crate::app::{App, REPORTS, SOURCE, on_both, report};

const BEFORE: &str = "He had lived there ";
const AFTER: &str = ", and nobody ever came.";

/// A report with the words around its passage, as the widget sends it.
fn marked(exact: &str, suggestion: &str, [prefix, suffix]: [&str; 2]) -> Value {
    let mut report = report(exact, suggestion);
    let quote =
        json!({"type": "TextQuoteSelector", "prefix": prefix, "exact": exact, "suffix": suffix});
    report["target"]["selector"] = json!([quote]);
    report
}

fn since_1986() -> Value {
    marked("since 1986", "since 1987", [BEFORE, AFTER])
}

async fn sent(app: &App, report: &Value) -> Value {
    let answer = app.reader().post(REPORTS, report).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

/// The publisher changes the article, and everything that follows is done.
async fn revised(app: &App, source: &str) {
    app.revision(source).await;
    work::settle(&app.store).await.unwrap();
}

/// The case and both faces of the receipt say this of the passage; gives the case.
async fn says(app: &App, said: &Value, placement: &str, history: Value) -> Value {
    let case = app.case(&said["case"]["id"]).await;
    assert_eq!(case["placement"], placement, "{case}");
    let line = |reading: &Value| json!([reading["placement"], reading["words"]]);
    let told: Vec<Value> = case["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    assert_eq!(json!(told), history, "{case}");
    let receipt = said["receipt"].as_str().unwrap();
    let status = app
        .anonymous()
        .get(&format!("/api/v1/reports/{receipt}"))
        .await
        .json();
    assert_eq!(status["placement"], placement);
    let languages = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/locales")).unwrap();
    let mut seen = 0;
    for file in languages {
        let file = file.unwrap().path();
        let language = file.file_stem().unwrap().to_str().unwrap();
        let table = std::fs::read_to_string(&file).unwrap();
        let key = format!("receipt-placement-{placement} = ");
        let words = table.lines().find_map(|line| line.strip_prefix(&key));
        let words = words.unwrap().replace('\'', "&#39;");
        let page = app
            .anonymous()
            .get(&format!("/r/{receipt}?lang={language}"))
            .await;
        assert!(
            page.text.contains(&words),
            "{language}: {words}\n{}",
            page.text
        );
        seen += 1;
    }
    assert!(seen >= 4);
    case
}

on_both! {
    async fn a_passage_that_was_edited_since_is_followed(app: App) {
        app.article().await;
        let since = marked("lived there since 1986", "lived there since 1987", ["He had ", AFTER]);
        let said = sent(&app, &since).await;
        let edited = SOURCE.replace("lived there", "lived out there");
        revised(&app, &edited).await;
        let history = json!([
            ["exact", "lived there since 1986"],
            ["edited", "lived out there since 1986"]
        ]);
        let case = says(&app, &said, "edited", history).await;
        assert_eq!(case["anchor"]["exact"], "lived out there since 1986");
        assert_eq!(case["proposals"][0]["old"], "1986");
        assert_eq!(case["patch"]["cut"], "6", "{case}");
        // Another revision that leaves it alone does not make it what was reported.
        revised(&app, &edited.replace("half past nine", "ten")).await;
        let case = app.case(&said["case"]["id"]).await;
        assert_eq!(case["placement"], "edited");
        assert_eq!(case["history"].as_array().unwrap().len(), 2);
    }

    async fn a_passage_that_was_removed_is_gone(app: App) {
        app.article().await;
        let said = sent(&app, &since_1986()).await;
        let (kept, _) = SOURCE.split_once("<p>He had").unwrap();
        revised(&app, &format!("{kept}<p>The end.</p></article>")).await;
        says(&app, &said, "gone", json!([["exact", "since 1986"], ["gone", null]])).await;
        // The words of one who quotes nothing that ever stood there are in no history.
        let other = sent(&app, &report("no such words at all", "better words")).await;
        says(&app, &other, "gone", json!([["gone", null]])).await;
    }

    async fn words_that_stand_twice_are_ambiguous(app: App) {
        app.article().await;
        let said = sent(&app, &report("the gulls cried", "the gulls sang")).await;
        assert_eq!(said["placement"], "gone");
        let twice = "<p>Early on the gulls cried.</p><p>Later on the gulls cried.</p></article>";
        revised(&app, &SOURCE.replace("</article>", twice)).await;
        says(&app, &said, "ambiguous", json!([["gone", null], ["ambiguous", null]])).await;
    }

    async fn a_passage_that_was_corrected_elsewhere_reads_so_already(app: App) {
        app.article().await;
        let said = sent(&app, &since_1986()).await;
        revised(&app, &SOURCE.replace("1986", "1987")).await;
        let history = json!([["exact", "since 1986"], ["already", "since 1987"]]);
        let case = says(&app, &said, "already", history).await;
        // What reads as suggested is seen to be corrected as soon as an editor says so.
        let mark = json!({"action": "mark-corrected", "version": case["version"]});
        let path = format!("/api/v1/sites/daily/cases/{}/decisions", case["id"].as_str().unwrap());
        let done = app.editor().await.post(&path, &mark).await;
        assert_eq!(done.json()["state"], "corrected", "{}", done.text);
        let page = app.anonymous().get(&format!("/r/{}", said["receipt"].as_str().unwrap())).await;
        assert!(!page.text.contains("already reads"), "what counts now is the decision: {}", page.text);
    }

    async fn a_report_from_an_older_page_lands_on_the_edited_passage(app: App) {
        app.article().await;
        let newer = SOURCE
            .replace("since 1986", "from the cold spring of 1985 on")
            .replace("half past nine", "half past ten");
        revised(&app, &newer).await;
        revised(&app, &newer.replace("half past ten", "half past eleven")).await;
        let said = sent(&app, &since_1986()).await;
        assert_eq!(said["placement"], "edited");
        let now = "from the cold spring of 1985 on";
        let case = says(&app, &said, "edited", json!([["exact", "since 1986"], ["edited", now]])).await;
        assert_eq!(case["anchor"]["exact"], now);
        let text = "A long call\nAt half past eleven the keeper heard teh call from the pier.\nHe had lived there ";
        let start = text.chars().count();
        assert_eq!(case["anchor"]["start"], json!(start), "{case}");
        assert_eq!(case["anchor"]["end"], json!(start + now.chars().count()));
        // A second reader with the same old page joins the case.
        let second = sent(&app, &since_1986()).await;
        assert_eq!(second["case"]["id"], said["case"]["id"]);
    }
}
