//! The store's file: a head, then one record after the other, each with its length.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;

use super::record::Record;

const NAME: &str = "facts";
const MAGIC: &[u8; 8] = b"nonblock";

/// Reads the records of an environment; none where there are none, or none that can be trusted.
pub(super) fn load(folder: &Path, environment: u64) -> Option<BTreeMap<String, Record>> {
    let bytes = fs::read(folder.join(NAME)).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let mut rest = rest.strip_prefix(&environment.to_le_bytes())?;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (piece, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        pieces.push(piece);
        rest = after;
    }
    pieces.into_par_iter().map(|piece| postcard::from_bytes(piece).ok()).collect()
}

/// Writes the records, all or none: whoever reads meanwhile reads the old ones.
pub(super) fn save(
    folder: &Path,
    environment: u64,
    records: &BTreeMap<String, Record>,
) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(ignore, "# Made by nonblock.\n*\n")?;
        fs::write(folder.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n")?;
    }
    let pieces: Vec<Vec<u8>> = records
        .par_iter()
        .map(|record| postcard::to_allocvec(&record).map_err(io::Error::other))
        .collect::<io::Result<_>>()?;
    let draft = folder.join(format!("{NAME}.{}", std::process::id()));
    let written =
        write(&draft, environment, &pieces).and_then(|()| fs::rename(&draft, folder.join(NAME)));
    if written.is_err() {
        // What is left of a draft is of no use; that it stays is no worse.
        fs::remove_file(&draft).unwrap_or_default();
    }
    written
}

fn write(draft: &Path, environment: u64, pieces: &[Vec<u8>]) -> io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(draft)?);
    out.write_all(MAGIC)?;
    out.write_all(&environment.to_le_bytes())?;
    for piece in pieces {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(piece)?;
    }
    out.flush()
}
