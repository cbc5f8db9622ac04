//! A disk that takes no more, and one that only reads.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::crowd::Crowd;
use crate::place::{Place, Server, Start};
use crate::until;

/// Lets the server write no further than this in any file, as if the disk were full there.
fn bound(server: &Server, bytes: &str) {
    let id = server.process.id().to_string();
    let mut command = Command::new("prlimit");
    let command = command.args(["--pid", &id, &format!("--fsize={bytes}:unlimited")]);
    assert!(command.status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_takes_nothing_and_says_so_until_there_is_room() {
    let place = Place::on_sqlite().await;
    let server = place.serve().await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 12);
    crowd.acknowledges(30).await;
    bound(&server, "4096");
    crowd.is_refused().await;
    let taken = crowd.acknowledged();
    crowd.is_refused().await;
    assert_eq!(server.readiness().await, Some(503));
    assert_eq!(server.status("/healthz").await, Some(200));
    assert!(
        crowd.acknowledged() <= taken + 12,
        "what could not be written was not promised"
    );
    bound(&server, "unlimited");
    crowd.acknowledges(30).await;
    assert_eq!(server.readiness().await, Some(200));
    crowd.end().await;
    crowd.find_everything(&place, &server).await;
}

/// A small disk of its own, gone when it is dropped.
struct Disk(TempDir);

impl Disk {
    /// The disk, or why there is none: mounting is for root.
    fn new() -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mount = mount.args(["-t", "tmpfs", "-o", "size=24m", "corrigenda-test"]);
        let done = mount.arg(folder.path()).output();
        let done = done.map_err(|error| format!("mount: {error}"))?;
        match done.status.success() {
            true => Ok(Self(folder)),
            false => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Somebody else takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let path = self.path().join("ballast");
        let mut ballast = std::fs::File::create(&path).unwrap();
        let error = loop {
            if let Err(error) = ballast.write_all(&[0; 4096]) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whoever still has a file open there keeps it until the end.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.path())
            .status();
    }
}

/// Straight to the terminal: what a test that passes prints is not shown.
fn say_untested(what: &str) {
    let mut terminal = std::io::stderr();
    writeln!(
        terminal,
        "\nNOT TESTED: {what}\nRun `cargo test -p corrigenda --test hurt disk` as root to test it.\n"
    )
    .unwrap();
}

/// As above, but the disk is full in truth, for everybody and everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_others_filled_takes_nothing_until_they_make_room() {
    let disk = match Disk::new() {
        Ok(disk) => disk,
        Err(why) => return say_untested(&format!("a full disk, for a small one: {why}")),
    };
    let place = Place::on_sqlite_in(disk.path()).await;
    let server = place.serve().await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 12);
    crowd.acknowledges(30).await;
    let ballast = disk.fill();
    crowd.is_refused().await;
    until("a server that says it cannot write", async || {
        (server.readiness().await == Some(503)).then_some(())
    })
    .await;
    assert_eq!(server.status("/healthz").await, Some(200));
    std::fs::remove_file(ballast).unwrap();
    crowd.acknowledges(30).await;
    assert_eq!(server.readiness().await, Some(200));
    crowd.end().await;
    crowd.find_everything(&place, &server).await;
}

/// Files that nobody can write, not even who has them open, until it is dropped.
struct Frozen(Vec<PathBuf>);

impl Frozen {
    /// The files, or why they are not: it is for root, and not for every file system.
    fn new(files: Vec<PathBuf>) -> Result<Self, String> {
        let done = Command::new("chattr").arg("+i").args(&files).output();
        let done = done.map_err(|error| format!("chattr: {error}"))?;
        let frozen = Self(files);
        match done.status.success() {
            true => Ok(frozen),
            false => Err(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
        }
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        let _ = Command::new("chattr").arg("-i").args(&self.0).output();
    }
}

/// What is opened while the disk only reads could do no more than read for good.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_turns_read_only_takes_nothing_until_it_can_be_written() {
    let place = Place::on_sqlite().await;
    let server = place.serve().await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 12);
    crowd.acknowledges(30).await;
    let log = format!("{}-wal", place.file().display());
    let frozen = match Frozen::new(vec![place.file(), log.into()]) {
        Ok(frozen) => frozen,
        Err(why) => {
            crowd.end().await;
            return say_untested(&format!("a disk that turns read-only: {why}"));
        }
    };
    crowd.is_refused().await;
    until("a server that says it cannot write", async || {
        (server.readiness().await == Some(503)).then_some(())
    })
    .await;
    crowd.is_refused().await;
    assert_eq!(server.status("/healthz").await, Some(200));
    drop(frozen);
    crowd.acknowledges(30).await;
    assert_eq!(server.readiness().await, Some(200));
    crowd.end().await;
    crowd.find_everything(&place, &server).await;
}

/// A server that cannot write says so and does not start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_database_is_told_at_the_start() {
    let place = Place::on_sqlite().await;
    let mode = |path: &std::path::Path, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, mode).unwrap();
    };
    let mut start = Start::default();
    if is_root() {
        // What root may not write, nobody may write: so the server is somebody.
        let somebody = [
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
        ];
        start.through = somebody.map(str::to_owned).to_vec();
        // Who may not look into the folder of the build has a copy.
        let program = place.folder.path().join("program");
        std::fs::copy(env!("CARGO_BIN_EXE_corrigenda"), &program).unwrap();
        start.program = Some(program);
    }
    mode(&place.file(), 0o444);
    mode(place.folder.path(), 0o555);
    let mut server = place.begin(start);
    server.process.ended().unwrap();
    let log = std::fs::read_to_string(&server.log).unwrap();
    mode(place.folder.path(), 0o755);
    assert!(log.starts_with("corrigenda: "), "{log}");
    assert!(
        log.contains("readonly database") || log.contains("unable to open"),
        "{log}"
    );
    mode(&place.file(), 0o644);
    let server = place.serve().await;
    until("a server that is ready", async || {
        (server.readiness().await == Some(200)).then_some(())
    })
    .await;
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}
