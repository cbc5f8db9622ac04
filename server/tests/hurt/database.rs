//! PostgreSQL restarted, killed, or set to read only, under load.

use sqlx::Connection;
use testkit::Postgres;

use crate::again_and_again;
use crate::crowd::Crowd;
use crate::place::{Place, Server};
use crate::until;

async fn is_ready_again(server: &Server) {
    until("a server that is ready again", async || {
        (server.readiness().await == Some(200)).then_some(())
    })
    .await;
}

async fn away(end: fn(&mut Postgres) -> anyhow::Result<()>) {
    let mut postgres = Postgres::start().unwrap();
    let place = Place::on_postgres(postgres.create_database().unwrap()).await;
    let server = place.serve().await;
    let mut crowd = Crowd::default();
    again_and_again(1, async |_| {
        crowd.begin(&server.url, 12);
        crowd.acknowledges(30).await;
        // Nobody waits for PostgreSQL's answer meanwhile.
        tokio::task::block_in_place(|| end(&mut postgres).unwrap());
        crowd.is_refused().await;
        assert_eq!(server.readiness().await, Some(503));
        assert_eq!(server.status("/healthz").await, Some(200));
        tokio::task::block_in_place(|| postgres.come_back().unwrap());
        is_ready_again(&server).await;
        crowd.acknowledges(30).await;
        crowd.end().await;
    })
    .await;
    crowd.find_everything(&place, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_restarted_costs_a_moment() {
    away(Postgres::halt).await;
}

/// The tests' server would by itself answer a commit before it is written anywhere, and lose it then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_killed_costs_a_moment() {
    away(Postgres::crash).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_only_reads_takes_nothing_and_says_so() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let place = Place::on_postgres(database).await;
    let server = place.serve().await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 8);
    crowd.acknowledges(10).await;
    set_read_only(&place, "on").await;
    crowd.is_refused().await;
    until("a server that says it cannot write", async || {
        (server.readiness().await == Some(503)).then_some(())
    })
    .await;
    set_read_only(&place, "off").await;
    is_ready_again(&server).await;
    crowd.acknowledges(10).await;
    crowd.end().await;
    crowd.find_everything(&place, &server).await;
}

/// What writes reports has connections of its own: that the others work says nothing of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_reports_get_no_connection_says_so() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let name = database.rsplit('/').next().unwrap();
    let owner = format!("owner_of_{name}");
    let all = [
        format!("create role {owner} login"),
        format!("alter database {name} owner to {owner}"),
        format!("alter schema public owner to {owner}"),
    ];
    order(&database, &all).await;
    let (before, host) = database.split_once('@').unwrap();
    let kind = before.split("//").next().unwrap();
    let place = Place::on_postgres(format!("{kind}//{owner}@{host}")).await;
    let server = place.serve().await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 4);
    crowd.acknowledges(10).await;
    crowd.end().await;
    assert_eq!(server.readiness().await, Some(200));
    let lost = [
        format!("alter role {owner} connection limit 1"),
        format!(
            "select pg_terminate_backend(pid) from pg_stat_activity
            where usename = '{owner}' and query = 'COMMIT'"
        ),
    ];
    order(&database, &lost).await;
    crowd.begin(&server.url, 4);
    crowd.is_refused().await;
    assert_eq!(server.readiness().await, Some(503));
    order(
        &database,
        &[format!("alter role {owner} connection limit -1")],
    )
    .await;
    is_ready_again(&server).await;
    crowd.acknowledges(10).await;
    crowd.end().await;
    crowd.find_everything(&place, &server).await;
}

async fn order(database: &str, statements: &[String]) {
    let mut connection = sqlx::PgConnection::connect(database).await.unwrap();
    for statement in statements {
        let statement = sqlx::query(sqlx::AssertSqlSafe(statement.as_str()));
        statement.execute(&mut connection).await.unwrap();
    }
}

/// As on a standby, or after a failover to one. Connections that are there already notice by being made anew.
async fn set_read_only(place: &Place, to: &str) {
    let name = place.database.rsplit('/').next().unwrap();
    let all = [
        "set default_transaction_read_only = off".to_owned(),
        format!("alter database {name} set default_transaction_read_only = {to}"),
        "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()"
            .to_owned(),
    ];
    order(&place.database, &all).await;
}
