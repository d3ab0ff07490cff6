//! The kinds of catalogue entries.

use serde::{Deserialize, Serialize};

use crate::kind::{Cost, Effect, Gil, Severity, When};

/// A function that blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Qualified name of the definition, in a stub or in source: `requests.api.get`. A trailing `*` matches any rest
    /// whose last segment is public: neither `__init__` nor `_private`.
    pub name: String,
    /// Further names of the definition: in another Python version, in the source behind the stub, of its C twin.
    pub also: Vec<String>,
    /// Names as users write them: `requests.get`. `()` stands for the result of a call: `boto3.client().*`.
    pub aliases: Vec<String>,
    /// What it waits for.
    pub effect: Effect,
    /// How long it may take.
    pub cost: Cost,
    /// Whether other threads run meanwhile.
    pub gil: Gil,
    /// When it blocks.
    pub when: When,
    /// Arguments under which it does not block: `block=False`, `timeout=0`, `0=0` (first positional argument is 0),
    /// `cadata=*` (given at all). Read them through [`Function::exemptions`].
    pub unless: Vec<String>,
    /// Arguments without any of which it does not block: `interval=*`, `0=*`. No requirement if empty. Read them through
    /// [`Function::requirements`].
    pub only: Vec<String>,
    /// Why it blocks, in one clause: "waits for the server's answer".
    pub reason: String,
    /// What to write instead, as code.
    pub instead: String,
    /// Where the fact comes from: a source file, a manual page, a measurement.
    pub evidence: String,
}

/// An argument under which a function does not block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exemption<'a> {
    /// Which argument.
    pub argument: Argument<'a>,
    /// The value that it must have, as Python writes it; `None` if it need only be given.
    pub value: Option<&'a str>,
}

/// An argument at a call site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// A positional one, counted from 0 and without `self`.
    Position(usize),
    /// A keyword.
    Keyword(&'a str),
}

impl Function {
    /// Returns how loudly a call of it is reported.
    pub fn severity(&self) -> Severity {
        match (self.effect, self.cost) {
            // A download, although only the first.
            (Effect::Network, Cost::Once) => Severity::Warning,
            (_, Cost::Once) | (Effect::DiskMetadata | Effect::Lock | Effect::Cpu, Cost::Low) => {
                Severity::Note
            }
            (
                Effect::DiskData
                | Effect::DiskMetadata
                | Effect::Cpu
                | Effect::Tls
                | Effect::Import,
                _,
            )
            | (_, Cost::Low) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Returns the name that a message gives it: as users write it, where that is known.
    pub fn shown(&self) -> &str {
        let name = self.aliases.iter().find(|it| !it.starts_with('*')).unwrap_or(&self.name);
        let name = constructed(name);
        name.strip_prefix("builtins.").unwrap_or(name)
    }

    /// Returns the name that a message gives to `matched`, a definition or written name that an entry ending in `*`
    /// stands for: `redis.Redis().get` where the entry says `redis.Redis().*`.
    pub fn shown_as(&self, matched: &str) -> String {
        let shown = self.shown();
        let patterns = [&self.name].into_iter().chain(&self.also).chain(&self.aliases);
        let mut rests = patterns.filter_map(|it| matched.strip_prefix(it.strip_suffix('*')?));
        match (shown.strip_suffix('*'), rests.next()) {
            (Some(start), Some(rest)) => format!("{start}{rest}"),
            _ => shown.to_owned(),
        }
    }

    /// Returns the arguments under which it does not block: any one of them is enough.
    pub fn exemptions(&self) -> impl Iterator<Item = Exemption<'_>> {
        self.unless.iter().filter_map(|it| clause(it))
    }

    /// Returns the arguments of which one must be given for it to block; none of them matters if there are none.
    pub fn requirements(&self) -> impl Iterator<Item = Exemption<'_>> {
        self.only.iter().filter_map(|it| clause(it))
    }
}

