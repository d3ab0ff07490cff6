//! One TOML file: its tables, and what they expand to.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use crate::entry::{Boundary, BoundaryKind, Entry, Function, Gateway, Invoke, Offload, Package};
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
    alias: Vec<AliasTable>,
    #[serde(default)]
    boundary: Vec<BoundaryTable>,
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
    #[serde(default, alias = "name")]
    pub(crate) names: Option<Spanned<Names>>,
    #[serde(default, rename = "in")]
    pub(crate) scopes: Option<Spanned<Names>>,
    #[serde(default, rename = "as")]
    pub(crate) written: Option<Spanned<Names>>,
    #[serde(default)]
    pub(crate) also: Option<Spanned<Names>>,
    #[serde(default)]
    pub(crate) aliases: Option<Spanned<Names>>,
    /// Further names, with scopes of their own.
    #[serde(default)]
    pub(crate) more: Vec<NamesTable>,
    pub(crate) effect: Effect,
    pub(crate) cost: Cost,
    #[serde(default = "released")]
    pub(crate) gil: Gil,
    #[serde(default)]
    pub(crate) when: When,
    #[serde(default)]
    pub(crate) unless: Option<Spanned<Names>>,
    #[serde(default)]
    pub(crate) only: Option<Spanned<Names>>,
    pub(crate) reason: Spanned<String>,
    #[serde(default)]
    pub(crate) instead: String,
    #[serde(default)]
    pub(crate) evidence: String,
}

/// Names of functions, and where they are defined and written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct NamesTable {
    /// Names, relative to each scope of `in` if there is one.
    #[serde(alias = "name")]
    pub(crate) names: Spanned<Names>,
    /// Modules or classes that define each name.
    #[serde(default, rename = "in")]
    pub(crate) scopes: Option<Spanned<Names>>,
    /// Modules or classes under which users write each name.
    #[serde(default, rename = "as")]
    pub(crate) written: Option<Spanned<Names>>,
    /// Further names of the definition; only beside a single name.
    #[serde(default)]
    pub(crate) also: Option<Spanned<Names>>,
    /// Further names as users write them; only beside a single name.
    #[serde(default)]
    pub(crate) aliases: Option<Spanned<Names>>,
}

/// Further ways in which users write functions of other tables.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AliasTable {
    #[serde(alias = "name")]
    names: Spanned<Names>,
    #[serde(rename = "in")]
    scope: Spanned<String>,
    #[serde(rename = "as")]
    written: Spanned<Names>,
}

/// Names that nobody looks into, for one reason.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct BoundaryTable {
    #[serde(alias = "name")]
    names: Spanned<Names>,
    kind: BoundaryKind,
    why: Spanned<String>,
}

/// One string or several.
#[derive(Debug)]
pub(crate) struct Names(Vec<String>);

impl Names {
    pub(crate) fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string or a list of strings")
    }

    fn visit_str<E>(self, name: &str) -> Result<Names, E> {
        Ok(Names(vec![name.to_owned()]))
    }

    fn visit_string<E>(self, name: String) -> Result<Names, E> {
        Ok(Names(vec![name]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = from.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}

fn released() -> Gil {
    Gil::Released
}

/// What a file adds to a catalogue, or several together.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) packages: Vec<Package>,
    pub(crate) functions: Vec<Function>,
    /// Definitions of functions, and how users write them.
    pub(crate) aliases: Vec<(String, Vec<String>)>,
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
pub(crate) struct Misplaced {
    at: usize,
    key: &'static str,
    fault: Fault,
}

/// Says where a fault was found.
pub(crate) fn at(key: &'static str, at: usize) -> impl Fn(Fault) -> Misplaced {
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
            aliases: aliases(&self.alias)?,
            boundaries: boundaries(&self.boundary)?,
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

fn aliases(tables: &[AliasTable]) -> Result<Vec<(String, Vec<String>)>, Misplaced> {
    let mut aliases = Vec::with_capacity(tables.len() * 4);
    for table in tables {
        each(Some(&table.names), "names", shape::relative)?;
        shape::definition(table.scope.get_ref()).map_err(at("in", table.scope.span().start))?;
        each(Some(&table.written), "as", shape::scope)?;
        aliases.extend(table.names.get_ref().as_slice().iter().map(|name| {
            let written = table.written.get_ref().as_slice();
            let written = written.iter().map(|scope| format!("{scope}.{name}")).collect();
            (format!("{}.{name}", table.scope.get_ref()), written)
        }));
    }
    Ok(aliases)
}

fn boundaries(tables: &[BoundaryTable]) -> Result<Vec<Boundary>, Misplaced> {
    let mut boundaries = Vec::with_capacity(tables.len() * 8);
    for table in tables {
        each(Some(&table.names), "names", shape::written)?;
        shape::clause(table.why.get_ref()).map_err(at("why", table.why.span().start))?;
        boundaries.extend(table.names.get_ref().as_slice().iter().map(|name| Boundary {
            name: name.clone(),
            kind: table.kind,
            why: table.why.get_ref().clone(),
        }));
    }
    Ok(boundaries)
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

pub(crate) fn each(
    names: Option<&Spanned<Names>>,
    key: &'static str,
    valid: impl Fn(&str) -> Result<(), Fault>,
) -> Result<(), Misplaced> {
    let Some(names) = names else { return Ok(()) };
    let check = |it: &String| valid(it).map_err(at(key, names.span().start));
    names.get_ref().as_slice().iter().try_for_each(check)
}

pub(crate) fn slice(names: Option<&Spanned<Names>>) -> &[String] {
    names.map_or(&[], |it| it.get_ref().as_slice())
}
