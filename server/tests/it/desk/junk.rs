//! The junk lane on the desk: what is odd waits beside the queue, is seen, and is released or blocked.

use corrigenda::domain::case::{Outcome, State};
use corrigenda::domain::sender::Lane;

use super::*;

/// Sends the form with the trap filled in, and gives the case.
async fn junk(desk: &Desk, browser: &Browser) -> String {
    let fields = [
        ("url", ARTICLE),
        ("quote", "teh call"),
        ("suggestion", "Cheap watches"),
        ("subject", "x"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let sent = desk.browser().post("/daily/report", &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = browser.open("/desk/daily/cases?state=junk").await;
    let (_, rest) = page
        .html
        .split_once("id=\"case-")
        .unwrap_or_else(|| panic!("{}", page.html));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn junk_is_seen_beside_the_queue_and_released_with_one_button() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    let id = junk(&desk, &browser).await;
    let queue = browser.open("/desk/daily/cases").await;
    assert!(
        !queue.says(&id) && queue.says("<option value=\"junk\">Junk</option>"),
        "{}",
        queue.html
    );
    let listed = browser.open("/desk/daily/cases?state=junk").await;
    assert!(listed.says("Held for review"));
    let page = browser
        .open(&format!("/desk/daily/cases/{id}?from=state%3Djunk"))
        .await;
    assert!(page.says("a field was filled in that no person sees") && page.says("data-release"));
    let next = browser.press(&page, "Put into the queue", &[]).await;
    assert_eq!(next.location(), "/desk/daily/cases?state=junk");
    assert!(
        browser
            .open(next.location())
            .await
            .says("Put into the queue.")
    );
    assert!(browser.open("/desk/daily/cases").await.says(&id));
    let page = browser.open(&format!("/desk/daily/cases/{id}")).await;
    assert!(page.says("Taken out of the junk lane") && !page.says("data-release"));
}

#[tokio::test]
async fn the_source_of_junk_is_blocked_for_a_time() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    let id = junk(&desk, &browser).await;
    let address = format!("/desk/daily/cases/{id}");
    let page = browser.open(&address).await;
    let wrong = [("outcome", "not-an-error"), ("block_days", "7")];
    let again = browser.press(&page, "Decline", &wrong).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.says("sources are blocked with the outcome junk"),
        "{}",
        again.html
    );
    assert!(
        again.says("<option value=\"7\" selected>"),
        "what was chosen is kept"
    );
    let right = [
        ("outcome", "junk"),
        ("block_days", "7"),
        ("reason", "An advertisement."),
    ];
    let next = browser.press(&page, "Decline", &right).await;
    assert!(
        browser
            .open(next.location())
            .await
            .says("its source blocked for a time")
    );
    let case = desk
        .store
        .case(&desk.site.key, id.parse().unwrap())
        .await
        .unwrap();
    assert_eq!(
        (case.state, case.outcome, case.lane),
        (State::Declined, Some(Outcome::Junk), Lane::Junk)
    );
    let next = desk
        .report("First.", Some("Second."), "From the same place.")
        .await;
    let held = desk.store.case(&desk.site.key, next).await.unwrap();
    assert_eq!(held.lane, Lane::Junk);
    let page = browser.open(&format!("/desk/daily/cases/{next}")).await;
    assert!(
        page.says("an editor blocked its source for a time"),
        "{}",
        page.html
    );
}

#[tokio::test]
async fn a_character_that_turns_the_page_is_named_and_not_sent() {
    let desk = Desk::open().await;
    let turned = "safe \u{202e}elif\u{2066} end";
    let case = desk.report("teh call", Some(turned), turned).await;
    let browser = desk.editor().await;
    for path in [
        "/desk/daily/cases".to_owned(),
        format!("/desk/daily/cases/{case}"),
    ] {
        let page = browser.open(&path).await;
        // In the box for an own wording it stands as it is: there it can be taken out.
        let shown = page
            .html
            .split("<textarea")
            .map(|part| part.rsplit("</textarea>").next().unwrap());
        let shown: String = shown.collect();
        assert!(
            shown.contains("U+202E") && !shown.contains('\u{202e}') && !shown.contains('\u{2066}'),
            "{path}: {shown}"
        );
    }
}
