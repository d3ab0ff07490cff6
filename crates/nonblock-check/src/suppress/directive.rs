//! What a comment says: which rules it tolerates, in which rows.

use nonblock_report::Rule;
use ruff_text_size::{TextRange, TextSize};

use super::layout::{Comment, Layout, Rows};
use crate::rules::registry::{self, BLOCKING_CALL};

/// A rule as a comment names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) range: TextRange,
    /// None: no rule has this name.
    pub(super) rule: Option<Rule>,
    /// Whether a finding was tolerated for its sake.
    pub(super) used: bool,
}

/// Whose syntax it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    /// `nonblock: ignore`: told when it is not needed.
    Own,
    /// `noqa`: other tools may need it.
    Noqa,
}

/// Which rows a comment speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// All of the file.
    File,
    /// Some.
    Rows(Rows),
}

/// One instruction in a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) tongue: Tongue,
    pub(super) reach: Reach,
    /// From `#` to the end of its reason.
    pub(super) range: TextRange,
    /// The comment that holds it.
    pub(super) comment: Comment,
    /// The rules; none means all.
    pub(super) names: Option<Vec<Name>>,
    /// Whether a finding was tolerated where no rule is named.
    pub(super) used: bool,
    /// The word after `nonblock:` where it is misspelt, or what else makes it mean nothing.
    pub(super) defect: Option<&'static str>,
}

impl Directive {
    pub(super) fn covers(&self, row: u32) -> bool {
        match self.reach {
            Reach::File => true,
            Reach::Rows(rows) => rows.hold(row),
        }
    }

    /// Returns whether it tolerates the rule, and remembers that it did.
    pub(super) fn strike(&mut self, rule: Rule) -> bool {
        if self.defect.is_some() {
            return false;
        }
        let Some(names) = &mut self.names else {
            self.used = true;
            return true;
        };
        let mut struck = false;
        for name in names.iter_mut().filter(|it| it.rule == Some(rule)) {
            name.used = true;
            struck = true;
        }
        struck
    }
}

/// Returns the instructions in a text's comments, in order.
pub(super) fn directives(text: &str) -> Vec<Directive> {
    // Most files have none, and need not be read further.
    if !text.contains("nonblock:") && !text.to_ascii_lowercase().contains("noqa") {
        return Vec::new();
    }
    let layout = Layout::of(text);
    let comments = layout.comments.iter();
    comments.flat_map(|comment| of_comment(text, &layout, *comment)).collect()
}

fn of_comment(text: &str, layout: &Layout, comment: Comment) -> Vec<Directive> {
    let whole = &text[comment.range];
    let mut found = Vec::new();
    let starts: Vec<usize> = whole.match_indices('#').map(|it| it.0).collect();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(whole.len());
        let part = whole[*start..end].trim_end();
        let at = comment.range.start() + offset(*start);
        let cursor = Cursor { text: part, at, place: 1 };
        let directive = own(cursor.clone()).or_else(|| noqa(cursor));
        found.extend(directive.map(|parsed| Directive {
            tongue: parsed.tongue,
            reach: reach(layout, comment, parsed.is_file),
            range: TextRange::at(at, TextSize::of(part)),
            comment,
            names: parsed.names,
            used: false,
            defect: parsed.defect,
        }));
    }
    found
}

fn reach(layout: &Layout, comment: Comment, is_file: bool) -> Reach {
    if is_file {
        return Reach::File;
    }
    let row = comment.row;
    let only = |row| Rows { first: row, last: row };
    let inside = layout.statement(row);
    Reach::Rows(match inside {
        _ if comment.is_alone => match (inside, layout.next_code(row)) {
            // Between the lines of a statement it speaks for the next of them.
            (Some(_), Some(next)) => only(next),
            (None, Some(next)) => layout.statement(next).unwrap_or(only(next)),
            (_, None) => only(row),
        },
        Some(rows) if row == rows.first || row == rows.last => rows,
        _ => only(row),
    })
}

struct Parsed {
    tongue: Tongue,
    is_file: bool,
    names: Option<Vec<Name>>,
    defect: Option<&'static str>,
}

const NO_END: &str = "its list of rules has no `]`";
const NO_NAMES: &str = "its list of rules is empty";
const MISSPELT: &str = "write `nonblock: ignore[rule]` or `nonblock: ignore-file[rule]`";

