//! Reads one table of settings; every mistake keeps its line.

use std::path::{Path, PathBuf};

use nonblock_catalogue::Severity;
use nonblock_report::{Confidence, Format};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::nearest;
use super::levels::{Assignment, Override, RuleLevel};
use super::options::resolve;
use super::{Options, SettingsError};
use crate::project::{Patterns, parse_version};

/// The keys of `[tool.nonblock.check]`.
const KEYS: &[&str] = &[
    "baseline",
    "cache-dir",
    "catalogues",
    "confidence",
    "entry-decorators",
    "exclude",
    "level",
    "offloads",
    "output-format",
    "overrides",
    "python",
    "python-version",
    "roots",
    "rules",
];

const SEVERITIES: [(&str, Severity); 3] =
    [("note", Severity::Note), ("warning", Severity::Warning), ("error", Severity::Error)];

const CONFIDENCES: [(&str, Confidence); 3] = [
    ("possible", Confidence::Possible),
    ("likely", Confidence::Likely),
    ("proven", Confidence::Proven),
];

pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Reads values, and collects what is wrong with them.
pub(super) struct Reader<'a> {
    /// The file or the flag, for messages.
    pub(super) origin: String,
    /// The text that spans count in; none where lines mean nothing.
    pub(super) text: Option<&'a str>,
    /// Relative paths start here.
    pub(super) folder: &'a Path,
    pub(super) errors: &'a mut Vec<SettingsError>,
}

impl Reader<'_> {
    pub(super) fn check_table(&mut self, table: &DeTable<'_>) -> Options {
        let mut options = Options::default();
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "rules" => options.rules = self.assignments(name, value),
                "overrides" => options.overrides = self.overrides(value),
                "level" => options.level = self.choice(name, value, &SEVERITIES),
                "confidence" => options.confidence = self.choice(name, value, &CONFIDENCES),
                "output-format" => {
                    options.output_format =
                        self.choice(name, value, &Format::ALL.map(|it| (it.name(), it)));
                }
                "roots" => options.roots = self.paths(name, value),
                "catalogues" => options.catalogues = self.paths(name, value),
                "exclude" => options.exclude = self.patterns(name, value),
                "entry-decorators" => options.entry_decorators = self.names(name, value),
                "offloads" => options.offloads = self.names(name, value),
                "baseline" => options.baseline = self.path(name, value),
                "cache-dir" => options.cache_dir = self.path(name, value),
                "python" => {
                    let origin = format!("`python` in {}", self.origin);
                    options.python = self.path(name, value).map(|it| (it, origin));
                }
                "python-version" => options.python_version = self.version(name, value),
                _ => self.unknown_key(key.span().start, name, KEYS),
            }
        }
        options
    }

    pub(super) fn unknown_key(&mut self, at: usize, name: &str, known: &[&str]) {
        self.error(at, format!("unknown key `{name}`"), nearest(name, known));
    }

    pub(super) fn table<'v, 'i>(
        &mut self,
        key: &str,
        value: &'v Value<'i>,
    ) -> Option<&'v DeTable<'i>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => self.wrong_kind(key, value, "a table"),
        }
    }

    fn assignments(&mut self, key: &str, value: &Value<'_>) -> Vec<Assignment> {
        let Some(table) = self.table(key, value) else { return Vec::new() };
        let mut found = Vec::new();
        for (name, value) in table {
            let origin = self.place(name.span().start);
            let level = self.choice(name.get_ref(), value, &RuleLevel::NAMES);
            match resolve(&origin, name.get_ref()) {
                Ok(rule) => found.extend(level.map(|level| (rule, level))),
                Err(error) => self.errors.push(error),
            }
        }
        found
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind::<()>("overrides", value, "an array of tables");
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items {
            let Some(table) = self.table("overrides", item) else { continue };
            let (mut files, mut rules) = (None, Vec::new());
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "files" => files = self.patterns("files", value),
                    "rules" => rules = self.assignments("rules", value),
                    other => self.unknown_key(key.span().start, other, &["files", "rules"]),
                }
            }
            if let Some(files) = files {
                found.push(Override { files, rules });
            } else {
                let hint = "name the files, for example `files = [\"tests/**\"]`".to_owned();
                self.error(item.span().start, "an override needs `files`".to_owned(), hint);
            }
        }
        found
    }

    fn choice<T: Copy>(&mut self, key: &str, value: &Value<'_>, known: &[(&str, T)]) -> Option<T> {
        let text = self.text_of(key, value)?;
        let found = known.iter().find(|it| it.0 == text).map(|it| it.1);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|it| it.0).collect();
            let message = format!("unknown value `{text}` for `{key}`");
            self.error(value.span().start, message, nearest(text, &names));
        }
        found
    }

    fn version(&mut self, key: &str, value: &Value<'_>) -> Option<(u8, u8)> {
        let text = self.text_of(key, value)?;
        let version = parse_version(text);
        if version.is_none() {
            let message = format!("unknown value `{text}` for `{key}`");
            self.error(value.span().start, message, "write it as \"3.12\"".to_owned());
        }
        version
    }

    fn path(&mut self, key: &str, value: &Value<'_>) -> Option<PathBuf> {
        self.text_of(key, value).map(|it| self.folder.join(it))
    }

    fn paths(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<PathBuf>> {
        let names = self.names(key, value)?;
        let absolute = |it: String| {
            let path = self.folder.join(it);
            path.canonicalize().unwrap_or(path)
        };
        Some(names.into_iter().map(absolute).collect())
    }

    fn patterns(&mut self, key: &str, value: &Value<'_>) -> Option<Patterns> {
        let names = self.names(key, value)?;
        match Patterns::new(self.folder, &names) {
            Ok(patterns) => Some(patterns),
            Err(bad) => {
                let message =
                    format!("cannot use the pattern `{}`: {}", names[bad.index], bad.problem);
                let hint = "patterns are those of `.gitignore`".to_owned();
                self.error(value.span().start, message, hint);
                None
            }
        }
    }

    fn names(&mut self, key: &str, value: &Value<'_>) -> Option<Vec<String>> {
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong_kind(key, value, "an array of strings");
        };
        items.iter().map(|it| self.text_of(key, it).map(str::to_owned)).collect()
    }

    fn text_of<'v>(&mut self, key: &str, value: &'v Value<'_>) -> Option<&'v str> {
        match value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => self.wrong_kind(key, value, "a string"),
        }
    }

    fn wrong_kind<T>(&mut self, key: &str, value: &Value<'_>, wanted: &str) -> Option<T> {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.error(
            value.span().start,
            format!("`{key}` must be {wanted}, not {found}"),
            String::new(),
        );
        None
    }

    pub(super) fn error(&mut self, at: usize, message: String, hint: String) {
        let origin = self.place(at);
        self.errors.push(SettingsError { origin, message, hint });
    }

    fn place(&self, at: usize) -> String {
        match self.text {
            Some(text) => format!("{}:{}", self.origin, line(text, at)),
            None => self.origin.clone(),
        }
    }
}

/// Returns the line of an offset, counted from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].split(|it| *it == b'\n').count()
}
