//! The source line behind a frame, if its file is there.

use std::fs::File;
use std::io::{BufRead, BufReader};

/// Lines are looked for in this many bytes of a file.
const MOST_BYTES: u64 = 4 << 20;

/// Returns that line of the file, without what does not fit a terminal.
pub(super) fn line(path: &str, number: u32) -> Option<String> {
    excerpt(path, number, 0).pop().map(|(_, text)| text)
}

/// Returns that line of the file and some on both sides, each with its number, without what does not fit a terminal.
pub(crate) fn excerpt(path: &str, number: u32, around: u32) -> Vec<(u32, String)> {
    // `<string>`, `<frozen ...>`; and only files: a report must not wait for a named pipe.
    let is_file = std::fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= MOST_BYTES);
    if number == 0 || path.starts_with('<') || !is_file {
        return Vec::new();
    }
    let Ok(file) = File::open(path) else { return Vec::new() };
    let first = number.saturating_sub(around).max(1);
    let lines = (1..).zip(BufReader::new(file).lines().map_while(Result::ok));
    let wanted =
        lines.skip_while(|(at, _)| *at < first).take_while(|(at, _)| *at <= number + around);
    let excerpt: Vec<(u32, String)> =
        wanted.map(|(at, text)| (at, text.chars().take(160).collect())).collect();
    // A file that has been shortened since says nothing about that line.
    if excerpt.iter().any(|(at, _)| *at == number) { excerpt } else { Vec::new() }
}
