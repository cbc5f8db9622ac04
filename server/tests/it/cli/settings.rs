//! Mistakes in the settings are told with file, line and key, or with the variable.

use std::path::Path;

use super::{program, run};

#[test]
fn a_wrong_key_is_told_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("corrigenda.toml"),
        "listen = \"127.0.0.1:0\"\n\n[limits]\nreports_per_hour = 3\n",
    )
    .unwrap();
    let said = run(folder.path(), &["serve"]);
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    let expected =
        "corrigenda: corrigenda.toml:4: unknown key `limits.reports_per_hour`; known are ";
    assert!(said.err.starts_with(expected), "{}", said.err);
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["--config", "other.toml", "site", "list"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err.starts_with("corrigenda: other.toml: "),
        "{}",
        said.err
    );
}

#[test]
fn a_wrong_variable_is_told_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    let command = command
        .args(["site", "list"])
        .env("CORRIGENDA_LISTEN", "everywhere");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with("corrigenda: CORRIGENDA_LISTEN: "), "{err}");
}

#[test]
fn the_database_of_the_settings_is_used() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("c.toml"),
        "database = \"sqlite:other.db\"",
    )
    .unwrap();
    let said = run(folder.path(), &["migrate", "--config", "c.toml"]);
    assert_eq!((said.status, said.out.as_str()), (0, ""));
    assert!(folder.path().join("other.db").is_file());
    assert!(!folder.path().join("corrigenda.db").exists());
}

#[test]
fn what_does_not_begin_an_installation_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let commands: [&[&str]; 9] = [
        &["site", "list"],
        &["site", "set", "daily", "--name", "The Daily"],
        &["user", "list"],
        &[
            "user",
            "add",
            "a@example.org",
            "--site",
            "daily",
            "--role",
            "editor",
        ],
        &["token", "list", "daily"],
        &["backup", "--to", "b.gz"],
        &["export"],
        &["erase", "--email", "a@example.org"],
        &["doctor"],
    ];
    for command in commands {
        let said = run(folder.path(), command);
        assert_eq!(said.status, 1, "{command:?}");
        let told = [
            "there is no database at `corrigenda.db`",
            "corrigenda.db is not there",
        ];
        let all = said.err + &said.out;
        assert!(
            told.iter().any(|words| all.contains(words)),
            "{command:?}: {all}"
        );
        let left: Vec<_> = folder.path().read_dir().unwrap().collect();
        assert!(left.is_empty(), "{command:?} left {left:?}");
    }
}

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [
        &["unknown"][..],
        &[],
        &["site", "add", "daily"],
        &[
            "site",
            "add",
            "api",
            "--name",
            "A",
            "--origin",
            "https://a.example",
        ],
        &[
            "user",
            "add",
            "a@example.org",
            "--role",
            "king",
            "--site",
            "daily",
        ],
        &["token", "revoke", "daily", "not-an-id"],
        &["demo", "--port", "99999"],
    ] {
        let said = run(folder.path(), wrong);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{wrong:?}");
        assert!(!said.err.is_empty(), "{wrong:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn every_command_explains_itself() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "demo", "serve", "site", "user", "token", "migrate", "backup", "restore", "export",
        "import", "doctor", "erase", "anchor",
    ] {
        let said = run(folder.path(), &[command, "--help"]);
        assert_eq!(said.status, 0, "{command}");
        assert!(
            said.out.contains("Usage: corrigenda"),
            "{command}: {}",
            said.out
        );
    }
}

/// A database whose schema a later version has changed; programs that know its schema from this number on may work.
async fn changed_later(folder: &Path, works_from: i64) {
    use sqlx::Connection;
    assert_eq!(run(folder, &["migrate"]).status, 0);
    let database = format!("sqlite:{}", folder.join("corrigenda.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&database).await.unwrap();
    let newer =
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'later', true, x'00', 1)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    let promise = "update compatibility set schema_number = $1 where name = 'works_from'";
    let promise = sqlx::query(promise).bind(works_from);
    promise.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    changed_later(folder.path(), 9999).await;
    let said = run(folder.path(), &["serve"]);
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(
        said.err
            .contains("a newer version of Corrigenda, its schema is number 9999"),
        "{}",
        said.err
    );
}

#[tokio::test]
async fn a_newer_schema_that_only_grew_lets_this_version_start_again() {
    let folder = tempfile::tempdir().unwrap();
    changed_later(folder.path(), 1).await;
    let said = run(folder.path(), &["site", "list", "--json"]);
    assert_eq!(
        (said.status, said.out.as_str()),
        (0, "[]\n"),
        "{}",
        said.err
    );
}