/// `nonblock: ignore`, `nonblock: ignore-file`, with rules in brackets.
fn own(mut cursor: Cursor<'_>) -> Option<Parsed> {
    cursor.skip_space();
    cursor.skip("nonblock:").then_some(())?;
    cursor.skip_space();
    let word = cursor.word(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_');
    let is_file = word == "ignore-file";
    let mut parsed = Parsed { tongue: Tongue::Own, is_file, names: None, defect: None };
    if word != "ignore" && !is_file {
        // Prose may begin like this; a misspelt instruction has rules, or nearly the right word.
        let is_near =
            ["ignore", "ignore-file"].iter().any(|it| strsim::osa_distance(word, it) <= 2);
        parsed.defect = Some(MISSPELT);
        return (is_near || cursor.rest().starts_with('[')).then_some(parsed);
    }
    if !cursor.skip("[") {
        return Some(parsed);
    }
    let Some(length) = cursor.rest().find(']') else {
        parsed.defect = Some(NO_END);
        return Some(parsed);
    };
    let names = cursor.names(length, |text| registry::find(text).ok());
    if names.is_empty() {
        parsed.defect = Some(NO_NAMES);
    }
    parsed.names = Some(names);
    Some(parsed)
}

/// `noqa: ASYNC210, NB101`, and `ruff: noqa: ASYNC210` for a file. A bare `noqa` is not meant for us.
fn noqa(mut cursor: Cursor<'_>) -> Option<Parsed> {
    cursor.skip_space();
    let is_file = cursor.skip("ruff:") || cursor.skip("flake8:");
    cursor.skip_space();
    let word = cursor.word(|it| it.is_ascii_alphabetic());
    cursor.skip_space();
    if !word.eq_ignore_ascii_case("noqa") || !cursor.skip(":") {
        return None;
    }
    let mut names = Vec::new();
    loop {
        cursor.word(|it| it == ' ' || it == ',' || it == '\t');
        let start = cursor.offset();
        let code = cursor.word(|it| it.is_ascii_alphanumeric());
        if code.is_empty() || !code.starts_with(|it: char| it.is_ascii_uppercase()) {
            break;
        }
        let range = TextRange::at(start, TextSize::of(code));
        if let Some(rule) = of_code(code) {
            names.push(Name { text: code.to_owned(), range, rule: Some(rule), used: false });
        }
    }
    let parsed = Parsed { tongue: Tongue::Noqa, is_file, names: Some(names), defect: None };
    parsed.names.as_ref().is_some_and(|it| !it.is_empty()).then_some(parsed)
}

/// Returns the rule that another linter's code stands for.
fn of_code(code: &str) -> Option<Rule> {
    if let Some(number) = code.strip_prefix("ASYNC") {
        let is_blocking = match number.parse::<u16>() {
            Ok(number) => number == 2 || number == 21 || (210..=251).contains(&number),
            Err(_) => number.is_empty(),
        };
        return is_blocking.then_some(BLOCKING_CALL);
    }
    code.starts_with("NB").then(|| registry::find(code).ok()).flatten()
}

/// A place in one part of a comment.
#[derive(Clone)]
struct Cursor<'t> {
    text: &'t str,
    at: TextSize,
    place: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.place..]
    }

    fn offset(&self) -> TextSize {
        self.at + offset(self.place)
    }

    fn skip(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        self.place += if found { word.len() } else { 0 };
        found
    }

    fn skip_space(&mut self) {
        self.word(char::is_whitespace);
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|it| !belongs(it)).unwrap_or(rest.len());
        self.place += length;
        &rest[..length]
    }

    /// Reads names with commas between them from the next `length` bytes.
    fn names(&mut self, length: usize, find: impl Fn(&str) -> Option<Rule>) -> Vec<Name> {
        let mut found = Vec::new();
        let mut place = self.place;
        for piece in self.rest()[..length].split(',') {
            let text = piece.trim();
            if !text.is_empty() {
                let before = piece.len() - piece.trim_start().len();
                let range = TextRange::at(self.at + offset(place + before), TextSize::of(text));
                found.push(Name { text: text.to_owned(), range, rule: find(text), used: false });
            }
            place += piece.len() + 1;
        }
        self.place += length + 1;
        found
    }
}

fn offset(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).expect("ruff's parser takes texts of less than 4 GiB")
}
