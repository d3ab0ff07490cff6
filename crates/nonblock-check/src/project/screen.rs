//! Which files can be read as Python at all: the others are told, and left out.
//!
//! Types are inferred by recursion, so an expression of thousands of levels would end the process. Such code is
//! generated, or an attack; it is found by its bytes, before anything recurses over it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Hindrance, Weight, display};

/// Larger files are data: a parser needs some fifty times their size.
const LARGEST: u64 = 50_000_000;

/// Of an expression's depth. Nested calls overflow the stack between 1,000 and 2,000 levels, chains of operators
/// between 5,000 and 20,000.
const DEEPEST: u32 = 4_000;
const LEVEL: u32 = 4;
const OPERATOR: u32 = 1;

/// Returns the files that can be analysed.
pub(super) fn screen(
    files: Vec<PathBuf>,
    root: &Path,
    hindrances: &mut Vec<Hindrance>,
) -> Vec<PathBuf> {
    let defects: Vec<Option<Defect>> = files.par_iter().map(|file| defect(file).err()).collect();
    let mut readable = Vec::with_capacity(files.len());
    for (file, defect) in files.into_iter().zip(defects) {
        match defect {
            None => readable.push(file),
            Some(Defect { weight, message, hint }) => {
                let shown = Some(display(&file, root));
                hindrances.push(Hindrance::new(weight, shown, message, hint));
            }
        }
    }
    readable
}

struct Defect {
    weight: Weight,
    message: String,
    hint: &'static str,
}

impl Defect {
    fn of_source(message: String, hint: &'static str) -> Self {
        Self { weight: Weight::Source, message, hint }
    }

    fn of_system(error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::NotFound => "it is gone".to_owned(),
            _ => error.to_string(),
        };
        let hint = "run as a user who may read it, or leave it out with `exclude`";
        Self { weight: Weight::Io, message: format!("cannot read the file: {why}"), hint }
    }
}

fn defect(file: &Path) -> Result<(), Defect> {
    let metadata = fs::metadata(file).map_err(|it| Defect::of_system(&it))?;
    if !metadata.is_file() {
        let hint = "name a file or a folder";
        return Err(Defect { weight: Weight::Io, message: "not a file".to_owned(), hint });
    }
    if LARGEST < metadata.len() {
        let message = format!("larger than {} MB", LARGEST / 1_000_000);
        return Err(Defect::of_source(message, "leave it out with `exclude`"));
    }
    let bytes = fs::read(file).map_err(|it| Defect::of_system(&it))?;
    if let Err(error) = std::str::from_utf8(&bytes) {
        let at = error.valid_up_to();
        let message = format!("not UTF-8 (byte 0x{:02x} in line {})", bytes[at], line(&bytes, at));
        return Err(Defect::of_source(message, "save it as UTF-8, or leave it out with `exclude`"));
    }
    if let Some(at) = bytes.iter().position(|it| *it == 0) {
        let message = format!("not Python source: null byte in line {}", line(&bytes, at));
        return Err(Defect::of_source(message, "restore the file, or leave it out with `exclude`"));
    }
    if let Some(at) = too_deep(&bytes) {
        let message = format!("the expression in line {} is nested too deeply", line(&bytes, at));
        return Err(Defect::of_source(message, "split it, or leave the file out with `exclude`"));
    }
    Ok(())
}

fn line(bytes: &[u8], at: usize) -> usize {
    bytes[..at].split(|it| *it == b'\n').count()
}

/// Returns where an expression gets too deep. Strings are skipped; words do not count, because the parser itself
/// limits the depth of what they build.
fn too_deep(bytes: &[u8]) -> Option<usize> {
    let mut depth = Depth::default();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at = end_of_line(bytes, at) - 1,
            b'"' | b'\'' => at = end_of_string(bytes, at) - 1,
            b'(' | b'[' | b'{' => {
                depth.deepen(LEVEL);
                depth.open.push(0);
            }
            b')' | b']' | b'}' => depth.close(),
            b'.' => depth.deepen(LEVEL),
            b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>'
            | b'=' | b'!' => depth.deepen(OPERATOR),
            b',' => depth.begin_again(),
            b'\n' if depth.open.is_empty() && !bytes[..at].ends_with(b"\\") => depth.begin_again(),
            _ => {}
        }
        if DEEPEST < depth.total {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// How deep the tree of the expression can be here: the sum over all open brackets.
#[derive(Default)]
struct Depth {
    outside: u32,
    open: Vec<u32>,
    total: u32,
}

impl Depth {
    fn innermost(&mut self) -> &mut u32 {
        self.open.last_mut().unwrap_or(&mut self.outside)
    }

    fn deepen(&mut self, by: u32) {
        *self.innermost() += by;
        self.total += by;
    }

    fn begin_again(&mut self) {
        self.total -= std::mem::take(self.innermost());
    }

    fn close(&mut self) {
        self.total -= self.open.pop().unwrap_or(0);
    }
}

fn end_of_line(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|it| *it == b'\n').map_or(bytes.len(), |it| from + it)
}

fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let quote = bytes[from];
    let is_long = bytes[from..].starts_with(&[quote; 3]);
    let mut at = from + if is_long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !is_long => return at,
            _ if !is_long && *byte == quote => return at + 1,
            _ if is_long && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_too_deep(text: &str) -> bool {
        too_deep(text.as_bytes()).is_some()
    }

    #[test]
    fn depth_counts_and_length_does_not() {
        for (open, close) in
            [("(", ")"), ("f(", ")"), ("", ".b"), ("", "[0]"), ("", "()"), ("1+", "")]
        {
            let nested =
                |times: usize| format!("x = {}a{}\n", open.repeat(times), close.repeat(times));
            assert!(is_too_deep(&nested(4_100)), "{open}{close}");
            assert!(!is_too_deep(&nested(400)), "{open}{close}");
        }
        let long = "    'key': [f(a.b.c) + 1, 'text'],\n".repeat(50_000);
        assert!(!is_too_deep(&format!("x = {{\n{long}}}\n")));
        assert!(!is_too_deep(&"x = a.b + c.d\n".repeat(50_000)));
        assert!(!is_too_deep(&format!("x = '{}'\n# {}\n", "(".repeat(9_000), "[".repeat(9_000))));
        assert!(!is_too_deep(&format!("x = \"\"\"\n'{}\n\"\"\"\n", "(".repeat(9_000))));
    }

    #[test]
    fn depth_is_found_behind_strings_and_over_lines() {
        let deep = "(".repeat(2_000);
        assert!(is_too_deep(&format!("x = 'it\\'s' {deep}")));
        assert!(is_too_deep(&format!("x = '\nx = {deep}")));
        assert!(is_too_deep(&format!("x = '''a''' {deep}")));
        assert!(is_too_deep(&"(\n".repeat(2_000)));
        assert!(is_too_deep(&format!("x = a{}", " \\\n  .b".repeat(2_000))));
        assert!(!is_too_deep(&")".repeat(9_000)));
    }
}
