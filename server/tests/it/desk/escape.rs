//! Readers and publishers write; the desk shows what they wrote and runs none of it.

use super::*;

const PROBE: &str = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>";

#[tokio::test]
async fn words_of_readers_and_publishers_are_shown_and_never_run() {
    let desk = Desk::open().await;
    desk.publish(
        &format!("Title {PROBE}"),
        "<p>She heard &lt;script&gt;alert(3)&lt;/script&gt; in 1976.</p>",
    )
    .await;
    let case = desk
        .report(
            "<script>alert(3)</script>",
            Some(PROBE),
            &format!("Comment {PROBE}"),
        )
        .await;
    let browser = desk.editor().await;
    let pages = [
        "/desk/daily/cases".to_owned(),
        format!("/desk/daily/cases/{case}"),
        format!(
            "/desk/daily/cases?q={}",
            url::form_urlencoded::byte_serialize(PROBE.as_bytes()).collect::<String>()
        ),
        format!(
            "/desk/daily/cases/{case}?from={}",
            url::form_urlencoded::byte_serialize(PROBE.as_bytes()).collect::<String>()
        ),
    ];
    for path in pages {
        let page = browser.open(&path).await;
        assert!(page.status.is_success(), "{path}");
        assert!(
            !page.says("<img") && !page.says("<script>"),
            "{path}:\n{}",
            page.html
        );
        assert!(!page.says("\"'>"), "{path}: a quote closes an attribute");
    }
    let page = browser.open(&format!("/desk/daily/cases/{case}")).await;
    assert!(
        page.says("Comment &#34;&#39;&#62;&#60;img"),
        "shown as written:\n{}",
        page.html
    );
    assert!(
        page.says("reader@example.org"),
        "the site's editors see whom to ask"
    );
}

#[tokio::test]
async fn what_an_editor_types_comes_back_escaped() {
    let desk = Desk::open().await;
    let case = desk.report("teh call", Some("the call"), "A slip.").await;
    let browser = desk.editor().await;
    let page = browser.open(&format!("/desk/daily/cases/{case}")).await;
    let typed = format!("</textarea>{PROBE}");
    let again = browser
        .press(&page, "Decline", &[("outcome", ""), ("reason", &typed)])
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("Choose why the case is declined."));
    assert!(
        !again.says("<img") && again.says("&#60;/textarea&#62;"),
        "{}",
        again.html
    );
}
