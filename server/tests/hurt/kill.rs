//! `kill -9` at any moment under load.

use testkit::Postgres;

use crate::again_and_again;
use crate::crowd::Crowd;
use crate::place::Place;

async fn killed(place: Place) {
    let mut crowd = Crowd::default();
    again_and_again(3, async |round| {
        let server = place.serve().await;
        crowd.begin(&server.url, 12);
        // Some moment: a batch is being taken, written, waited for, answered.
        crowd.acknowledges(20 + u64::from(round * 37 % 101)).await;
        server.kill();
        crowd.end().await;
    })
    .await;
    assert!(crowd.unanswered() > 0, "somebody waited when it was killed");
    let server = place.serve().await;
    crowd.find_everything(&place, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_kill_on_sqlite() {
    killed(Place::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_kill_on_postgresql() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    killed(Place::on_postgres(database).await).await;
}
