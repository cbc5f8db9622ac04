//! The thread that the queue of reports is emptied on, and the connections that are its own.
//!
//! A batch is some twenty statements one after the other, and all readers wait for it. Among the requests of a crowd it
//! would stand in line before each of them: what is woken from outside of a runtime comes last there.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use super::super::db::{Database, Pools};

/// Connections to PostgreSQL beside those of everybody: one that writes, one on which tables are counted.
const POSTGRES_CONNECTIONS: u32 = 2;

/// Starts the thread, which does what `work` gives for a database and ends. What it is given are connections of its own,
/// made on this thread and of no use on another one.
pub(super) fn start<W>(db: &Database, work: impl FnOnce(Database) -> W) -> io::Result<()>
where
    W: Future<Output = ()> + Send + 'static,
{
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let work = work(with_own_connections(db, &runtime));
    thread::Builder::new()
        .name("intake".to_owned())
        .spawn(move || runtime.block_on(work))?;
    Ok(())
}

/// SQLite's connections are threads, which anybody may ask; those to PostgreSQL are looked after by the runtime that made
/// them.
fn with_own_connections(db: &Database, runtime: &Runtime) -> Database {
    let _entered = runtime.enter();
    let pools = match &db.pools {
        Pools::Sqlite { .. } => db.pools.clone(),
        Pools::Postgres(pool) => {
            let options = pool.options().clone().max_connections(POSTGRES_CONNECTIONS);
            Pools::Postgres(options.connect_lazy_with((*pool.connect_options()).clone()))
        }
    };
    Database {
        pools,
        ..db.clone()
    }
}
