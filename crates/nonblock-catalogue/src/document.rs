//! One TOML file: its tables, and what they expand to.

use serde::Deserialize;
use toml::Spanned;

use crate::entry::{Boundary, Entry, Function, Gateway, Invoke, Offload, Package, constructed};
use crate::error::CatalogueError;
use crate::kind::{Cost, Effect, Gil, When};
use crate::shape::{self, Fault};

const SHAPE: &str = "docs/catalogue.md describes the tables and their keys";

/// The tables of a file, as written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    package: Vec<Package>,
    #[serde(default)]
    function: Vec<FunctionTable>,
    #[serde(default)]
    boundary: Vec<Spanned<Boundary>>,
    #[serde(default)]
    offload: Vec<Spanned<Offload>>,
    #[serde(default)]
    invoke: Vec<Spanned<Invoke>>,
    #[serde(default)]
    entry: Vec<Spanned<Entry>>,
    #[serde(default)]
    gateway: Vec<Spanned<Gateway>>,
}

/// One function, or several of which the same is true.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct FunctionTable {
    /// Names, relative to each scope of `in` if there is one.
    #[serde(alias = "name")]
    pub(crate) names: Spanned<Names>,
    /// Modules or classes that define each name.
    #[serde(default, rename = "in")]
    pub(crate) scopes: Option<Spanned<Names>>,
    /// Modules or classes under which users write each name.
    #[serde(default, rename = "as")]
    pub(crate) written: Option<Spanned<Names>>,
    /// Further names as users write them; only beside a single name.
    #[serde(default)]
    pub(crate) aliases: Option<Spanned<Names>>,
    effect: Effect,
    cost: Cost,
    #[serde(default = "released")]
    gil: Gil,
    #[serde(default)]
    when: When,
    #[serde(default)]
    pub(crate) unless: Option<Spanned<Names>>,
    pub(crate) reason: Spanned<String>,
    #[serde(default)]
    instead: String,
    #[serde(default)]
    evidence: String,
}

/// One string or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
pub(crate) enum Names {
    One(String),
    Many(Vec<String>),
}

impl Names {
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

fn released() -> Gil {
    Gil::Released
}

/// What a file adds to a catalogue.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) packages: Vec<Package>,
    pub(crate) functions: Vec<Function>,
    pub(crate) boundaries: Vec<Boundary>,
    pub(crate) offloads: Vec<Offload>,
    pub(crate) invokes: Vec<Invoke>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) gateways: Vec<Gateway>,
}

/// Reads one file.
pub(crate) fn read(text: &str, origin: &str) -> Result<Document, CatalogueError> {
    let tables: Tables = toml::from_str(text).map_err(|it| CatalogueError::Malformed {
        origin: origin.to_owned(),
        line: it.span().map_or(1, |span| line_of(text, span.start)),
        problem: it.message().to_owned(),
        hint: SHAPE.to_owned(),
    })?;
    tables.expand().map_err(|it| CatalogueError::Invalid {
        origin: origin.to_owned(),
        line: line_of(text, it.at),
        key: it.key,
        problem: it.fault.problem,
        hint: it.fault.hint,
    })
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|it| *it == b'\n').count()
}

/// A value that cannot be meant, and where it stands.
struct Misplaced {
    at: usize,
    key: &'static str,
    fault: Fault,
}

/// Says where a fault was found.
fn at(key: &'static str, at: usize) -> impl Fn(Fault) -> Misplaced {
    move |fault| Misplaced { at, key, fault }
}

impl Tables {
    fn expand(self) -> Result<Document, Misplaced> {
        let mut functions = Vec::with_capacity(self.function.len() * 2);
        for table in self.function {
            table.expand(&mut functions)?;
        }
        Ok(Document {
            packages: self.package,
            functions,
            boundaries: checked(self.boundary, |it| {
                shape::definition(&it.name).map_err(|fault| ("name", fault))?;
                shape::clause(&it.why).map_err(|fault| ("why", fault))
            })?,
            offloads: checked(self.offload, |it| named(&it.name, &it.aliases))?,
            invokes: checked(self.invoke, |it| named(&it.name, &it.aliases))?,
            entries: checked(self.entry, entry)?,
            gateways: checked(self.gateway, |it| {
                shape::definition(&it.class).map_err(|fault| ("class", fault))?;
                shape::definition(&it.is_a).map_err(|fault| ("is-a", fault))
            })?,
        })
    }
}

