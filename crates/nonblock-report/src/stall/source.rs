//! The source line behind a frame, if its file is there.

use std::fs::File;
use std::io::{BufRead, BufReader};

/// Lines are looked for in this many bytes of a file.
const MOST_BYTES: u64 = 4 << 20;

/// Returns that line of the file, without what does not fit a terminal.
pub(super) fn line(path: &str, number: u32) -> Option<String> {
    // `<string>`, `<frozen ...>`; and only files: a report must not wait for a named pipe.
    let is_file = std::fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= MOST_BYTES);
    if path.starts_with('<') || !is_file {
        return None;
    }
    let index = usize::try_from(number).ok()?.checked_sub(1)?;
    let line = BufReader::new(File::open(path).ok()?).lines().nth(index)?.ok()?;
    Some(line.chars().take(160).collect())
}
