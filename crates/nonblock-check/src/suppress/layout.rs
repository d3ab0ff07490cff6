//! Where a text's statements, comments and strings are, by rows.

use ruff_python_ast::PySourceType;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::parse_unchecked_source;
use ruff_source_file::{LineIndex, PositionEncoding};
use ruff_text_size::{Ranged, TextRange, TextSize};

use nonblock_report::Position;

/// Rows, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Rows {
    pub(super) fn hold(self, row: u32) -> bool {
        self.first <= row && row <= self.last
    }
}

/// A comment, from its `#` to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) range: TextRange,
    pub(super) row: u32,
    /// Whether nothing but space stands before it.
    pub(super) is_alone: bool,
}

/// The rows of a text.
pub(super) struct Layout {
    index: LineIndex,
    /// Statements that have no body, and the heads of those that have one.
    pub(super) statements: Vec<Rows>,
    pub(super) comments: Vec<Comment>,
    /// Strings over several rows: a comment in one is none.
    strings: Vec<Rows>,
    /// Rows on which code begins.
    code: Vec<u32>,
}

impl Layout {
    /// Reads a text; what is wrong with its syntax does not matter.
    pub(super) fn of(text: &str) -> Self {
        let mut layout = Self {
            index: LineIndex::from_source_text(text),
            statements: Vec::new(),
            comments: Vec::new(),
            strings: Vec::new(),
            code: Vec::new(),
        };
        let parsed = parse_unchecked_source(text, PySourceType::Python);
        let (mut first, mut interpolated) = (None, Vec::new());
        for token in parsed.tokens() {
            let range = token.range();
            let rows = layout.rows(range);
            match token.kind() {
                TokenKind::Comment => {
                    let is_alone = layout.code.last() != Some(&rows.first);
                    layout.comments.push(Comment { range, row: rows.first, is_alone });
                    continue;
                }
                TokenKind::NonLogicalNewline
                | TokenKind::Indent
                | TokenKind::Dedent
                | TokenKind::EndOfFile => continue,
                TokenKind::Newline => {
                    let first = first.take().unwrap_or(rows.first);
                    layout.statements.push(Rows { first, last: rows.first });
                    continue;
                }
                TokenKind::String => layout.strings.push(rows),
                TokenKind::FStringStart | TokenKind::TStringStart => interpolated.push(rows.first),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    let first = interpolated.pop().unwrap_or(rows.first);
                    layout.strings.push(Rows { first, last: rows.last });
                }
                _ => {}
            }
            first.get_or_insert(rows.first);
            // A string may end where a comment begins.
            layout.code.extend([rows.first, rows.last]);
        }
        layout.code.sort_unstable();
        layout.code.dedup();
        layout
    }

    /// Returns the statement that holds a row.
    pub(super) fn statement(&self, row: u32) -> Option<Rows> {
        let after = self.statements.partition_point(|it| it.last < row);
        self.statements.get(after).copied().filter(|it| it.hold(row))
    }

    /// Returns the first row with code after `row`.
    pub(super) fn next_code(&self, row: u32) -> Option<u32> {
        self.code.get(self.code.partition_point(|it| *it <= row)).copied()
    }

    /// Returns whether a comment may be put at the end of a row.
    pub(super) fn takes_comment(&self, text: &str, row: u32) -> bool {
        let is_in_string = self.strings.iter().any(|it| it.first <= row && row < it.last);
        !is_in_string && !text[self.line(text, row)].trim_end().ends_with('\\')
    }

    /// Returns the range of a row, without its end.
    pub(super) fn line(&self, text: &str, row: u32) -> TextRange {
        let line = ruff_source_file::OneIndexed::new(row as usize).unwrap_or_default();
        let range = self.index.line_range(line, text);
        let content = text[range].trim_end_matches(['\n', '\r']);
        TextRange::at(range.start(), TextSize::of(content))
    }

    /// Returns a place as users see it.
    pub(super) fn position(&self, text: &str, offset: TextSize) -> Position {
        let place = self.index.source_location(offset, text, PositionEncoding::Utf32);
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Position { row: number(place.line.get()), column: number(place.character_offset.get()) }
    }

    fn rows(&self, range: TextRange) -> Rows {
        let row = |offset| u32::try_from(self.index.line_index(offset).get()).unwrap_or(u32::MAX);
        Rows { first: row(range.start()), last: row(range.end()) }
    }
}
