//! The real program, hurt: killed, out of disk, without its database, with a clock that goes back, asked to stop; and
//! each time the same questions: is everything that was acknowledged there, is nothing there twice, does it come back
//! by itself, and was the reader told the truth?
//!
//! `place` is where it happens and the server in it, `crowd` is the readers; a file is one way to hurt. Each is bounded;
//! `cargo xtask soak` runs the same for as long as it is told to.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod clock;
mod crowd;
mod database;
mod disk;
mod kill;
mod nodes;
mod place;
mod stop;
mod trace;

use std::time::{Duration, Instant};

/// How often to look for what is waited for.
const GLANCE: Duration = Duration::from_millis(20);

/// What has not happened by then will not happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until there is an answer, and gives it.
async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    let mut glances = tokio::time::interval(GLANCE);
    loop {
        glances.tick().await;
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begin.elapsed() < PATIENCE, "waited in vain for {what}");
    }
}

/// Does something a few times, or, in a soak, for as long as that lasts.
async fn again_and_again(times: u32, mut round: impl AsyncFnMut(u32)) {
    let seconds = std::env::var("CORRIGENDA_SOAK_SECONDS").ok();
    let soak = seconds.map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let begin = Instant::now();
    let mut number = 0;
    while number < times || soak.is_some_and(|soak| begin.elapsed() < soak) {
        round(number).await;
        number += 1;
    }
}
