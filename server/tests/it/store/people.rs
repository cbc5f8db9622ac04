//! Sites, users, tokens, sessions, and the server's secret.

use corrigenda::domain::site::{Connector, SiteKey};
use corrigenda::domain::user::{Role, Token, TokenId, User, UserId};
use corrigenda::store::{Error, Store};

use super::{Kept, at, promises, site};

promises! {
    the_schema_can_be_brought_up_to_date_twice_and_by_two
    a_site_is_made_once_changed_and_removed_with_all_it_has
    an_address_has_one_account_in_any_case
    failed_sign_ins_wait_longer_and_longer
    of_many_attempts_at_once_no_more_pass_than_one_by_one
    a_session_ends_when_it_expires
    a_users_sessions_end_one_by_one_all_but_one_or_all
    a_token_is_known_by_its_hash_until_it_is_revoked
    the_secret_is_made_once_whoever_asks
}

async fn the_schema_can_be_brought_up_to_date_twice_and_by_two(kept: Kept) {
    let (a, b) = tokio::join!(kept.store.migrate(), kept.store.migrate());
    a.unwrap();
    b.unwrap();
    kept.store.is_ready().await.unwrap();
    let second = Store::open(&kept.url).await.unwrap();
    assert_eq!(
        second.sites().await.unwrap(),
        std::slice::from_ref(&kept.site)
    );
}

async fn a_site_is_made_once_changed_and_removed_with_all_it_has(kept: Kept) {
    let kept = kept.with_story().await;
    kept.send(kept.suggests("teh", "the")).await;
    let twice = kept.store.create_site(&kept.site).await;
    assert!(
        matches!(twice, Err(Error::Conflict("sites_key"))),
        "{twice:?}"
    );
    let mut changed = kept.site.clone();
    changed.name = "The Nightly".to_owned();
    changed.connector = Connector::None;
    kept.store.update_site(&changed, at(0)).await.unwrap();
    assert_eq!(kept.store.site(kept.key()).await.unwrap(), changed);
    kept.store.remove_site(kept.key()).await.unwrap();
    let gone = kept.store.site(kept.key()).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    assert_eq!(kept.store.jobs_left().await.unwrap(), 0);
    let unknown = kept.store.update_site(&site("nowhere"), at(0)).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
}

fn user(email: &str, sites: &[&SiteKey]) -> User {
    User {
        id: UserId::new(at(0)),
        email: email.to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role: Role::Editor,
        sites: sites.iter().map(|site| (*site).clone()).collect(),
        created: at(0),
    }
}

async fn an_address_has_one_account_in_any_case(kept: Kept) {
    let other = site("weekly");
    kept.store.create_site(&other).await.unwrap();
    let mara = user("mara@example.org", &[kept.key(), &other.key]);
    kept.store.create_user(&mara).await.unwrap();
    let twice = kept.store.create_user(&user("mara@example.org", &[])).await;
    assert!(
        matches!(twice, Err(Error::Conflict("users_email"))),
        "{twice:?}"
    );
    assert_eq!(
        kept.store
            .user_by_email(" Mara@Example.org ")
            .await
            .unwrap(),
        mara
    );
    let without = user("ari@example.org", &[]);
    kept.store.create_user(&without).await.unwrap();
    assert_eq!(kept.store.users().await.unwrap(), [without, mara.clone()]);
    kept.store.set_password(mara.id, "$new").await.unwrap();
    assert_eq!(
        kept.store.user(mara.id).await.unwrap().password_hash,
        "$new"
    );
    kept.store.remove_site(&other.key).await.unwrap();
    assert_eq!(
        kept.store.user(mara.id).await.unwrap().sites,
        [kept.key().clone()]
    );
    kept.store.remove_user(mara.id).await.unwrap();
    let gone = kept.store.user(mara.id).await;
    assert!(matches!(gone, Err(Error::NotFound)));
}

async fn failed_sign_ins_wait_longer_and_longer(kept: Kept) {
    let tried = async |key, seconds| {
        let tried = kept.store.sign_in_attempted(key, at(seconds)).await;
        tried.unwrap()
    };
    for _ in 0..4 {
        assert_eq!(tried("mara", 0).await, None);
    }
    for (until, next) in [(1, 3), (3, 7), (7, 15)] {
        assert_eq!(tried("mara", until - 1).await, Some(at(until)));
        assert_eq!(tried("mara", until).await, None);
        assert_eq!(tried("mara", until).await, Some(at(next)));
    }
    assert_eq!(tried("ari", 0).await, None);
    assert_eq!(tried("mara", 3 * 86_400).await, None);
    assert_eq!(tried("mara", 3 * 86_400).await, None, "a day forgets");
    kept.store.sign_in_succeeded("mara").await.unwrap();
}

