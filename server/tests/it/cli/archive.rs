//! Backups and exports: out of one database and into another, exactly; and what a wrong file or a full database does.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use corrigenda::domain::case::Outcome;
use corrigenda::domain::correction::{CorrectionKind, NewNotice};
use corrigenda::domain::decision::{Action, Wording};
use corrigenda::domain::report::Idempotency;
use corrigenda::domain::user::{Role, Token, TokenId, User, UserId};
use corrigenda::store::{NOT_COPIED, Store};
use serde_json::Value;
use sqlx::Connection;
use testkit::Postgres;

use super::{Said, program};
use crate::store::{Kept, STORY, at, site};

/// What a copy takes along. A new table has to be named here, or in the store's list of what stays behind.
const COPIED: &[&str] = &[
    "acceptances",
    "articles",
    "blocks",
    "cases",
    "corrections",
    "decisions",
    "idempotency",
    "jobs",
    "journal",
    "journal_heads",
    "marks",
    "proposals",
    "readings",
    "reports",
    "revisions",
    "server_values",
    "sites",
    "tokens",
    "user_sites",
    "users",
];

fn on(database: &str, folder: &Path, arguments: &[&str]) -> Said {
    let mut command = program(folder);
    let command = command.args(arguments).env("CORRIGENDA_DATABASE", database);
    command.output().unwrap().into()
}

#[track_caller]
fn done(database: &str, folder: &Path, arguments: &[&str]) -> String {
    let said = on(database, folder, arguments);
    assert_eq!(said.status, 0, "{arguments:?}: {}", said.err);
    said.out
}

