//! The keys that readers' addresses are sealed with: those of the settings, and for SQLite one in a file beside the
//! database, made when the settings have none. So the database by itself, and a backup of it, shows no address.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::config::Config;
use crate::domain::email::EmailKey;

/// Where the key of a database is that has none in the settings; none for PostgreSQL, which is reached from several
/// machines.
pub(super) fn key_file(config: &Config) -> Option<PathBuf> {
    let file = config.database.strip_prefix("sqlite:")?;
    let file = file.strip_prefix("//").unwrap_or(file);
    Some(format!("{file}.email-key").into())
}

/// The keys, the one that seals first. Makes one when there is none and a place for it.
///
/// # Errors
/// When the file is there and cannot be read, or holds something else.
pub(super) fn email_keys(config: &Config) -> anyhow::Result<Vec<EmailKey>> {
    let mut keys = config.secrets.email_keys.clone();
    let Some(file) = key_file(config) else {
        return Ok(keys);
    };
    match read(&file)? {
        // It opens what was sealed before the settings had a key.
        Some(key) if keys.iter().all(|known| known.id != key.id) => keys.push(key),
        Some(_) => {}
        None if keys.is_empty() => match make(&file) {
            Ok(key) => keys.push(key),
            Err(error) => {
                // Nothing is lost by it: the server's own secret takes its place.
                tracing::warn!(file = %file.display(), error = format!("{error:#}"), "no key for readers' addresses can be written");
            }
        },
        None => {}
    }
    Ok(keys)
}

fn read(file: &Path) -> anyhow::Result<Option<EmailKey>> {
    let named = || file.display().to_string();
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text.parse().with_context(named)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(named),
    }
}

/// Writes a new key for its owner's eyes, whole or not at all; when another process was first, its key is taken.
fn make(file: &Path) -> anyhow::Result<EmailKey> {
    let name: [u8; 4] = rand::random();
    let key = EmailKey {
        id: format!("file-{:08x}", u32::from_be_bytes(name)),
        secret: rand::random(),
    };
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // Made by this crate, temporary files are for their owner's eyes.
    let mut written = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(written, "{}", key.written())?;
    written.as_file().sync_all()?;
    match written.persist_noclobber(file) {
        Ok(_) => Ok(key),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            read(file)?.context("it was there and is gone")
        }
        Err(error) => Err(error.error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::config::Secrets;

    fn config(folder: &Path, keys: &[&EmailKey]) -> Config {
        Config {
            database: format!("sqlite:{}", folder.join("a.db").display()),
            secrets: Secrets {
                email_keys: keys.iter().map(|key| (*key).clone()).collect(),
            },
            ..Config::for_testing()
        }
    }

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), &[]);
        let keys = email_keys(&config).unwrap();
        assert_eq!(keys.len(), 1);
        assert_eq!(email_keys(&config).unwrap(), keys);
        let file = key_file(&config).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(make(&file).unwrap(), keys[0], "the first one stays");
    }

    #[test]
    fn the_key_of_the_settings_seals_and_that_of_the_file_still_opens() {
        let folder = tempfile::tempdir().unwrap();
        let made = email_keys(&config(folder.path(), &[])).unwrap().remove(0);
        let own = EmailKey {
            id: "own".to_owned(),
            secret: [1; 32],
        };
        let keys = email_keys(&config(folder.path(), &[&own])).unwrap();
        assert_eq!(keys, [own.clone(), made.clone()]);
        let moved = email_keys(&config(folder.path(), &[&own, &made])).unwrap();
        assert_eq!(
            moved,
            [own, made],
            "moved into the settings, it is there once"
        );
    }

    #[test]
    fn with_a_key_in_the_settings_none_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let own = EmailKey {
            id: "own".to_owned(),
            secret: [1; 32],
        };
        email_keys(&config(folder.path(), &[&own])).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_is_no_key_is_told_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), &[]);
        let file = key_file(&config).unwrap();
        std::fs::write(&file, "lost\n").unwrap();
        assert!(email_keys(&config).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "lost\n");
    }
}
