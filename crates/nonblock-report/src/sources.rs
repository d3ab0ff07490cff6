//! Where the source lines that a report shows come from.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

/// Gives the text of a file by the path that findings name.
pub trait Sources {
    /// Returns the text, or nothing where the file cannot be read: the report then shows no line of it.
    fn text(&self, path: &str) -> Option<Arc<str>>;
}

impl<F: Fn(&str) -> Option<Arc<str>>> Sources for F {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self(path)
    }
}

/// No sources: reports without source lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSources;

impl Sources for NoSources {
    fn text(&self, _path: &str) -> Option<Arc<str>> {
        None
    }
}

/// The files of one report, each fetched and split into lines once.
pub(crate) struct Pages<'a> {
    sources: &'a dyn Sources,
    pages: HashMap<String, Option<Page>>,
}

impl<'a> Pages<'a> {
    pub(crate) fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, pages: HashMap::new() }
    }

    /// Returns the file, if it can be read.
    pub(crate) fn page(&mut self, path: &str) -> Option<&Page> {
        match self.pages.entry(path.to_owned()) {
            Entry::Occupied(entry) => entry.into_mut().as_ref(),
            Entry::Vacant(entry) => entry.insert(self.sources.text(path).map(Page::new)).as_ref(),
        }
    }
}

/// One file, split where Python ends its lines: at `\n`, `\r\n` and a lone `\r`.
pub(crate) struct Page {
    text: Arc<str>,
    lines: Vec<Range<usize>>,
}

impl Page {
    fn new(text: Arc<str>) -> Self {
        let bytes = text.as_bytes();
        // Columns do not count a byte order mark.
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut lines = Vec::new();
        for (index, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(index + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                let crlf = *byte == b'\n' && start < index && bytes[index - 1] == b'\r';
                lines.push(start..index - usize::from(crlf));
                start = index + 1;
            }
        }
        lines.push(start..bytes.len());
        Self { text, lines }
    }

    /// Returns a line by its number, counted from one, without its end.
    pub(crate) fn line(&self, row: u32) -> Option<&str> {
        let index = usize::try_from(row).ok()?.checked_sub(1)?;
        Some(&self.text[self.lines.get(index)?.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    fn lines(text: &str) -> Vec<String> {
        let page = Page::new(text.into());
        (1..).map_while(|row| page.line(row).map(str::to_owned)).collect()
    }

    #[test]
    fn lines_end_where_python_ends_them() {
        assert_eq!(lines("a\nb\r\nc\rd\x0ce\n"), ["a", "b", "c", "d\x0ce", ""]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_line() {
        assert_eq!(lines("\u{feff}a\n"), ["a", ""]);
    }

    #[test]
    fn an_empty_file_has_one_empty_line() {
        assert_eq!(lines(""), [""]);
        assert_eq!(Page::new("".into()).line(0), None);
    }
}
