//! What the server writes into its log about its visitors.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use crate::app::{ARTICLE, App};

/// A log that is kept for the test to read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn routes_are_logged_and_nothing_that_is_a_readers() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    // While there is one subscriber in all, tracing asks only the thread that meets an event first whether anybody
    // listens, and the threads of other tests have nobody: a second one makes it ask everybody.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let app = App::new().await;
    let said = app.reported().await;
    let receipt = said["receipt"].as_str().unwrap();
    let reader = app.reader().saying("x-forwarded-for", "203.0.113.77");
    reader.get(&format!("/r/{receipt}?lang=uk")).await;
    reader.delete(&format!("/api/v1/reports/{receipt}")).await;
    reader
        .get(&format!("/daily/report?url={ARTICLE}&quote=my+secret"))
        .await;
    reader.get("/nobody/knows/my+secret").await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for logged in [
        "/r/{receipt}",
        "/api/v1/reports/{receipt}",
        "/{site}/report",
        "status=404",
    ] {
        assert!(text.contains(logged), "{logged}: {text}");
    }
    for secret in [receipt, "secret", "203.0.113.77", "lang=uk", ARTICLE] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