/// Reads `argument=value`.
fn clause(text: &str) -> Option<Exemption<'_>> {
    let (argument, value) = text.split_once('=')?;
    let argument = argument.parse().map_or(Argument::Keyword(argument), Argument::Position);
    Some(Exemption { argument, value: (value != "*").then_some(value) })
}

/// Returns the class whose constructor `name` is, which is what users call; else `name`.
pub(crate) fn constructed(name: &str) -> &str {
    let class = name.strip_suffix(".__init__").or_else(|| name.strip_suffix(".__new__"));
    class.unwrap_or(name)
}

/// Why the analysis does not look inside a callable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoundaryKind {
    /// Known not to block in practice.
    Neutral,
    /// Python source that never runs, because a C twin replaces it.
    Twin,
    /// Handled by other entries.
    Handled,
}

/// Names that the analysis does not look into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Boundary {
    /// Qualified name, or a name as users write it if it has a `()`; a trailing `*` matches any rest.
    pub name: String,
    /// The kind of boundary.
    pub kind: BoundaryKind,
    /// The reason, in one clause.
    pub why: String,
}

/// Where an off-loaded function runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In a thread of this process.
    Thread,
    /// In another process.
    Process,
    /// In whichever executor is passed.
    Executor,
}

/// What an off-loading callable returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A coroutine: nothing runs until it is awaited.
    Coroutine,
    /// A future: runs at once, the result needs an await.
    Future,
    /// A function that returns a coroutine.
    Wrapper,
    /// Nothing to await.
    Nothing,
}

/// A callable that runs its function argument elsewhere than on the loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Offload {
    /// Qualified name of the definition.
    pub name: String,
    /// Names as users write them; `*.submit` is a method by its name alone.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Position of the function argument, without `self`.
    pub argument: usize,
    /// Keyword of the function argument, where it has one: `target`.
    #[serde(default)]
    pub keyword: String,
    /// Where the function runs.
    pub place: Place,
    /// What the call returns.
    pub result: Outcome,
}

/// A callable that runs its function argument at once, or has the loop run it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Invoke {
    /// Qualified name of the definition.
    pub name: String,
    /// Names as users write them; `*.call_soon` is a method by its name alone.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Position of the function argument, without `self`; [`Invoke::KEYWORD_ONLY`] if it has none.
    #[serde(default = "keyword_only")]
    pub argument: usize,
    /// Keyword of the function argument, where it has one.
    #[serde(default)]
    pub keyword: String,
    /// Whether the loop runs it later (its argument is an entry), or the caller at once (an edge).
    pub on_loop: bool,
}

impl Invoke {
    /// The position of an argument that has none, such as the key of `sorted`.
    pub const KEYWORD_ONLY: usize = usize::MAX;
}

fn keyword_only() -> usize {
    Invoke::KEYWORD_ONLY
}

/// Callables that the loop runs although they are not `async def`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// Qualified name of a decorator: what it decorates runs on the loop.
    #[serde(default)]
    pub decorator: String,
    /// Qualified name of a base class: the `methods` of its subclasses run on the loop.
    #[serde(default)]
    pub class: String,
    /// Names of the methods; `*` is any public method.
    #[serde(default)]
    pub methods: Vec<String>,
    /// Who runs it, in one clause: "asyncio calls it for every packet".
    pub why: String,
}

/// An attribute that appears at run time on a class and its subclasses, and whose type no analysis can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Gateway {
    /// Qualified name of the class: `django.db.models.base.Model`.
    pub class: String,
    /// Name of the attribute: `objects`.
    pub attribute: String,
    /// Qualified name of a class whose instance it behaves like: `django.db.models.query.QuerySet`.
    pub is_a: String,
}

/// A distribution that a catalogue file speaks about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Package {
    /// Its name on PyPI.
    pub name: String,
    /// The modules that it is imported by.
    pub import: Vec<String>,
    /// The version that the entries were proved with.
    pub version: String,
}
