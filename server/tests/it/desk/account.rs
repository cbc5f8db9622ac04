//! The page of one's own account: another password, and the sessions that are open.

use super::*;

const NEW: &str = "a horse of another colour";

/// Fills in the form of the password.
async fn change(browser: &Browser, current: &str, new: &str, again: &str) -> Page {
    let account = browser.open("/desk/account").await;
    let typed = [("current", current), ("new", new), ("again", again)];
    browser.press(&account, "Change the password", &typed).await
}

/// Fills in the form of the sessions.
async fn end(browser: &Browser, session: &str, current: &str) -> Page {
    let account = browser.open("/desk/account").await;
    let typed = [("session", session), ("current", current)];
    browser.press(&account, "End", &typed).await
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.open("/desk/account").await.status == StatusCode::OK
}

on_both! {
async fn a_password_is_changed_and_every_other_session_ends(desk: Desk) {
    let (mine, other) = (desk.editor().await, desk.editor().await);
    let before = mine.cookie("corrigenda-desk").unwrap();
    let queue = mine.open("/desk/daily/cases").await;
    assert!(queue.says("href=\"/desk/account\""));
    let changed = change(&mine, PASSWORD, NEW, NEW).await;
    assert_eq!(changed.location(), "/desk/account", "{}", changed.html);
    let account = mine.open("/desk/account").await;
    assert!(account.says("Your password was changed"), "{}", account.html);
    assert!(account.says("No other session is open."));
    assert_ne!(mine.cookie("corrigenda-desk").unwrap(), before);
    assert!(!is_signed_in(&other).await);
    let old = desk.browser().sign_in(EMAIL, PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.browser().sign_in(EMAIL, NEW).await.location(), "/desk");
}

async fn open_sessions_are_seen_and_ended(desk: Desk) {
    let (mine, second, third) = (desk.editor().await, desk.editor().await, desk.editor().await);
    let account = mine.open("/desk/account").await;
    assert_eq!(account.headers["cache-control"], "no-store");
    assert!(account.says("This one: begun"));
    let named: Vec<&str> = account.html.split("name=\"session\" value=\"").skip(1).collect();
    assert_eq!(named.len(), 3, "all others, and two by themselves: {}", account.html);
    let named = named[1].split('"').next().unwrap();
    let ended = end(&mine, named, PASSWORD).await;
    assert_eq!(ended.location(), "/desk/account");
    assert!(mine.open("/desk/account").await.says("The session ended."));
    assert!(is_signed_in(&second).await != is_signed_in(&third).await, "one of the two");
    end(&mine, "others", PASSWORD).await;
    assert!(!is_signed_in(&second).await && !is_signed_in(&third).await);
    assert!(is_signed_in(&mine).await);
}
}

#[tokio::test]
async fn without_the_password_as_it_is_nothing_changes() {
    let desk = Desk::open().await;
    let (mine, other) = (desk.editor().await, desk.editor().await);
    let wrong = change(&mine, "wrong", NEW, NEW).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.says("That is not your password as it is now."));
    assert!(!wrong.says("value=\"wrong\"") && !wrong.says(NEW));
    let wrong = end(&mine, "others", "wrong").await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(is_signed_in(&other).await);
    // Guessing here is guessing at the door.
    let slowed = loop {
        let page = change(&mine, "wrong", NEW, NEW).await;
        if page.status != StatusCode::FORBIDDEN {
            break page;
        }
    };
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(slowed.headers.contains_key("retry-after"));
    let door = desk.browser().sign_in(EMAIL, PASSWORD).await;
    assert_eq!(door.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_password_that_is_not_taken_is_said_why() {
    let desk = Desk::open().await;
    let mine = desk.editor().await;
    for (new, again, says) in [
        ("short", "short", "has at least 8 characters"),
        ("Baseball", "Baseball", "one of the commonest"),
        (NEW, "a horse of another color", "passwords differ"),
        (
            &"long".repeat(257),
            &"long".repeat(257),
            "has at most 1024 bytes",
        ),
    ] {
        let page = change(&mine, PASSWORD, new, again).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert!(page.says(says), "{new}: {}", page.html);
    }
    assert_eq!(
        desk.browser().sign_in(EMAIL, PASSWORD).await.location(),
        "/desk"
    );
}

#[tokio::test]
async fn nobody_but_its_editor_uses_the_page() {
    let desk = Desk::open().await;
    let stranger = desk.browser().open("/desk/account").await;
    assert_eq!(stranger.location(), "/desk/sign-in?next=%2Fdesk%2Faccount");
    let (mine, other) = (desk.editor().await, desk.editor().await);
    let page = other.open("/desk/account").await;
    let typed = [("current", PASSWORD), ("new", NEW), ("again", NEW)];
    let forged = mine.press(&page, "Change the password", &typed).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(forged.says("This form is out of date"));
    // A session of somebody else's is not ended, whoever knows its name.
    let mara = editor("mara@daily.example.org", &["daily"]);
    desk.store.create_user(&mara).await.unwrap();
    let theirs = desk.browser();
    theirs.sign_in("mara@daily.example.org", PASSWORD).await;
    let sessions = desk.store.sessions_of(mara.id, Timestamp::now()).await;
    let id = sessions.unwrap()[0].0;
    use base64::Engine;
    let id = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(id);
    end(&mine, &id, PASSWORD).await;
    assert!(is_signed_in(&theirs).await);
}
