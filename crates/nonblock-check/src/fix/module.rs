//! A file to fix: its text, its syntax, and the way between places that people read and offsets.

use nonblock_report::{Edit, Finding, Fix, Location, Position};
use ruff_python_ast::ModModule;
use ruff_python_ast::token::Tokens;
use ruff_python_parser::{Parsed, parse_module};
use ruff_source_file::{LineIndex, OneIndexed};
use ruff_text_size::{TextLen, TextRange, TextSize};

use super::bindings::Bindings;
use super::cure::Cure;
use super::site::Site;
use super::{eager, missing_await, offload, sleep};
use crate::rules::registry;

/// What some editors put in front of the text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A file that was read and parsed, ready for any number of proposals.
#[derive(Debug)]
pub struct Module<'a> {
    source: &'a str,
    parsed: Parsed<ModModule>,
    lines: LineIndex,
    bindings: Bindings,
}

/// Returns a fix for the finding, given the text of its file; [`Module`] is quicker for many findings of one file.
pub fn propose(finding: &Finding, source: &str) -> Option<Fix> {
    Module::new(source)?.propose(finding)
}

impl<'a> Module<'a> {
    /// Reads a file; nothing where it has syntax errors, as then nobody knows what a fix would change.
    pub fn new(source: &'a str) -> Option<Self> {
        u32::try_from(source.len()).ok()?;
        let parsed = parse_module(source).ok()?;
        let bindings = Bindings::new(parsed.syntax());
        Some(Self { source, lines: LineIndex::from_source_text(source), parsed, bindings })
    }

    /// Returns a fix for a finding in this file, if there is one that parses.
    pub fn propose(&self, finding: &Finding) -> Option<Fix> {
        let site = Site::new(self.parsed.syntax(), self.range(&finding.location)?)?;
        let cure = match finding.rule {
            registry::BLOCKING_CALL | registry::HOLLOW_ASYNC => {
                sleep::cure(self, &site).or_else(|| offload::cure(self, &site, finding))
            }
            registry::EAGER_OFFLOAD_ARGUMENT => eager::cure(self, &site),
            registry::UNAWAITED_OFFLOAD => missing_await::cure(&site),
            _ => None,
        }?;
        let fix = self.fix(&finding.location.path, cure);
        super::apply(self.source, std::slice::from_ref(&fix), fix.safety).is_whole().then_some(fix)
    }

    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    pub(super) fn syntax(&self) -> &ModModule {
        self.parsed.syntax()
    }

    pub(super) fn tokens(&self) -> &Tokens {
        self.parsed.tokens()
    }

    pub(super) fn bindings(&self) -> &Bindings {
        &self.bindings
    }

    pub(super) fn text(&self, range: TextRange) -> &'a str {
        &self.source[range]
    }

    /// Returns the offset of the line that holds an offset.
    pub(super) fn line_start(&self, offset: TextSize) -> TextSize {
        let start = self.lines.line_start(self.lines.line_index(offset), self.source);
        if start == TextSize::new(0) && self.source.starts_with(BYTE_ORDER_MARK) {
            return BYTE_ORDER_MARK.text_len();
        }
        start
    }

    /// Returns the offset after the line that holds an offset, its end included.
    pub(super) fn line_end(&self, offset: TextSize) -> TextSize {
        self.lines.line_range(self.lines.line_index(offset), self.source).end()
    }

    /// Returns what ends this file's lines.
    pub(super) fn newline(&self) -> &'static str {
        match self.source.find(['\n', '\r']) {
            Some(index) if self.source[index..].starts_with("\r\n") => "\r\n",
            Some(index) if self.source[index..].starts_with('\r') => "\r",
            _ => "\n",
        }
    }

    fn fix(&self, path: &str, mut cure: Cure) -> Fix {
        cure.edits.sort_by_key(|(range, _)| (range.start(), range.end()));
        let edit = |(range, content): (TextRange, String)| Edit {
            location: Location {
                path: path.to_owned(),
                start: self.position(range.start()),
                end: self.position(range.end()),
            },
            start: range.start().to_u32(),
            end: range.end().to_u32(),
            content,
        };
        let edits = cure.edits.into_iter().map(edit).collect();
        Fix { message: cure.message, safety: cure.safety, edits }
    }

    fn position(&self, offset: TextSize) -> Position {
        let place = self.lines.line_column(offset, self.source);
        let number = |index: OneIndexed| u32::try_from(index.get()).unwrap_or(u32::MAX);
        Position { row: number(place.line), column: number(place.column) }
    }

    fn range(&self, location: &Location) -> Option<TextRange> {
        let (start, end) = (self.offset(location.start)?, self.offset(location.end)?);
        (start < end).then(|| TextRange::new(start, end))
    }

    /// Returns the offset of a position; nothing where the file has no such position.
    fn offset(&self, position: Position) -> Option<TextSize> {
        let row = OneIndexed::new(usize::try_from(position.row).ok()?)?;
        if self.lines.line_count() < row.get() {
            return None;
        }
        let range = self.lines.line_range(row, self.source);
        let line = self.text(range);
        // Columns do not count a byte order mark.
        let mark =
            usize::from(range.start() == TextSize::new(0) && line.starts_with(BYTE_ORDER_MARK));
        let column = usize::try_from(position.column).ok()?.checked_sub(1)? + mark;
        let mut ends = line.char_indices().map(|(index, _)| index).chain([line.len()]);
        let within = TextSize::try_from(ends.nth(column)?).ok()?;
        Some(range.start() + within)
    }
}

/// Returns whether the text parses.
pub(super) fn parses(source: &str) -> bool {
    u32::try_from(source.len()).is_ok() && parse_module(source).is_ok()
}
