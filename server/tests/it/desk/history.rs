//! A case whose article changed: what its page says of the passage, and what an editor may do then.

use corrigenda::work;

use super::*;

const STORY: &str = "<p>First.</p><p>She heard teh call in 1976 & came.</p>";

impl Desk {
    /// The article is published anew and everything that follows is done; the case's page then.
    async fn after(&self, case: CaseId, source: &str) -> (Browser, Page) {
        self.publish("A bridge", source).await;
        work::settle(&self.store).await.unwrap();
        let browser = self.editor().await;
        let page = browser.open(&format!("/desk/daily/cases/{case}")).await;
        (browser, page)
    }
}

/// What stands in the section about the passage's past, without its markup.
fn past(page: &Page) -> String {
    let (_, rest) = page.html.split_once("<ol class=\"readings\">").unwrap();
    let (list, _) = rest.split_once("</ol>").unwrap();
    let mut words = String::new();
    for part in list.split('<') {
        words.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn a_case_that_nothing_happened_to_reads_as_reported(desk: Desk) {
        let case = desk
            .report("heard teh call", Some("heard the call"), "A slip.")
            .await;
        let page = desk.editor().await;
        let page = page.open(&format!("/desk/daily/cases/{case}")).await;
        assert!(past(&page).starts_with("As reported"), "{}", past(&page));
        assert!(
            past(&page).ends_with("Now heard teh call"),
            "{}",
            past(&page)
        );
    }

    async fn an_edited_passage_is_shown_with_what_changed(desk: Desk) {
        let case = desk
            .report("heard teh call", Some("heard the call"), "A slip.")
            .await;
        let (_, page) = desk
            .after(case, &STORY.replace("teh call", "teh loud call"))
            .await;
        assert!(page.says("badge placement edited"), "{}", page.html);
        assert!(page.says("its words changed since the reader marked it"));
        let past = past(&page);
        assert!(
            past.contains("As reported") && past.contains("Words changed"),
            "{past}"
        );
        assert!(past.ends_with("heard teh [insert: loud ]call"), "{past}");
        assert!(page.says(">Accept as proposed"));
    }

    async fn a_proposal_whose_words_were_rewritten_is_shown_and_not_offered(desk: Desk) {
        let case = desk
            .report("She heard teh call in 1976", Some("She heard teh call in 1986"), "A slip.")
            .await;
        let (_, page) = desk
            .after(case, &STORY.replace("in 1976", "in the spring of 1977"))
            .await;
        assert!(page.says("badge placement edited"), "{}", page.html);
        assert!(page.says("so it cannot be put in as proposed"), "{}", page.html);
        assert!(page.says("The passage now") && page.says("spring of 1977"));
        assert!(!page.says(">Accept as proposed"));
        assert!(page.says(">Accept with this wording"));
        let (_, own) = page.html.split_once("name=\"text\"").unwrap();
        let (own, _) = own.split_once("</textarea>").unwrap();
        assert!(own.ends_with("She heard teh call in the spring of 1977"), "{own}");
    }

    async fn a_passage_that_is_gone_says_so_and_can_only_be_corrected_elsewhere(desk: Desk) {
        let case = desk
            .report("heard teh call", Some("heard the call"), "A slip.")
            .await;
        let (_, page) = desk
            .after(case, "<p>First.</p><p>All is new here.</p>")
            .await;
        assert!(page.says("badge placement gone"), "{}", page.html);
        assert!(page.says("There is no such passage in the article any more."));
        assert!(past(&page).contains("Passage gone"), "{}", past(&page));
        assert!(!page.says(">Accept as proposed") && page.says(">Mark corrected"));
    }

    async fn words_that_stand_in_several_places_say_so(desk: Desk) {
        let case = desk
            .report("the gulls cried", Some("the gulls sang"), "A slip.")
            .await;
        let (_, page) = desk
            .after(
                case,
                "<p>Early on the gulls cried.</p><p>Later on the gulls cried.</p>",
            )
            .await;
        assert!(page.says("badge placement ambiguous"), "{}", page.html);
        assert!(page.says("The words stand in several places"));
        assert!(past(&page).contains("Several places"), "{}", past(&page));
    }

    async fn what_was_corrected_elsewhere_can_be_marked_so_at_once(desk: Desk) {
        let case = desk
            .report("heard teh call", Some("heard the call"), "A slip.")
            .await;
        let (browser, page) = desk.after(case, &STORY.replace("teh", "the")).await;
        assert!(page.says("badge placement already"), "{}", page.html);
        assert!(page.says("The article reads as suggested already: it was changed elsewhere."));
        let told = past(&page);
        assert!(
            told.contains("Reads as suggested just now Now")
                && told.ends_with("heard [delete: teh][insert: the] call"),
            "{told}"
        );
        let open = "<details open>\n    <summary>Corrected elsewhere</summary>";
        assert!(page.says(open), "the form is at hand: {}", page.html);
        let done = browser
            .press(&page, "Mark corrected", &[("outcome", "corrected")])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
        let decided = desk.store.case(&desk.site.key, case).await.unwrap();
        assert_eq!(decided.state.as_str(), "corrected");
        // Nobody looks any more how the passage reads.
        let page = browser.open(&format!("/desk/daily/cases/{case}")).await;
        let told = past(&page);
        assert!(told.contains("Reads as suggested") && !told.contains("Now"), "{told}");
    }
}
