//! `corrigenda doctor`: looks whether everything is in order, and says what to do about what is not.
//!
//! It changes nothing. What it looks at is the settings, the file and its disk, the database and what it holds; each
//! finding says what is so and what to do. A warning may be meant so; what is wrong makes the exit status 1.

mod finding;

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::bail;
use clap::Args;
use jiff::{SignedDuration, Timestamp};

use self::finding::{Findings, State, tell};
use crate::config::Config;
use crate::domain::site::Connector;
use crate::domain::user::Role;
use crate::store::Store;

/// Less room than this is soon none.
const LITTLE_ROOM: u64 = 512 * 1024 * 1024;
const NO_ROOM: u64 = 32 * 1024 * 1024;

/// A job that has been due for so long is done by nobody.
const OVERDUE: SignedDuration = SignedDuration::from_mins(10);

/// Two clocks that differ by more are set differently.
const CLOCKS: SignedDuration = SignedDuration::from_secs(5);

#[derive(Args)]
pub(super) struct Arguments {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Looks at everything.
///
/// # Errors
/// When something is wrong, after everything was told.
pub(super) fn run(config: Option<&Path>, arguments: &Arguments) -> anyhow::Result<()> {
    let mut found = Findings::default();
    match Config::load(config) {
        Err(error) => {
            let advice = "mend the settings; corrigenda serve does not start with them";
            found.add("settings", State::Wrong, error.to_string(), advice);
        }
        Ok(config) => {
            settings(&config, &mut found);
            super::runtime()?.block_on(database(&config, &mut found));
        }
    }
    tell(&found, arguments.json)?;
    match found.worst() {
        State::Wrong => bail!("something is wrong"),
        State::Ok | State::Warning => Ok(()),
    }
}

fn settings(config: &Config, found: &mut Findings) {
    let is_safe = config.public_url.starts_with("https://");
    let address = super::address_of(&config.public_url);
    let is_here = address.is_some_and(|address| address.is_loopback());
    if is_safe {
        found.ok("public_url", &config.public_url);
    } else if is_here {
        let says = format!("{} is reached from this machine only", config.public_url);
        let advice = "set public_url to the https address by which readers reach the server";
        found.add("public_url", State::Warning, says, advice);
    } else {
        let says = format!(
            "{} is not https: reports and passwords can be read on the way",
            config.public_url
        );
        let advice =
            "put a proxy that speaks https before the server and set public_url to its address";
        found.add("public_url", State::Wrong, says, advice);
    }
}

async fn database(config: &Config, found: &mut Findings) {
    if let Some(file) = config.database.strip_prefix("sqlite:") {
        let file = Path::new(file.strip_prefix("//").unwrap_or(file));
        // One that may not be looked at is told of below.
        if file.try_exists().is_ok_and(|there| !there) {
            let says = format!("{} is not there", file.display());
            let advice = "name the file in `database`, or make one with corrigenda migrate";
            return found.add("database", State::Wrong, says, advice);
        }
        own_file(file, found);
        room(file, found);
    }
    match Store::open_existing(&config.database).await {
        Err(error) => {
            let says = format!("{:#}", anyhow::Error::from(error));
            let advice = "see that the database runs and that `database` names it";
            found.add("database", State::Wrong, says, advice);
        }
        Ok(store) => {
            if schema(&store, found).await {
                look(&store, found).await;
            }
            store.close().await;
        }
    }
}

/// What is found in the database; what cannot be asked is a finding itself.
async fn look(store: &Store, found: &mut Findings) {
    let asked = async {
        durability(store, found).await?;
        integrity(store, found).await?;
        waiting(store, found).await?;
        clocks(store, found).await?;
        people(store, found).await
    };
    if let Err(error) = asked.await {
        let advice = "see what the database's own log says";
        found.add("database", State::Wrong, format!("{error:#}"), advice);
    }
}

fn own_file(file: &Path, found: &mut Findings) {
    let Ok(metadata) = file.metadata() else {
        let says = format!("{} cannot be looked at", file.display());
        let advice = "run this as the user that the server runs as";
        return found.add("file", State::Wrong, says, advice);
    };
    let mode = metadata.mode() & 0o777;
    if mode & 0o077 == 0 {
        return found.ok("file", format!("{}, for its owner only", file.display()));
    }
    let says = format!("{} can be read by others (mode {mode:o})", file.display());
    let advice =
        "chmod 600 the file and those beside it: it holds readers' words and the server's secret";
    found.add("file", State::Warning, says, advice);
}

fn room(file: &Path, found: &mut Findings) {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let Ok(disk) = rustix::fs::statvfs(folder.unwrap_or(Path::new("."))) else {
        return;
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let state = match free {
        ..NO_ROOM => State::Wrong,
        NO_ROOM..LITTLE_ROOM => State::Warning,
        LITTLE_ROOM.. => State::Ok,
    };
    let advice = match state {
        State::Ok => "",
        _ => "make room: a server that cannot write answers every report with 503",
    };
    found.add(
        "disk",
        state,
        format!("{} MiB are free", free / 1024 / 1024),
        advice,
    );
}

/// Whether the schema can be looked into.
async fn schema(store: &Store, found: &mut Findings) -> bool {
    let numbers = match store.schema_numbers().await {
        Ok(numbers) => numbers,
        Err(error) => {
            let advice = "see that the database runs and may be read";
            found.add("schema", State::Wrong, error.to_string(), advice);
            return false;
        }
    };
    let Some(number) = numbers.database else {
        let advice = "run corrigenda migrate, or start the server, which does the same";
        found.add("schema", State::Wrong, "there is none yet", advice);
        return false;
    };
    let says = format!("number {number}, this version has {}", numbers.program);
    match number.cmp(&numbers.program) {
        std::cmp::Ordering::Equal => found.ok("schema", says),
        std::cmp::Ordering::Less => {
            let advice = "make a backup, then run corrigenda migrate or start the server";
            found.add("schema", State::Warning, says, advice);
        }
        std::cmp::Ordering::Greater => {
            let advice = "use the newer version of Corrigenda that made it";
            found.add("schema", State::Warning, says, advice);
        }
    }
    number >= numbers.program
}

async fn durability(store: &Store, found: &mut Findings) -> anyhow::Result<()> {
    let is = store.durability().await?;
    let waits = ["on", "remote_apply", "2", "3"].contains(&is.commit.as_str());
    if waits && is.flushes {
        found.ok(
            "durability",
            format!("{}: a commit waits for the disk", is.database),
        );
    } else {
        let says = format!(
            "{}: a commit does not wait for the disk, so a 201 may be lost",
            is.database
        );
        let advice = "PostgreSQL: set fsync = on; SQLite: put the file on a disk that allows WAL";
        found.add("durability", State::Wrong, says, advice);
    }
    Ok(())
}

async fn integrity(store: &Store, found: &mut Findings) -> anyhow::Result<()> {
    let wrong = store.integrity().await?;
    if wrong.is_empty() {
        found.ok("integrity", "pages, indexes and references fit together");
    }
    for says in wrong {
        let advice = "stop the server and restore the last backup into a new database; keep this one to look into";
        found.add("integrity", State::Wrong, says, advice);
    }
    let miscounted = store.miscounts().await?;
    if miscounted.is_empty() {
        found.ok(
            "counts",
            "cases, proposals and journals have what they count",
        );
    }
    for says in miscounted {
        let advice =
            "nothing is lost, but the queue shows wrong numbers: please report it with this line";
        found.add("counts", State::Wrong, says, advice);
    }
    Ok(())
}

async fn waiting(store: &Store, found: &mut Findings) -> anyhow::Result<()> {
    let waiting = store.waiting(Timestamp::now() - OVERDUE).await?;
    match waiting.overdue {
        None => found.ok("jobs", "none is overdue"),
        Some((jobs, since)) => {
            let says = format!("{jobs} are overdue, the first since {since:.0}");
            let advice = "see that corrigenda serve runs and what it logs";
            found.add("jobs", State::Warning, says, advice);
        }
    }
    for (task, jobs) in waiting.given_up {
        let says = format!("{jobs} of the sort {task} were given up");
        let advice = "the server's log says why; accept the case again, or push the article again, and they are done anew";
        found.add("jobs", State::Warning, says, advice);
    }
    let ahead = waiting
        .latest
        .filter(|latest| *latest > Timestamp::now() + CLOCKS);
    if let Some(latest) = ahead {
        let says = format!(
            "the journal has a line of {latest:.0}, which is yet to come: the clock was set back"
        );
        let advice = "see that the clock is right now (timedatectl); nothing is lost, waiting jobs wait until then";
        found.add("clock", State::Warning, says, advice);
    }
    Ok(())
}

async fn clocks(store: &Store, found: &mut Findings) -> anyhow::Result<()> {
    let Some(there) = store.database_time().await? else {
        return Ok(());
    };
    let apart = there.duration_since(Timestamp::now()).abs();
    if apart <= CLOCKS {
        found.ok("clock", "this machine and the database agree");
    } else {
        let says = format!(
            "this machine and the database differ by {} s",
            apart.as_secs()
        );
        let advice = "let all machines take their time from the same servers (timedatectl)";
        found.add("clock", State::Wrong, says, advice);
    }
    Ok(())
}

async fn people(store: &Store, found: &mut Findings) -> anyhow::Result<()> {
    let sites = store.sites().await?;
    if sites.is_empty() {
        let advice = "corrigenda site add KEY --name NAME --origin URL";
        found.add("sites", State::Warning, "there is none", advice);
    }
    for site in &sites {
        let Connector::Files { root, .. } = &site.connector else {
            continue;
        };
        let is_there = root.is_dir();
        let may_write = rustix::fs::access(root, rustix::fs::Access::WRITE_OK).is_ok();
        if !is_there || !may_write {
            let says = format!("{}: {} cannot be written", site.key, root.display());
            let advice = "corrections cannot be put into the articles: mend the folder's permissions, or name another one with corrigenda site set";
            found.add("connector", State::Wrong, says, advice);
        }
    }
    let users = store.users().await?;
    let decides = |role: &Role| matches!(role, Role::Editor | Role::Admin);
    if !users.iter().any(|user| decides(&user.role)) {
        let advice = "corrigenda user add EMAIL --role admin --site KEY";
        found.add(
            "users",
            State::Warning,
            "nobody can sign in to the desk",
            advice,
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_public_url(public_url: &str) -> (State, String) {
        let config = Config {
            public_url: public_url.to_owned(),
            ..Config::for_testing()
        };
        let mut found = Findings::default();
        settings(&config, &mut found);
        (found.worst(), found.0.remove(0).says)
    }

    #[test]
    fn an_address_that_is_not_https_is_wrong_unless_it_is_this_machine() {
        assert_eq!(
            of_public_url("https://corrections.example.org").0,
            State::Ok
        );
        assert_eq!(of_public_url("http://127.0.0.1:8080").0, State::Warning);
        assert_eq!(of_public_url("http://[::1]:8080").0, State::Warning);
        assert_eq!(
            of_public_url("http://corrections.example.org").0,
            State::Wrong
        );
    }
}
