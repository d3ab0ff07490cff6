//! Finds and reads configuration files, and the `KEY=VALUE` of `-c`, which has their syntax.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::reader::{Reader, line};
use super::{Lookup, Options, SettingsError};
use crate::project::Surroundings;

/// Parts of `[tool.nonblock]` that other commands read.
const PARTS: &[&str] = &["check", "loop", "pytest", "run", "watch"];

/// A configuration file with its text.
pub(super) struct ConfigFile {
    pub(super) path: PathBuf,
    shown: String,
    text: String,
}

/// Returns the file that the user names; else the nearest one from the root up to the end of its repository.
pub(super) fn find(
    lookup: &Lookup,
    surroundings: &Surroundings,
) -> Result<Option<ConfigFile>, SettingsError> {
    if let Some(named) = &lookup.config_file {
        return read(surroundings.resolve(named), named.to_string_lossy().into_owned()).map(Some);
    }
    if lookup.is_isolated {
        return Ok(None);
    }
    for folder in lookup.root.ancestors() {
        if let Some(file) = in_folder(folder, surroundings)? {
            return Ok(Some(file));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

fn in_folder(
    folder: &Path,
    surroundings: &Surroundings,
) -> Result<Option<ConfigFile>, SettingsError> {
    let shown = |path: &Path| crate::project::display(path, &surroundings.working_directory);
    let own = folder.join("nonblock.toml");
    let shared = folder.join("pyproject.toml");
    let shared_file =
        if shared.exists() { Some(read(shared.clone(), shown(&shared))?) } else { None };
    let speaks = match &shared_file {
        Some(file) => is_ours(&parse(file)?),
        None => false,
    };
    match (own.exists(), speaks) {
        (true, true) => Err(SettingsError::new(
            shown(&own),
            format!("{} configures nonblock too", shown(&shared)),
            "keep one: move `[tool.nonblock]` into `nonblock.toml`, or the other way round",
        )),
        (true, false) => read(own.clone(), shown(&own)).map(Some),
        (false, true) => Ok(shared_file),
        (false, false) => Ok(None),
    }
}

fn read(path: PathBuf, shown: String) -> Result<ConfigFile, SettingsError> {
    match fs::read_to_string(&path) {
        Ok(text) => Ok(ConfigFile { path, shown, text }),
        Err(error) => {
            Err(SettingsError::unreadable(Path::new(&shown), "configuration file", &error))
        }
    }
}

fn parse(file: &ConfigFile) -> Result<DeTable<'_>, SettingsError> {
    let document = DeTable::parse(&file.text).map_err(|error| {
        let at = error.span().map_or(0, |it| it.start);
        let origin = format!("{}:{}", file.shown, line(&file.text, at));
        let message = format!("not valid TOML: {}", error.message().replace('\n', ", "));
        SettingsError::new(origin, message, "correct the file, or pass `--isolated`")
    })?;
    Ok(document.into_inner())
}

fn is_ours(document: &DeTable<'_>) -> bool {
    let Some(DeValue::Table(tool)) = document.get("tool").map(toml::Spanned::get_ref) else {
        return false;
    };
    tool.contains_key("nonblock")
}

impl ConfigFile {
    pub(super) fn read(&self, errors: &mut Vec<SettingsError>) -> Options {
        let document = match parse(self) {
            Ok(document) => document,
            Err(error) => {
                errors.push(error);
                return Options::default();
            }
        };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut reader =
            Reader { origin: self.shown.clone(), text: Some(&self.text), folder, errors };
        if self.path.file_name().is_some_and(|it| it == "pyproject.toml") {
            let Some(tool) = document.get("tool") else { return Options::default() };
            let Some(tool) = reader.table("tool", tool) else { return Options::default() };
            let Some(ours) = tool.get("nonblock") else { return Options::default() };
            reader.table("tool.nonblock", ours).map(|it| reader.parts(it)).unwrap_or_default()
        } else {
            reader.parts(&document)
        }
    }
}

impl Reader<'_> {
    fn parts(&mut self, table: &DeTable<'_>) -> Options {
        let mut options = Options::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "check" => {
                    if let Some(table) = self.table("check", value) {
                        options = self.check_table(table);
                    }
                }
                other if PARTS.contains(&other) => {}
                other => self.unknown_key(key.span().start, other, PARTS),
            }
        }
        options
    }
}

/// Reads `KEY=VALUE`; a value that is not TOML is text, so that a shell needs no second pair of quotes.
pub(super) fn read_inline(
    text: &str,
    surroundings: &Surroundings,
    errors: &mut Vec<SettingsError>,
) -> Options {
    let origin = format!("`-c {text}`");
    let quoted = text
        .split_once('=')
        .map(|(key, value)| format!("{key} = {}", toml::Value::from(value.trim())));
    let document = DeTable::parse(text)
        .ok()
        .or_else(|| quoted.as_deref().and_then(|it| DeTable::parse(it).ok()));
    let Some(document) = document else {
        let hint = "write a setting as in `nonblock.toml`, for example `-c 'rules.blocking-call=\"warn\"'`";
        errors.push(SettingsError::new(origin, "not a setting", hint));
        return Options::default();
    };
    let folder = &surroundings.working_directory;
    Reader { origin, text: None, folder, errors }.check_table(document.get_ref())
}
