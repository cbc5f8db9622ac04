//! Who gets in, and who does not.

use super::*;

#[tokio::test]
async fn no_page_is_shown_without_a_session() {
    let desk = Desk::open().await;
    let stranger = desk.browser();
    let case = CaseId::new(Timestamp::now());
    for path in [
        "/desk",
        "/desk/daily",
        "/desk/daily/cases?state=held",
        &format!("/desk/daily/cases/{case}"),
        "/desk/daily/corrections",
    ] {
        let page = stranger.open(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(
            page.location().starts_with("/desk/sign-in?next=%2Fdesk"),
            "{path}: {}",
            page.location()
        );
    }
    let wanted = stranger.open("/desk/daily/cases?state=held").await;
    let door = stranger.open(wanted.location()).await;
    let entered = stranger
        .press(
            &door,
            "Sign in",
            &[("email", EMAIL), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(entered.location(), "/desk/daily/cases?state=held");
}

#[tokio::test]
async fn an_editor_signs_in_and_out() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    // Nobody minds capitals or blanks in an address.
    let entered = browser.sign_in(" Ed@Daily.Example.org ", PASSWORD).await;
    assert_eq!(
        (entered.status, entered.location()),
        (StatusCode::SEE_OTHER, "/desk")
    );
    let cookie = entered
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .find(|value| value.to_str().unwrap().contains("corrigenda-desk="));
    let cookie = cookie.unwrap().to_str().unwrap();
    for part in [
        "__Host-corrigenda-desk=",
        "HttpOnly",
        "Secure",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=43200",
    ] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let front = browser.open("/desk").await;
    assert_eq!(
        front.location(),
        "/desk/daily/cases",
        "one site needs no choice"
    );
    let queue = browser.open("/desk/daily/cases").await;
    assert!(queue.status.is_success() && queue.says(EMAIL));
    assert_eq!(queue.headers["cache-control"], "no-store");
    assert_eq!(queue.headers["referrer-policy"], "same-origin");
    let policy = queue.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );

    let session = browser.cookie("corrigenda-desk").unwrap();
    let left = browser.press(&queue, "Sign out", &[]).await;
    assert_eq!(left.location(), "/desk/sign-in");
    assert_eq!(browser.cookie("corrigenda-desk"), None);
    browser
        .cookies
        .lock()
        .unwrap()
        .insert("__Host-corrigenda-desk".to_owned(), session);
    let after = browser.open("/desk/daily/cases").await;
    assert_eq!(
        after.status,
        StatusCode::SEE_OTHER,
        "the old id opens nothing any more"
    );
}

#[tokio::test]
async fn signing_in_makes_a_new_session() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    let first = browser.cookie("corrigenda-desk").unwrap();
    // A form that was open in another tab.
    let door = desk.browser();
    let page = door.open("/desk/sign-in").await;
    let visitor = door.cookie("corrigenda-visitor").unwrap();
    browser
        .cookies
        .lock()
        .unwrap()
        .insert("__Host-corrigenda-visitor".to_owned(), visitor);
    browser
        .press(
            &page,
            "Sign in",
            &[("email", EMAIL), ("password", PASSWORD)],
        )
        .await;
    assert_ne!(browser.cookie("corrigenda-desk").unwrap(), first);
    browser
        .cookies
        .lock()
        .unwrap()
        .insert("__Host-corrigenda-desk".to_owned(), first);
    assert_eq!(
        browser.open("/desk").await.location(),
        "/desk/sign-in?next=%2Fdesk"
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let desk = Desk::open().await;
    for email in [EMAIL, "nobody@daily.example.org"] {
        let page = desk.browser().sign_in(email, "wrong").await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(page.says("The address or the password is wrong."));
        assert!(page.says(&format!("value=\"{email}\"")) && !page.says("value=\"wrong\""));
    }
}

#[tokio::test]
async fn failures_make_the_next_attempt_wait() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let mut wrong = 0;
    let slowed = loop {
        let page = browser.sign_in(EMAIL, "wrong").await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            break page;
        }
        wrong += 1;
        assert!(wrong < 20, "nothing slows this down");
    };
    assert!((3..=5).contains(&wrong), "{wrong} attempts were free");
    assert!(slowed.says("Too many attempts with this address."));
    assert!(
        slowed.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
            >= 1
    );
    // Another address is not concerned.
    let other = browser.sign_in("other@daily.example.org", "wrong").await;
    assert_eq!(other.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    let user = desk.store.user_by_email(EMAIL).await.unwrap();
    let hash = password_auth::generate_hash("another");
    desk.store.set_password(user.id, &hash).await.unwrap();
    assert_eq!(
        browser.open("/desk/daily/cases").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn another_site_and_another_role_stay_outside() {
    let desk = Desk::open().await;
    let browser = desk.editor().await;
    assert_eq!(
        browser.open("/desk/weekly/cases").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.open("/desk/nowhere/cases").await.status,
        StatusCode::NOT_FOUND
    );

    let publisher = User {
        role: Role::Publisher,
        ..editor("push@daily.example.org", &["daily"])
    };
    desk.store.create_user(&publisher).await.unwrap();
    let page = desk
        .browser()
        .sign_in("push@daily.example.org", PASSWORD)
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.says("has no access to the desk"));
}

#[tokio::test]
async fn several_sites_are_a_choice() {
    let desk = Desk::open().await;
    desk.store
        .create_user(&editor("both@example.org", &["daily", "weekly"]))
        .await
        .unwrap();
    let browser = desk.browser();
    browser.sign_in("both@example.org", PASSWORD).await;
    let front = browser.open("/desk").await;
    assert!(front.says("href=\"/desk/daily/cases\"") && front.says("href=\"/desk/weekly/cases\""));
}
