//! The thread that the queue of reports is emptied on, and the connections that are its own.
//!
//! A batch is a dozen statements one after the other, and all readers wait for it. Among the requests of a crowd it
//! would stand in line before each of them: what is woken from outside of a runtime comes last there.

use std::io;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use super::super::db::{Database, Pools};

/// Connections to PostgreSQL beside those of everybody: one that writes, one on which tables are counted.
const POSTGRES_CONNECTIONS: u32 = 2;

/// Starts the thread, which does what `work` gives for a database and ends. What it is given has connections of its own to
/// PostgreSQL, which are looked after on this thread; how they are used is asked of the pools that are given back.
pub(super) fn start<W>(db: &Database, work: impl FnOnce(Database) -> W) -> io::Result<Pools>
where
    W: Future<Output = ()> + Send + 'static,
{
    // The runtime comes after the thread: one that no thread takes could not be dropped here, among others' tasks.
    let (give, take) = mpsc::sync_channel::<(Runtime, W)>(1);
    let run = move || {
        if let Ok((runtime, work)) = take.recv() {
            runtime.block_on(work);
        }
    };
    thread::Builder::new()
        .name("intake".to_owned())
        .spawn(run)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let own = with_own_connections(db, &runtime);
    let pools = own.pools.clone();
    if let Err(mpsc::SendError((runtime, _))) = give.send((runtime, work(own))) {
        runtime.shutdown_background();
    }
    Ok(pools)
}

/// SQLite's connections are threads, which anybody may ask; those to PostgreSQL are looked after by the runtime that made
/// them.
fn with_own_connections(db: &Database, runtime: &Runtime) -> Database {
    let _entered = runtime.enter();
    let pools = match &db.pools {
        Pools::Sqlite { .. } => db.pools.clone(),
        Pools::Postgres(pool) => {
            let options = pool.options().clone().max_connections(POSTGRES_CONNECTIONS);
            // The first report finds it, and a server whose connections run out is not short of this one.
            let options = options.min_connections(1);
            Pools::Postgres(options.connect_lazy_with((*pool.connect_options()).clone()))
        }
    };
    Database {
        pools,
        ..db.clone()
    }
}