async fn of_many_attempts_at_once_no_more_pass_than_one_by_one(kept: Kept) {
    let attempts = (0..24).map(|_| {
        let store = kept.store.clone();
        tokio::spawn(async move { store.sign_in_attempted("mara", at(0)).await })
    });
    let attempts: Vec<_> = attempts.collect();
    let mut passed = 0;
    for attempt in attempts {
        passed += usize::from(attempt.await.unwrap().unwrap().is_none());
    }
    assert_eq!(passed, 4);
}

async fn a_session_ends_when_it_expires(kept: Kept) {
    let (id, store) = ([7; 32], &kept.store);
    store
        .begin_session(&id, None, "{\"user\":1}", at(10))
        .await
        .unwrap();
    store
        .save_session(&id, None, "{\"user\":2}", at(20))
        .await
        .unwrap();
    let data = store.session(&id, at(19)).await.unwrap();
    assert_eq!(data.as_deref(), Some("{\"user\":2}"));
    assert_eq!(store.session(&id, at(20)).await.unwrap(), None);
    store.delete_expired_sessions(at(20)).await.unwrap();
    assert_eq!(store.session(&id, at(0)).await.unwrap(), None);
    store.begin_session(&id, None, "{}", at(20)).await.unwrap();
    store.delete_session(&id).await.unwrap();
    assert_eq!(store.session(&id, at(0)).await.unwrap(), None);
    // A request that was under way when it ended.
    store.save_session(&id, None, "{}", at(20)).await.unwrap();
    assert_eq!(store.session(&id, at(0)).await.unwrap(), None);
}

async fn a_users_sessions_end_one_by_one_all_but_one_or_all(kept: Kept) {
    let store = &kept.store;
    let (mara, ari) = (user("mara@example.org", &[]), user("ari@example.org", &[]));
    store.create_user(&mara).await.unwrap();
    store.create_user(&ari).await.unwrap();
    let save = async |id: u8, of: &User, expires| {
        let data = format!("{{\"id\":{id}}}");
        let id = [id; 32];
        let saved = store.begin_session(&id, Some(of.id), &data, at(expires));
        saved.await.unwrap();
    };
    let of = async |user: &User| {
        let sessions = store.sessions_of(user.id, at(5)).await.unwrap();
        let ids = sessions.into_iter().map(|(id, data)| {
            assert_eq!(data, format!("{{\"id\":{}}}", id[0]));
            id[0]
        });
        ids.collect::<Vec<u8>>()
    };
    for (id, expires) in [(1, 5), (2, 10), (3, 30), (4, 20)] {
        save(id, &mara, expires).await;
    }
    save(5, &ari, 10).await;
    assert_eq!(of(&mara).await, [3, 4, 2], "not what has expired");
    store.end_session(ari.id, &[2; 32]).await.unwrap();
    assert_eq!(of(&mara).await, [3, 4, 2], "not somebody else's");
    store.end_session(mara.id, &[2; 32]).await.unwrap();
    assert_eq!(of(&mara).await, [3, 4]);
    store.end_other_sessions(mara.id, &[4; 32]).await.unwrap();
    assert_eq!(of(&mara).await, [4]);
    store.set_password(mara.id, "$new").await.unwrap();
    assert_eq!(of(&mara).await, [] as [u8; 0]);
    save(6, &mara, 10).await;
    store.remove_user(mara.id).await.unwrap();
    assert_eq!(of(&mara).await, [] as [u8; 0]);
    assert_eq!(of(&ari).await, [5]);
}

async fn a_token_is_known_by_its_hash_until_it_is_revoked(kept: Kept) {
    let token = Token {
        id: TokenId::new(at(0)),
        site: kept.key().clone(),
        name: "cms".to_owned(),
        role: Role::Publisher,
        created: at(0),
    };
    kept.store.create_token(&token, &[1; 32]).await.unwrap();
    let twice = Token {
        id: TokenId::new(at(1)),
        ..token.clone()
    };
    let twice = kept.store.create_token(&twice, &[2; 32]).await;
    assert!(
        matches!(twice, Err(Error::Conflict("tokens_name"))),
        "{twice:?}"
    );
    assert_eq!(kept.store.token_by_hash(&[1; 32]).await.unwrap(), token);
    assert_eq!(
        kept.store.tokens(kept.key()).await.unwrap(),
        std::slice::from_ref(&token)
    );
    kept.store.revoke_token(kept.key(), token.id).await.unwrap();
    let gone = kept.store.token_by_hash(&[1; 32]).await;
    assert!(matches!(gone, Err(Error::NotFound)));
}

async fn the_secret_is_made_once_whoever_asks(kept: Kept) {
    let other = Store::open(&kept.url).await.unwrap();
    let (a, b) = tokio::join!(kept.store.server_secret(), other.server_secret());
    let secret = a.unwrap();
    assert_eq!(secret, b.unwrap());
    assert_eq!(secret, other.server_secret().await.unwrap());
    assert_ne!(secret, [0; 32]);
}
