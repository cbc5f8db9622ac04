//! Being asked to stop: by a service manager, a terminal, or a container's end.

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Tells everybody who waits when the process was asked to stop. From the moment it is made, the signals no
/// longer end the process by themselves, so that what was begun can be cleared away.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Begins to listen for SIGTERM and SIGINT (Ctrl+C).
    ///
    /// # Errors
    /// When the system does not let us.
    pub(super) fn listen() -> anyhow::Result<Self> {
        let of = |kind| signal(kind).context("signals cannot be listened for");
        let terminate = of(SignalKind::terminate())?;
        let interrupt = of(SignalKind::interrupt())?;
        let (told, asked) = watch::channel(false);
        tokio::spawn(wait(terminate, interrupt, told));
        Ok(Self(asked))
    }

    /// Resolves once the process was asked to stop.
    pub(super) async fn asked(mut self) {
        // An error means that nobody can ask any more, which only happens when the runtime ends.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}

async fn wait(mut terminate: Signal, mut interrupt: Signal, told: watch::Sender<bool>) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    told.send_replace(true);
    // The sender stays until the process ends, so that late listeners see the value.
    std::future::pending::<()>().await;
}