/// Returns the values inside `spanned`, each of which `valid` accepts.
fn checked<T>(
    spanned: Vec<Spanned<T>>,
    valid: impl Fn(&T) -> Result<(), (&'static str, Fault)>,
) -> Result<Vec<T>, Misplaced> {
    let mut values = Vec::with_capacity(spanned.len());
    for it in spanned {
        valid(it.get_ref()).map_err(|(key, fault)| at(key, it.span().start)(fault))?;
        values.push(it.into_inner());
    }
    Ok(values)
}

fn named(name: &str, aliases: &[String]) -> Result<(), (&'static str, Fault)> {
    shape::definition(name).map_err(|fault| ("name", fault))?;
    aliases.iter().try_for_each(|it| shape::written(it)).map_err(|fault| ("aliases", fault))
}

fn entry(it: &Entry) -> Result<(), (&'static str, Fault)> {
    let fault = match (it.decorator.is_empty(), it.class.is_empty()) {
        (false, true) if it.methods.is_empty() => shape::definition(&it.decorator).err(),
        (true, false) if !it.methods.is_empty() => shape::definition(&it.class).err(),
        _ => Some(Fault::new(
            "says neither which decorator nor which class and methods".to_owned(),
            "give `decorator`, or `class` with `methods`",
        )),
    };
    fault.map_or(Ok(()), |fault| Err(("entry", fault)))
}

impl FunctionTable {
    /// Adds one function for each name.
    fn expand(self, to: &mut Vec<Function>) -> Result<(), Misplaced> {
        self.check()?;
        let names = self.names.get_ref().as_slice();
        let scopes = slice(self.scopes.as_ref());
        let written = slice(self.written.as_ref());
        for name in names {
            let mut definitions = qualified(scopes, name);
            if definitions.is_empty() {
                definitions.push(name.clone());
            }
            let primary = definitions.remove(0);
            let mut aliases = qualified(written, constructed(name));
            aliases.extend_from_slice(slice(self.aliases.as_ref()));
            let mut function = Function {
                name: primary,
                also: definitions,
                aliases,
                effect: self.effect,
                cost: self.cost,
                gil: self.gil,
                when: self.when,
                unless: slice(self.unless.as_ref()).to_vec(),
                reason: self.reason.get_ref().clone(),
                instead: String::new(),
                evidence: self.evidence.clone(),
            };
            function.instead = cure(&function, &self.instead, name);
            to.push(function);
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Misplaced> {
        let names = self.names.get_ref().as_slice();
        let scopes = slice(self.scopes.as_ref());
        each(Some(&self.names), "names", |it| match scopes.first() {
            Some(scope) => shape::definition(&format!("{scope}.{it}")),
            None => shape::definition(it),
        })?;
        each(self.scopes.as_ref(), "in", shape::definition)?;
        each(self.written.as_ref(), "as", shape::written)?;
        each(self.aliases.as_ref(), "aliases", shape::written)?;
        each(self.unless.as_ref(), "unless", shape::exemption)?;
        if let (true, Some(aliases)) = (names.len() > 1, &self.aliases) {
            let fault = Fault::new(
                "aliases belong to one name, and this entry has several".to_owned(),
                "write the module or class that users import from under `as`, or split the entry",
            );
            return Err(at("aliases", aliases.span().start)(fault));
        }
        if names.is_empty() {
            let fault =
                Fault::new("no name is given".to_owned(), "remove the entry, or name a function");
            return Err(at("names", self.names.span().start)(fault));
        }
        shape::clause(self.reason.get_ref()).map_err(at("reason", self.reason.span().start))
    }
}

fn each(
    names: Option<&Spanned<Names>>,
    key: &'static str,
    valid: impl Fn(&str) -> Result<(), Fault>,
) -> Result<(), Misplaced> {
    let Some(names) = names else { return Ok(()) };
    let check = |it: &String| valid(it).map_err(at(key, names.span().start));
    names.get_ref().as_slice().iter().try_for_each(check)
}

fn slice(names: Option<&Spanned<Names>>) -> &[String] {
    names.map_or(&[], |it| it.get_ref().as_slice())
}

fn qualified(scopes: &[String], name: &str) -> Vec<String> {
    scopes.iter().map(|scope| format!("{scope}.{name}")).collect()
}

/// Returns what to write instead of `function`; without a word from the file, the move to a thread or a process.
fn cure(function: &Function, template: &str, name: &str) -> String {
    let shown = function.shown();
    let last = name.rsplit('.').next().unwrap_or(name);
    match (template, function.effect, function.gil) {
        ("", Effect::Cpu, Gil::Held) => format!("await nonblock.in_process({shown}, ...)"),
        ("", _, _) if shown.ends_with('*') => "await asyncio.to_thread(...)".to_owned(),
        ("", _, _) => format!("await asyncio.to_thread({shown}, ...)"),
        _ => template.replace("{shown}", shown).replace("{last}", last),
    }
}
