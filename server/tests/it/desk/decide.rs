//! From the queue to a decision, and what is said afterwards.

use corrigenda::domain::case::{Outcome, State};

use super::*;

impl Desk {
    async fn state(&self, case: CaseId) -> (State, Option<Outcome>) {
        let case = self.store.case(&self.site.key, case).await.unwrap();
        (case.state, case.outcome)
    }
}

fn address(case: CaseId) -> String {
    format!("/desk/daily/cases/{case}")
}

on_both! {
    async fn the_queue_shows_the_change_and_leads_to_the_case(desk: Desk) {
        let case = desk
            .report("heard teh call", Some("heard the call"), "A slip.")
            .await;
        desk.report("teh", Some("the"), "Me too.").await;
        let browser = desk.editor().await;
        let queue = browser.open("/desk/daily/cases").await;
        assert!(
            queue.says("<del><span class=\"aloud\">[delete: </span>teh"),
            "{}",
            queue.html
        );
        assert!(queue.says("<ins><span class=\"aloud\">[insert: </span>the"));
        assert!(queue.says("2 reports") && queue.says("A bridge") && queue.says("Typo"));
        assert!(queue.says(&format!("href=\"{}\"", address(case))));
        let none = browser.open("/desk/daily/cases?state=held").await;
        assert!(none.says("No case fits"));
        let found = browser
            .open("/desk/daily/cases?q=call&kind=typo&sort=newest")
            .await;
        assert!(found.says(&format!(
            "{}?from=kind%3Dtypo%26q%3Dcall%26sort%3Dnewest",
            address(case)
        )));
    }

    async fn the_case_shows_the_change_inside_its_paragraph(desk: Desk) {
        let case = desk
            .report("heard teh call", Some("heard the call"), "A slip.")
            .await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        let paragraph = "She <mark>heard </mark><del><span class=\"aloud\">[delete: </span>teh<span class=\"aloud\">]</span></del><ins><span class=\"aloud\">[insert: </span>the<span class=\"aloud\">]</span></ins><mark> call</mark> in 1976 &#38; came.";
        assert!(page.says(paragraph), "{}", page.html);
        assert!(page.says("A slip.") && page.says("The case was opened"));
        assert!(!page.says("Added here because"));
        desk.report("teh", Some("the"), "Me too.").await;
        let page = browser.open(&address(case)).await;
        assert!(page.says("Added here because it proposes the same change at the same place."));
        let missing = browser.open(&address(CaseId::new(Timestamp::now()))).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    }

    async fn an_editor_accepts_as_proposed_and_is_shown_the_next_case(desk: Desk) {
        let case = desk.report("teh call", Some("the call"), "A slip.").await;
        let next = desk.report("1976", Some("1977"), "The year.").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        let notice = [
            ("notice", "publish"),
            ("notice_kind", "correction"),
            ("notice_text", "It is “the”."),
        ];
        let done = browser.press(&page, "Accept as proposed", &notice).await;
        assert_eq!(
            (done.status, done.location()),
            (StatusCode::SEE_OTHER, address(next).as_str())
        );
        assert_eq!(desk.state(case).await.0, State::Accepted);
        let owed = desk
            .store
            .accepted_edit(&desk.site.key, case)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (
                owed.edit.old.as_str(),
                owed.edit.new.as_str(),
                owed.by.as_str()
            ),
            ("teh", "the", EMAIL)
        );
        assert_eq!(owed.notice.unwrap().text, "It is “the”.");

        let shown = browser.open(done.location()).await;
        assert!(shown.says("Accepted. The correction is being put into the article."));
        assert!(shown.says(&format!("href=\"{}\">Show the case", address(case))));
        assert!(
            !browser.open(done.location()).await.says("Accepted. The"),
            "said once"
        );
        let under_way = browser.open(&address(case)).await;
        assert!(
            under_way.says("<strong>Being applied.</strong>") && !under_way.says(">Accept as proposed")
        );

        desk.store
            .corrected(&desk.site.key, case, Timestamp::now())
            .await
            .unwrap();
        let live = browser.open(&address(case)).await;
        assert!(live.says("Corrected") && live.says("It is “the”.") && !live.says("Being applied"));
        assert!(live.says("Accepted change") && !live.says("The words stand in the article"));
        let list = browser.open("/desk/daily/corrections").await;
        assert!(list.says("It is “the”.") && list.says(ARTICLE) && list.says(&address(case)));
    }

    async fn an_editor_accepts_an_own_wording_without_a_notice(desk: Desk) {
        let case = desk.report("teh call", Some("the call"), "A slip.").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        assert!(
            page.says("\nthe call</textarea>"),
            "begins with the proposal:\n{}",
            page.html
        );
        let done = browser
            .press(&page, "Accept with this wording", &[("text", "a call")])
            .await;
        assert_eq!(done.location(), "/desk/daily/cases", "nothing else is open");
        let owed = desk
            .store
            .accepted_edit(&desk.site.key, case)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (owed.edit.old.as_str(), owed.edit.new.as_str(), owed.notice),
            ("teh", "a", None)
        );
    }

    async fn a_correction_that_could_not_be_applied_comes_back_with_its_conflict(desk: Desk) {
        let case = desk.report("teh call", Some("the call"), "A slip.").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        browser.press(&page, "Accept as proposed", &[]).await;
        let why = "the file no longer holds “teh”";
        let conflict = desk
            .store
            .conflict(&desk.site.key, case, why, Timestamp::now());
        conflict.await.unwrap();
        let queue = browser.open("/desk/daily/cases").await;
        assert!(queue.says("Could not be applied"));
        let back = browser.open(&address(case)).await;
        assert!(back.says(&format!("The correction could not be applied: {why}")));
        assert!(back.says(">Accept as proposed"), "it can be tried again");
    }

    async fn a_notice_left_empty_is_drafted_in_the_kind_and_language_of_the_case(desk: Desk) {
        desk.publish("الجسر", "<p>افتُتح الجسر عام ١٩٧٦ بحضور العمدة.</p>")
            .await;
        let case = desk.report("عام ١٩٧٦", Some("عام ١٩٧٧"), "").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        assert!(page.says("lang=\"ar\" dir=\"auto\""), "{}", page.html);
        let typed = [
            ("text", "عام ١٩٧٨"),
            ("notice", "publish"),
            ("notice_kind", "update"),
            ("notice_text", " "),
        ];
        browser
            .press(&page, "Accept with this wording", &typed)
            .await;
        let owed = desk.store.accepted_edit(&desk.site.key, case).await;
        let notice = owed.unwrap().unwrap().notice.unwrap();
        assert_eq!(notice.kind.as_str(), "update");
        assert!(notice.text.contains("«١٩٧٨»"), "{}", notice.text);
    }

    async fn an_editor_declines_with_a_reason_and_opens_it_again(desk: Desk) {
        let case = desk.report("teh call", Some("the call"), "A slip.").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        let why = [("outcome", "not-an-error"), ("reason", "He says it so.")];
        browser.press(&page, "Decline", &why).await;
        assert_eq!(
            desk.state(case).await,
            (State::Declined, Some(Outcome::NotAnError))
        );
        let page = browser.open(&address(case)).await;
        assert!(page.says("He says it so.") && page.says("Declined: not an error") && page.says(EMAIL));
        browser.press(&page, "Reopen", &[]).await;
        assert_eq!(desk.state(case).await, (State::Open, None));
    }

    async fn holding_needs_a_word_on_what_is_waited_for(desk: Desk) {
        let case = desk.report("1976", None, "Was it not 1977?").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        assert!(page.says("Nobody proposed a wording.") && !page.says(">Accept as proposed"));
        let refused = browser.press(&page, "Hold", &[("reason", " ")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser
            .press(
                &page,
                "Hold",
                &[("reason", "The archive answers on Monday.")],
            )
            .await;
        assert_eq!(desk.state(case).await.0, State::Held);
        let held = browser.open("/desk/daily/cases?state=held").await;
        assert!(held.says(&case.to_string()));
        let page = browser.open(&address(case)).await;
        assert!(page.says("<strong>Waits:</strong> <bdi>The archive answers on Monday.</bdi>"));
    }

    async fn a_correction_made_elsewhere_is_marked(desk: Desk) {
        let case = desk.report("1976", Some("1977"), "The year.").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        let notice = [
            ("outcome", "updated"),
            ("notice", "publish"),
            ("notice_kind", "update"),
            ("notice_text", "It was 1977."),
        ];
        browser.press(&page, "Mark corrected", &notice).await;
        assert_eq!(
            desk.state(case).await,
            (State::Corrected, Some(Outcome::Updated))
        );
    }

    async fn a_decision_on_an_old_version_changes_nothing_and_keeps_what_was_typed(desk: Desk) {
        let case = desk.report("teh call", Some("the call"), "A slip.").await;
        let browser = desk.editor().await;
        let page = browser.open(&address(case)).await;
        desk.report("teh call", Some("that call"), "I heard it otherwise.")
            .await;
        let late = browser
            .press(
                &page,
                "Accept with this wording",
                &[("text", "what a call")],
            )
            .await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.says("The case changed while you were looking"));
        assert!(
            late.says("\nwhat a call</textarea>") && late.says("2 proposed changes"),
            "{}",
            late.html
        );
        assert_eq!(desk.state(case).await.0, State::Open);
        browser
            .press(
                &late,
                "Accept with this wording",
                &[("text", "what a call")],
            )
            .await;
        assert_eq!(
            desk.state(case).await.0,
            State::Accepted,
            "the page shown again speaks of the new version"
        );
    }
}
