//! Texts of the files that findings point into, and places in them.

use std::sync::Arc;

use nonblock_report::{Location, Position};
use ruff_source_file::{LineIndex, PositionEncoding};
use ruff_text_size::TextSize;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::path::Path;

use crate::facts::Span;

/// A text with its lines.
#[derive(Debug)]
struct Source {
    text: String,
    lines: LineIndex,
}

/// Files read once, when a finding needs them.
#[derive(Debug)]
pub struct Sources<'p> {
    root: &'p Path,
    read: RefCell<FxHashMap<String, Option<Arc<Source>>>>,
}

impl<'p> Sources<'p> {
    /// Returns the sources of a project whose paths are shown relative to `root`.
    pub fn new(root: &'p Path) -> Self {
        Self { root, read: RefCell::default() }
    }

    /// Returns the path as users see it.
    pub fn shown(&self, path: &str) -> String {
        let relative = Path::new(path).strip_prefix(self.root).ok();
        relative.map_or_else(|| path.to_owned(), |relative| relative.to_string_lossy().into_owned())
    }

    /// Returns a span as users see it.
    pub fn location(&self, path: &str, span: Span) -> Location {
        let start = self.position(path, span.start);
        let end = self.position(path, span.end);
        Location { path: self.shown(path), start, end }
    }

    /// Returns the text of a span.
    pub fn text(&self, path: &str, span: Span) -> String {
        let source = self.source(path);
        let text = source
            .as_ref()
            .and_then(|source| source.text.get(span.start as usize..span.end as usize));
        text.unwrap_or_default().to_owned()
    }

    fn position(&self, path: &str, offset: u32) -> Position {
        let Some(source) = self.source(path) else { return Position { row: 1, column: 1 } };
        let offset = TextSize::new(offset).min(TextSize::of(source.text.as_str()));
        let place = source.lines.source_location(offset, &source.text, PositionEncoding::Utf32);
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        // Editors do not count the mark at the start of a file.
        let is_marked = place.line.get() == 1 && source.text.starts_with('\u{feff}');
        let column =
            place.character_offset.get() - usize::from(is_marked && offset != TextSize::new(0));
        Position { row: number(place.line.get()), column: number(column) }
    }

    fn source(&self, path: &str) -> Option<Arc<Source>> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let bytes = std::fs::read(path).ok();
        let source = bytes.map(|bytes| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let lines = LineIndex::from_source_text(&text);
            Arc::new(Source { text, lines })
        });
        self.read.borrow_mut().insert(path.to_owned(), source.clone());
        source
    }
}
