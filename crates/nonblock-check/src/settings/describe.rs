//! Settings in force, as the configuration file that would set them.

use std::path::Path;

use nonblock_catalogue::Severity;
use nonblock_report::Confidence;
use toml::{Table, Value};

use super::levels::{Assignment, Override};
use super::{RuleLevel, Settings};
use crate::project::display;

impl Settings {
    /// Returns them as a `nonblock.toml` in `root`, with a comment that says which file was read.
    pub fn describe(&self, root: &Path) -> String {
        let path = |it: &Path| Value::from(display(it, root));
        let mut check = Table::new();
        let mut set = |key: &str, value: Value| check.insert(key.to_owned(), value);
        set("level", severity(self.threshold.severity).into());
        set("confidence", confidence(self.threshold.confidence).into());
        set("output-format", self.output_format.name().into());
        set("roots", array(self.roots.iter().map(|it| path(it))));
        set("exclude", texts(self.exclude.lines()));
        set("entry-decorators", texts(&self.entry_decorators));
        set("offloads", texts(&self.offloads));
        set("catalogues", array(self.catalogues.iter().map(|it| path(it))));
        if let Some((python, _)) = &self.python {
            set("python", path(python));
        }
        if let Some((major, minor)) = self.python_version {
            set("python-version", format!("{major}.{minor}").into());
        }
        if let Some(baseline) = &self.baseline {
            set("baseline", path(baseline));
        }
        if let Some(cache) = &self.cache {
            set("cache-dir", path(cache));
        }
        set("rules", Value::Table(rules(&self.levels.rules)));
        set("overrides", array(self.levels.overrides.iter().map(overriding)));
        let origin = match &self.file {
            Some(file) => format!("# read from {}", display(file, root)),
            None => "# no configuration file".to_owned(),
        };
        let document = Table::from_iter([("check".to_owned(), Value::Table(check))]);
        format!("{origin}\n{document}")
    }
}

fn overriding(it: &Override) -> Value {
    let files = texts(it.files.lines());
    let rules = Value::Table(rules(&it.rules));
    Value::Table(Table::from_iter([("files".to_owned(), files), ("rules".to_owned(), rules)]))
}

fn array(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect())
}

fn texts(texts: &[String]) -> Value {
    array(texts.iter().map(|it| Value::from(it.as_str())))
}

fn rules(assignments: &[Assignment]) -> Table {
    let level = |of: RuleLevel| RuleLevel::NAMES.iter().find(|it| it.1 == of).map_or("", |it| it.0);
    let name = |it: &Assignment| it.0.map_or("all", |rule| rule.name).to_owned();
    assignments.iter().map(|it| (name(it), Value::from(level(it.1)))).collect()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Possible => "possible",
        Confidence::Likely => "likely",
        Confidence::Proven => "proven",
    }
}
