//! How long somebody is signed in.

use sha2::{Digest, Sha256};

use super::*;

const HOUR: i64 = 3_600;

/// Lets time pass for a browser's session: whatever is kept of it is so many seconds older.
async fn pass(desk: &Desk, browser: &Browser, seconds: i64) {
    let cookie = browser.cookie("corrigenda-desk").unwrap();
    let id: [u8; 32] = Sha256::digest(cookie.as_bytes()).into();
    let kept = desk.store.session(&id, Timestamp::UNIX_EPOCH).await;
    let mut kept: Value = serde_json::from_str(&kept.unwrap().unwrap()).unwrap();
    for time in ["/data/who/since", "/data/who/seen", "/expires"] {
        let time = kept.pointer_mut(time).unwrap();
        *time = (time.as_i64().unwrap() - seconds).into();
    }
    let expires = Timestamp::from_second(kept["expires"].as_i64().unwrap()).unwrap();
    let user = desk.store.user_by_email(EMAIL).await.unwrap();
    let kept = kept.to_string();
    let saved = desk.store.save_session(&id, Some(user.id), &kept, expires);
    saved.await.unwrap();
}

/// Whether the browser is shown the desk.
async fn is_signed_in(browser: &Browser) -> bool {
    let page = browser.open("/desk/daily/cases").await;
    match page.status {
        StatusCode::OK => true,
        StatusCode::SEE_OTHER => {
            assert!(page.location().starts_with("/desk/sign-in"));
            false
        }
        other => panic!("{other}: {}", page.html),
    }
}

on_both! {
async fn a_session_ends_after_twelve_hours_without_use(desk: Desk) {
    let browser = desk.editor().await;
    for _ in 0..2 {
        pass(&desk, &browser, 12 * HOUR - 60).await;
        assert!(is_signed_in(&browser).await, "each use counts");
    }
    pass(&desk, &browser, 12 * HOUR + 1).await;
    assert!(!is_signed_in(&browser).await);
}

async fn a_session_ends_after_seven_days_however_much_it_is_used(desk: Desk) {
    let browser = desk.editor().await;
    for _ in 0..15 {
        pass(&desk, &browser, 11 * HOUR).await;
        assert!(is_signed_in(&browser).await);
    }
    pass(&desk, &browser, 3 * HOUR - 60).await;
    assert!(is_signed_in(&browser).await, "a minute before the seventh day ends");
    pass(&desk, &browser, 61).await;
    assert!(!is_signed_in(&browser).await);
    assert_eq!(desk.store.sessions_of(desk.store.user_by_email(EMAIL).await.unwrap().id, Timestamp::now()).await.unwrap(), []);
}

async fn whoever_is_removed_is_out_at_once(desk: Desk) {
    let browser = desk.editor().await;
    assert!(is_signed_in(&browser).await);
    let folder = tempfile::tempdir().unwrap();
    let mut remove = crate::cli::program(folder.path());
    let remove = remove.env("CORRIGENDA_DATABASE", &desk.database).args(["user", "remove", EMAIL]);
    let done = remove.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(!is_signed_in(&browser).await);
    let again = browser.sign_in(EMAIL, PASSWORD).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
}
}

/// What a proxy does that sends one browser to two nodes.
#[tokio::test]
async fn a_session_of_one_node_is_known_to_the_others() {
    let desk = Desk::on_postgres().await;
    let mut browser = desk.editor().await;
    let here = browser.open("/desk/daily/cases").await;
    browser.url = desk.another_node().await;
    assert!(is_signed_in(&browser).await);
    // A form of one node is taken by the other, and what that ends is ended here.
    let session = browser.cookie("corrigenda-desk").unwrap();
    let left = browser.press(&here, "Sign out", &[]).await;
    assert_eq!(left.location(), "/desk/sign-in");
    browser.url.clone_from(&desk.url);
    let name = "__Host-corrigenda-desk".to_owned();
    browser.cookies.lock().unwrap().insert(name, session);
    assert!(!is_signed_in(&browser).await);
}
