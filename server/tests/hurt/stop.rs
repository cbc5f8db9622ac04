//! Being asked to stop: what was taken is finished, what comes then is refused, and the end comes soon.

use crate::crowd::Crowd;
use crate::place::Place;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_asked_to_stop_finishes_what_it_took() {
    let place = Place::on_sqlite().await;
    let mut server = place.serve().await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 12);
    crowd.acknowledges(50).await;
    server.process.signal("TERM").unwrap();
    server.process.ended().unwrap();
    crowd.end().await;
    // Who came too late found nobody; nobody who was let in was cut off: that would be an error in the log.
    assert_eq!(server.status("/healthz").await, None);
    let log = std::fs::read_to_string(&server.log).unwrap();
    assert!(!log.contains("some clients did not end"), "{log}");
    assert!(!log.contains("ERROR"), "{log}");
    let server = place.serve().await;
    crowd.find_everything(&place, &server).await;
}
