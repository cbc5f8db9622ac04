//! Nobody but a page of the desk sends the desk's forms.

use super::*;

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    let queue = browser.open("/desk/daily/cases").await;
    for token in ["", "nonsense"] {
        let page = browser.press(&queue, "Sign out", &[("csrf", token)]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.says("This form is out of date"));
    }
    let bare = browser.post("/desk/sign-out", &[]).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN);
    assert!(
        browser.open("/desk/daily/cases").await.status.is_success(),
        "still signed in"
    );
}

#[tokio::test]
async fn a_token_of_another_session_is_refused() {
    let desk = Desk::open().await;
    let (mine, other) = (desk.editor().await, desk.editor().await);
    let page = other.open("/desk/daily/cases").await;
    let refused = mine.press(&page, "Sign out", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_token() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    let queue = browser.open("/desk/daily/cases").await;
    let form = queue.form("Sign out");
    let foreign = [
        headers(&[("sec-fetch-site", "cross-site")]),
        headers(&[("sec-fetch-site", "same-site")]),
        headers(&[("origin", "https://evil.example")]),
        headers(&[("origin", "null")]),
    ];
    for headers in foreign {
        let page = browser
            .post_with(&form.action, &form.hidden, &headers)
            .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(page.says("This form was sent by another site"));
    }
    let ours = headers(&[("sec-fetch-site", "same-origin")]);
    let page = browser.post_with(&form.action, &form.hidden, &ours).await;
    assert_eq!(page.location(), "/desk/sign-in");
}

#[tokio::test]
async fn the_sign_in_form_is_guarded_too() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let door = browser.open("/desk/sign-in").await;
    let typed = [("email", EMAIL), ("password", PASSWORD)];
    let stale = browser
        .press(
            &door,
            "Sign in",
            &[("csrf", "nonsense"), typed[0], typed[1]],
        )
        .await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    let form = door.form("Sign in");
    let foreign = headers(&[("origin", "https://evil.example")]);
    let page = browser
        .post_with(&form.action, &form.filled(&typed), &foreign)
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    // The token belongs to the browser that opened the form.
    let other = desk.browser();
    assert_eq!(
        other.press(&door, "Sign in", &typed).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        browser.press(&door, "Sign in", &typed).await.location(),
        "/desk"
    );
}
