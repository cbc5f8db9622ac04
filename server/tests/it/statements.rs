//! Writing down every statement that the tests' stores run, for `cargo xtask freeze`: a version's statements, which
//! later schemas must still understand (`tests/frozen`).

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::{Mutex, Once};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Begins to write down statements when it is asked for by the environment, once in a process.
pub(crate) fn record() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let Ok(path) = std::env::var("CORRIGENDA_STATEMENTS") else {
            return;
        };
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .unwrap();
        let recorder = Recorder(Mutex::new(file));
        let subscriber = tracing_subscriber::registry().with(recorder);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

struct Recorder(Mutex<File>);

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let mut statement = Statement::default();
        event.record(&mut statement);
        let sql = match statement.whole.trim() {
            "" => statement.summary.as_str(),
            whole => whole,
        };
        // SQLite works in threads of its own.
        let thread = std::thread::current();
        let is_sqlite = thread
            .name()
            .is_some_and(|name| name.starts_with("sqlx-sqlite"));
        let on = if is_sqlite { "sqlite" } else { "postgres" };
        let line = format!("{}\n", json!({"on": on, "sql": sql}));
        self.0.lock().unwrap().write_all(line.as_bytes()).unwrap();
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
