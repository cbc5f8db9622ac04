//! Reading an archive, line by line, compressed or not. Nothing of it is believed before the last line was read: who
//! puts rows somewhere makes them true only after that.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, stdin};
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, bail, ensure};
use flate2::bufread::MultiGzDecoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::write::hex;
use super::{ARCHIVE, End, FORMAT, Head, Rows, annotation};
use crate::cli::progress::Progress;
use crate::store::CopiedRow;

/// The longest line: a source of 4 MiB, each letter of which may be written as six, and more beside it.
const LINE: u64 = 64 * 1024 * 1024;

/// What compressed files begin with.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// An archive that is being read.
pub(in crate::cli) struct Reader {
    input: Box<dyn BufRead>,
    /// How many bytes of the file were read.
    bytes: Rc<Cell<u64>>,
    /// How many there are, when that is known.
    pub(in crate::cli) size: Option<u64>,
    head: Head,
    sum: Sha256,
    rows: Rows,
    number: u64,
}

/// Opens an archive and reads its head; `-` is standard input.
pub(in crate::cli) fn open(path: &Path) -> anyhow::Result<Reader> {
    if path == Path::new("-") {
        return Reader::of(stdin(), None).context("standard input");
    }
    let named = || path.display().to_string();
    let file = File::open(path).with_context(named)?;
    let size = file.metadata().with_context(named)?.len();
    Reader::of(file, Some(size)).with_context(named)
}

/// Opens an archive that was read to its end and found whole.
pub(in crate::cli) fn verified(path: &Path) -> anyhow::Result<Reader> {
    let named = || path.display().to_string();
    let mut file = File::open(path).with_context(named)?;
    let size = file.metadata().with_context(named)?.len();
    let mut reader = Reader::of(file.try_clone()?, Some(size)).with_context(named)?;
    let mut progress = Progress::of(size, "bytes");
    while reader.row().with_context(named)?.is_some() {
        progress.reach(reader.bytes());
    }
    progress.done();
    file.seek(SeekFrom::Start(0)).with_context(named)?;
    Reader::of(file, Some(size)).with_context(named)
}

impl Reader {
    fn of(input: impl Read + 'static, size: Option<u64>) -> anyhow::Result<Self> {
        let bytes = Rc::new(Cell::new(0));
        let counted = Counted {
            input,
            bytes: bytes.clone(),
        };
        let mut input = BufReader::with_capacity(1 << 16, counted);
        let is_compressed = input.fill_buf()?.starts_with(GZIP);
        let input: Box<dyn BufRead> = if is_compressed {
            Box::new(BufReader::new(MultiGzDecoder::new(input)))
        } else {
            Box::new(input)
        };
        let mut reader = Self {
            input,
            bytes,
            size,
            head: Head::default(),
            sum: Sha256::new(),
            rows: Rows::new(),
            number: 0,
        };
        let head = reader.line()?.filter(|head| head["corrigenda"] == ARCHIVE);
        let head = head.context("this is no archive of Corrigenda's")?;
        reader.head = serde_json::from_value(head).context("the first line cannot be read")?;
        ensure!(
            reader.head.format == FORMAT,
            "the archive is of format {}, this version reads format {FORMAT}",
            reader.head.format
        );
        Ok(reader)
    }

    /// What the first line says.
    pub(in crate::cli) fn head(&self) -> &Head {
        &self.head
    }

    /// How many bytes of the file were read.
    pub(in crate::cli) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// The next row with its table; none at the end, which was found to be the right one.
    pub(in crate::cli) fn row(&mut self) -> anyhow::Result<Option<(String, CopiedRow)>> {
        let sum = self.sum.clone();
        let number = self.number + 1;
        let Some(line) = self.line()? else {
            bail!(
                "the archive ends after line {} and is not whole",
                self.number
            );
        };
        if line.get("end").is_some() {
            self.check(serde_json::from_value(line)?, sum)?;
            return Ok(None);
        }
        let (table, row) = parse(line).with_context(|| format!("line {number}"))?;
        *self.rows.entry(table.clone()).or_default() += 1;
        Ok(Some((table, row)))
    }

    fn check(&mut self, end: End, sum: Sha256) -> anyhow::Result<()> {
        ensure!(
            end.sha256 == hex(&sum.finalize()) && end.end == self.rows,
            "the archive was changed or damaged after it was written: its checksum is another one"
        );
        ensure!(
            self.line()?.is_none(),
            "something follows the archive's last line"
        );
        Ok(())
    }

    fn line(&mut self) -> anyhow::Result<Option<Value>> {
        let mut line = Vec::new();
        let read = Read::take(&mut self.input, LINE).read_until(b'\n', &mut line);
        let read = read.context("the archive cannot be read, or ends in the middle")?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        ensure!(
            line.ends_with(b"\n"),
            "line {} does not end: the archive is not whole",
            self.number
        );
        self.sum.update(&line);
        let value = serde_json::from_slice(&line);
        value
            .map(Some)
            .with_context(|| format!("line {} is not JSON", self.number))
    }
}

fn parse(line: Value) -> anyhow::Result<(String, CopiedRow)> {
    let Value::Object(mut line) = line else {
        bail!("an object is expected");
    };
    if line.get("type") == Some(&Value::from("Annotation")) {
        return Ok(("reports".to_owned(), annotation::row(line)?));
    }
    let table = line.get("type").and_then(Value::as_str);
    let table = table.context("type is missing")?.to_owned();
    match line.remove("row") {
        Some(Value::Object(row)) => Ok((table, row)),
        _ => bail!("row is missing"),
    }
}

/// Counts what is read through it.
struct Counted<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::super::write::Writer;
    use super::*;

    fn archive() -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::begin(&mut out, 3, None).unwrap();
        let row: Map<String, Value> = [("site_id".to_owned(), Value::from("daily"))]
            .into_iter()
            .collect();
        writer.row("sites", row).unwrap();
        writer.end().unwrap();
        out
    }

    fn read(bytes: Vec<u8>) -> anyhow::Result<Rows> {
        let mut reader = Reader::of(std::io::Cursor::new(bytes), None)?;
        while reader.row()?.is_some() {}
        Ok(reader.rows)
    }

    #[test]
    fn a_whole_archive_is_read() {
        assert_eq!(read(archive()).unwrap(), [("sites".to_owned(), 1)].into());
    }

    #[test]
    fn an_archive_cut_short_anywhere_is_refused() {
        let whole = archive();
        for length in 0..whole.len() {
            assert!(read(whole[..length].to_vec()).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn a_changed_archive_is_refused() {
        let changed = String::from_utf8(archive())
            .unwrap()
            .replace("daily", "dayly");
        let error = read(changed.into_bytes()).unwrap_err().to_string();
        assert!(error.contains("checksum"), "{error}");
        let mut longer = archive();
        longer.extend_from_slice(b"{}\n");
        assert!(read(longer).is_err());
    }
}