fn new_sqlite(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

fn new_postgres() -> String {
    Postgres::shared().unwrap().create_database().unwrap()
}

/// What [`filled`] leaves empty.
const EMPTY: &[&str] = &["blocks"];

/// Two sites with something in every table that is copied, but those.
async fn filled(kept: Kept) -> Kept {
    let kept = kept.with_story().await;
    kept.store.server_secret().await.unwrap();
    kept.store.create_site(&site("weekly")).await.unwrap();
    let user = User {
        id: UserId::new(at(0)),
        email: "mara@example.org".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role: Role::Editor,
        sites: vec![kept.key().clone()],
        created: at(0),
    };
    kept.store.create_user(&user).await.unwrap();
    let token = Token {
        id: TokenId::new(at(0)),
        site: kept.key().clone(),
        name: "cms".to_owned(),
        role: Role::Publisher,
        created: at(0),
    };
    kept.store.create_token(&token, &[9; 32]).await.unwrap();
    kept.store
        .begin_session(&[1; 32], None, "{}", at(900))
        .await
        .unwrap();
    let mut first = kept.suggests("teh", "the");
    first.0.email = Some("reader@example.org".to_owned());
    first.0.comment = Some("\"quoted\" \u{1f4dc} and\nbroken".to_owned());
    first.0.extensions = Some("{\"a\": [1, \"\\u00e9\"]}".to_owned());
    first.0.idempotency = Some(Idempotency {
        key: "Ключ-1".to_owned(),
        digest: [3; 32],
    });
    let accepted = kept.send(first).await.case.unwrap();
    let accept = Action::Accept {
        wording: Wording::Only,
        notice: None,
    };
    kept.decide(&kept.case(accepted.id).await, accept).await;
    let corrected = kept.send(kept.suggests("1987", "1989")).await.case.unwrap();
    let notice = NewNotice {
        kind: CorrectionKind::Correction,
        text: "The year was wrong".to_owned(),
    };
    let correct = Action::MarkCorrected {
        outcome: Some(Outcome::Updated),
        notice: Some(Some(notice)),
    };
    kept.decide(&kept.case(corrected.id).await, correct).await;
    // A question about the whole of an article that is not known yet.
    let mut question = kept.report("elsewhere");
    question.comment = Some("Is that so?".to_owned());
    let pending = corrigenda::domain::placement::Finding::pending(None, None);
    kept.send((question, pending)).await;
    let withdrawn = kept.send(kept.suggests("town", "city")).await.report;
    kept.store
        .withdraw_report(kept.key(), withdrawn, at(7))
        .await
        .unwrap();
    // A passage that reads otherwise in the next revision.
    kept.send(kept.suggests("town", "village")).await;
    kept.publish(&STORY.replace("the town", "the little village"))
        .await;
    corrigenda::work::settle(&kept.store).await.unwrap();
    marked(&kept).await;
    kept
}

/// What an editor did elsewhere, which was not seen yet.
async fn marked(kept: &Kept) {
    let case = kept.send(kept.suggests("Robin", "Robert")).await;
    let case = kept.case(case.case.unwrap().id).await;
    let mark = Action::MarkCorrected {
        outcome: None,
        notice: None,
    };
    let case = kept.decide(&case, mark).await;
    assert!(kept.store.is_marked(kept.key(), case.id).await.unwrap());
}

fn tables(archive: &str) -> Vec<String> {
    let of = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["type"].as_str().map(str::to_owned)
    };
    let mut tables: Vec<String> = archive.lines().filter_map(of).collect();
    tables.sort();
    tables.dedup();
    tables
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_is_copied_or_is_named_with_a_reason() {
    let kept = filled(Kept::in_sqlite().await).await;
    let tables_there = kept.store.tables().await.unwrap();
    let stays = |name: &&str| NOT_COPIED.iter().any(|(stays, _)| stays == name);
    let mut expected: Vec<&str> = COPIED.to_vec();
    expected.extend(NOT_COPIED.iter().map(|(name, _)| *name));
    expected.sort_unstable();
    let mut there: Vec<&str> = tables_there.iter().map(String::as_str).collect();
    there.sort_unstable();
    assert_eq!(there, expected);
    let others = Kept::in_postgres().await.store.tables().await.unwrap();
    assert_eq!(
        tables_there, others,
        "both databases have the same, in the same order"
    );
    assert!(!COPIED.iter().any(stays));
    // What is filled above is written, sessions are not.
    let folder = tempfile::tempdir().unwrap();
    let archive = done(&kept.url, folder.path(), &["export"]);
    let rest: Vec<String> = COPIED
        .iter()
        .filter(|name| **name != "reports" && !EMPTY.contains(*name))
        .map(|name| (*name).to_owned())
        .collect();
    let written = tables(&archive);
    let written: Vec<String> = written
        .into_iter()
        .filter(|name| name != "Annotation")
        .collect();
    assert_eq!(written, rest);
    assert!(archive.contains("\"type\":\"Annotation\""));
}

/// Out of one, into the other kind, and back: the same bytes each time.
async fn travels(kept: Kept, there: &str, back: &str) {
    let kept = filled(kept).await;
    let folder = tempfile::tempdir().unwrap();
    let archive = done(&kept.url, folder.path(), &["export"]);
    let file = folder.path().join("export.jsonl");
    std::fs::write(&file, &archive).unwrap();
    let file = file.to_str().unwrap();
    done(there, folder.path(), &["import", file]);
    assert_eq!(done(there, folder.path(), &["export"]), archive);
    let again = folder.path().join("again.jsonl");
    let again = again.to_str().unwrap();
    done(there, folder.path(), &["export", "--to", again]);
    assert_eq!(mode(Path::new(again)), 0o600);
    done(back, folder.path(), &["import", again]);
    assert_eq!(done(back, folder.path(), &["export"]), archive);
}

fn mode(file: &Path) -> u32 {
    file.metadata().unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_goes_from_sqlite_to_postgresql_and_back_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let back = new_sqlite(folder.path(), "back.db");
    travels(Kept::in_sqlite().await, &new_postgres(), &back).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_goes_from_postgresql_to_sqlite_and_back_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let there = new_sqlite(folder.path(), "there.db");
    travels(Kept::in_postgres().await, &there, &new_postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_moves_alone_with_its_editors() {
    let kept = filled(Kept::in_postgres().await).await;
    let folder = tempfile::tempdir().unwrap();
    let there = new_sqlite(folder.path(), "there.db");
    let archive = done(&kept.url, folder.path(), &["export", "--site", "daily"]);
    assert!(archive.contains("mara@example.org") && !archive.contains("weekly"));
    let said = import(&there, folder.path(), &archive);
    assert_eq!(
        (said.status, said.err.contains("receipts")),
        (0, false),
        "{}",
        said.err
    );
    assert_eq!(
        done(&there, folder.path(), &["export", "--site", "daily"]),
        archive
    );
    // Onto a server that has given out receipts of its own.
    let other = Kept::in_sqlite().await;
    other.store.remove_site(other.key()).await.unwrap();
    other.store.create_site(&site("nightly")).await.unwrap();
    let own = other.store.server_secret().await.unwrap();
    let said = import(&other.url, folder.path(), &archive);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err
            .contains("receipts that the other server gave out are not known here"),
        "{}",
        said.err
    );
    assert_eq!(other.store.server_secret().await.unwrap(), own);
    // And a second time it is refused as a whole.
    let before = done(&other.url, folder.path(), &["export"]);
    let said = import(&other.url, folder.path(), &archive);
    assert_eq!(said.status, 1);
    assert!(
        said.err.contains("there is a site daily already"),
        "{}",
        said.err
    );
    assert_eq!(done(&other.url, folder.path(), &["export"]), before);
    assert_eq!(
        on(&other.url, folder.path(), &["export", "--site", "none"]).status,
        1
    );
}

fn import(database: &str, folder: &Path, archive: &str) -> Said {
    let file = folder.join("archive.jsonl");
    std::fs::write(&file, archive).unwrap();
    on(database, folder, &["import", file.to_str().unwrap()])
}

/// While reports come in, a copy holds one moment: what it counts agrees with what it has.
async fn is_whole(kept: Kept, new: &str) {
    let kept = filled(kept).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.jsonl.gz");
    let (store, site) = (kept.store.clone(), kept.site.clone());
    let reports: Vec<_> = (0..400).map(|_| kept.suggests("Robin", "Robert")).collect();
    let busy = tokio::spawn(async move {
        for (n, (mut report, finding)) in reports.into_iter().enumerate() {
            report.id = corrigenda::domain::report::ReportId::new(at(n as i64));
            store.accept_report(&site, report, finding).await.unwrap();
        }
    });
    let (url, path) = (kept.url.clone(), folder.path().to_owned());
    let to = file.to_str().unwrap().to_owned();
    let backup = move || done(&url, &path, &["backup", "--to", &to]);
    let said = tokio::task::spawn_blocking(backup).await.unwrap();
    busy.await.unwrap();
    assert_eq!(said.trim(), file.to_str().unwrap());
    assert_eq!(mode(&file), 0o600);
    let file = file.to_str().unwrap();
    done(new, folder.path(), &["restore", file]);
    let store = Store::open(new).await.unwrap();
    assert_eq!(store.miscounts().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    assert_eq!(
        store.server_secret().await.unwrap(),
        kept.store.server_secret().await.unwrap()
    );
    let said = on(new, folder.path(), &["restore", file]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains("the database is not empty, and nothing is overwritten"),
        "{}",
        said.err
    );
    let said = on(&kept.url, folder.path(), &["backup", "--to", file]);
    assert_eq!(said.status, 1);
    assert!(
        said.err.contains("there is such a file already"),
        "{}",
        said.err
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_sqlite_is_whole() {
    is_whole(Kept::in_sqlite().await, &new_postgres()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_postgresql_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    is_whole(
        Kept::in_postgres().await,
        &new_sqlite(folder.path(), "new.db"),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_touches_nothing() {
    let kept = filled(Kept::in_sqlite().await).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.gz");
    done(
        &kept.url,
        folder.path(),
        &["backup", "--to", file.to_str().unwrap()],
    );
    let whole = std::fs::read(&file).unwrap();
    for damaged in [
        &whole[..whole.len() / 2],
        &whole[..whole.len() - 1],
        b"",
        b"{}\n",
        &whole[1..],
    ] {
        std::fs::write(&file, damaged).unwrap();
        let new = new_sqlite(folder.path(), "new.db");
        let said = on(&new, folder.path(), &["restore", file.to_str().unwrap()]);
        assert_eq!(said.status, 1, "{}", said.out);
        assert!(said.err.contains("b.gz: "), "{}", said.err);
        assert!(!folder.path().join("new.db").exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_an_older_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let old = new_sqlite(folder.path(), "old.db");
    let store = Store::open(&old).await.unwrap();
    store.migrate_to(1).await.unwrap();
    let mut connection = sqlx::SqliteConnection::connect(&old).await.unwrap();
    let site =
        "insert into sites (site_id, name, origins, language, text_root, text_ignore, connector)
        values ('daily', 'The Daily', '[]', 'en', 'body', '', '{\"kind\":\"none\"}')";
    sqlx::query(site).execute(&mut connection).await.unwrap();
    let file = folder.path().join("b.gz");
    let file = file.to_str().unwrap();
    done(&old, folder.path(), &["backup", "--to", file]);
    assert_eq!(
        store.schema_numbers().await.unwrap().database,
        Some(1),
        "it was left as it is"
    );
    for new in [new_sqlite(folder.path(), "new.db"), new_postgres()] {
        done(&new, folder.path(), &["restore", file]);
        assert!(done(&new, folder.path(), &["site", "list"]).contains("The Daily"));
        let numbers = Store::open(&new)
            .await
            .unwrap()
            .schema_numbers()
            .await
            .unwrap();
        assert_eq!(numbers.database, Some(numbers.program));
    }
}
