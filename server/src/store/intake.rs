//! Where reports wait for the disk together.

use std::sync::Arc;

use tokio::sync::Notify;

use super::db::Database;

#[derive(Debug, Clone)]
pub(super) struct Intake {}

impl Intake {
    pub(super) fn start(_db: Database, _owed: Arc<Notify>) -> Self {
        Self {}
    }

    pub(super) async fn close(&self) {}
}
