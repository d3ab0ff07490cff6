//! What the user decides: which rules matter where, what is shown, and what the analysis should know.
//!
//! Settings come in layers, each speaking over the one before: the configuration file, environment variables,
//! `-c KEY=VALUE`, flags. [`Options`] is one layer, [`Settings`] the sum.

mod describe;
mod error;
mod file;
mod levels;
mod options;
mod reader;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use nonblock_catalogue::{Catalogue, Severity};
use nonblock_report::{Confidence, Format, Threshold};

use crate::project::{Patterns, Surroundings};

pub use error::SettingsError;
pub use levels::{Assignment, Levels, Override, RuleLevel};
pub use options::Options;

/// Everything the user decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The configuration file, if one was found.
    pub file: Option<PathBuf>,
    /// How loud each rule is, and where.
    pub levels: Levels,
    /// The least severe and least certain finding that is shown.
    pub threshold: Threshold,
    /// Further folders that modules are imported from.
    pub roots: Vec<PathBuf>,
    /// Files and folders to leave out.
    pub exclude: Patterns,
    /// The interpreter, and who named it.
    pub python: Option<(PathBuf, String)>,
    /// The Python version to assume.
    pub python_version: Option<(u8, u8)>,
    /// Qualified names of decorators whose functions the loop runs.
    pub entry_decorators: Vec<String>,
    /// Qualified names of functions that run their first argument in a thread.
    pub offloads: Vec<String>,
    /// Further catalogue files.
    pub catalogues: Vec<PathBuf>,
    /// The face of the report.
    pub output_format: Format,
    /// Findings that are known and tolerated.
    pub baseline: Option<PathBuf>,
    /// Where facts are kept between runs; none means nowhere.
    pub cache: Option<PathBuf>,
}

/// Where settings are looked for.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The project's folder.
    pub root: PathBuf,
    /// The file that the user names.
    pub config_file: Option<PathBuf>,
    /// Whether files are left unread.
    pub is_isolated: bool,
    /// `KEY=VALUE` of `-c`, in order.
    pub inline: Vec<String>,
    /// Flags.
    pub flags: Options,
}

impl Settings {
    /// Reads all layers; every mistake is told, not only the first.
    pub fn load(lookup: Lookup, surroundings: &Surroundings) -> Result<Self, Vec<SettingsError>> {
        let mut errors = Vec::new();
        let file = match file::find(&lookup, surroundings) {
            Ok(file) => file,
            Err(error) => return Err(vec![error]),
        };
        let mut options = Options::default();
        if let Some(file) = &file {
            options = file.read(&mut errors);
        }
        for text in &lookup.inline {
            let inline = file::read_inline(text, surroundings, &mut errors);
            options = inline.over(options);
        }
        options = lookup.flags.over(options);
        let settings = Self::of(options, file.map(|it| it.path), &lookup.root);
        if errors.is_empty() { Ok(settings) } else { Err(errors) }
    }

    fn of(options: Options, file: Option<PathBuf>, root: &std::path::Path) -> Self {
        let cache = (!options.no_cache.unwrap_or_default())
            .then(|| options.cache_dir.unwrap_or_else(|| root.join(".nonblock_cache")));
        Self {
            file,
            levels: Levels { rules: options.rules, overrides: options.overrides },
            threshold: Threshold {
                severity: options.level.unwrap_or(Severity::Warning),
                confidence: options.confidence.unwrap_or(Confidence::Likely),
            },
            roots: options.roots.unwrap_or_default(),
            exclude: options.exclude.unwrap_or_default(),
            python: options.python,
            python_version: options.python_version,
            entry_decorators: options.entry_decorators.unwrap_or_default(),
            offloads: options.offloads.unwrap_or_default(),
            catalogues: options.catalogues.unwrap_or_default(),
            output_format: options.output_format.unwrap_or_default(),
            baseline: options.baseline,
            cache,
        }
    }

    /// Returns the catalogue that nonblock ships, with what the settings add to it.
    pub fn catalogue(&self) -> Result<Catalogue, SettingsError> {
        let mut catalogue = Catalogue::builtin();
        for path in &self.catalogues {
            let text = std::fs::read_to_string(path)
                .map_err(|error| SettingsError::unreadable(path, "catalogue", &error))?;
            catalogue.extend(&text, &path.to_string_lossy()).map_err(SettingsError::catalogue)?;
        }
        let own = self.own_entries();
        if !own.is_empty() {
            catalogue.extend(&own, "the settings").map_err(SettingsError::catalogue)?;
        }
        Ok(catalogue)
    }

    /// Returns `entry-decorators` and `offloads` as a catalogue file.
    fn own_entries(&self) -> String {
        let entry = |name: &String| {
            let name = toml::Value::from(name.as_str());
            let why = "`entry-decorators` in the settings names its decorator";
            format!("[[entry]]\ndecorator = {name}\nwhy = \"{why}\"\n")
        };
        let offload = |name: &String| {
            let name = toml::Value::from(name.as_str());
            let rest = "argument = 0\nplace = \"thread\"\nresult = \"coroutine\"\n";
            format!("[[offload]]\nname = {name}\naliases = [{name}]\n{rest}")
        };
        let entries = self.entry_decorators.iter().map(entry);
        entries.chain(self.offloads.iter().map(offload)).collect()
    }
}
