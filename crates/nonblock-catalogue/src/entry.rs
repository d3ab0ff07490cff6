//! The kinds of catalogue entries.

use serde::{Deserialize, Serialize};

/// What a blocking function waits for, or spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Waits for time to pass.
    Sleep,
    /// Talks to another machine.
    Network,
    /// Resolves a host name.
    Dns,
    /// Starts or awaits a process.
    Process,
    /// Queries a database.
    Database,
    /// Reads or writes the contents of files.
    DiskData,
    /// Reads or changes names, attributes or directories.
    DiskMetadata,
    /// Waits for a lock, an event, a thread or a future.
    Lock,
    /// Waits for a queue.
    Queue,
    /// Computes for long.
    Cpu,
    /// Waits for a person at a terminal.
    Console,
    /// Imports a module at run time.
    Import,
    /// Loads TLS certificates from disk.
    Tls,
}

/// How long one call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// As long as a peer, a lock holder or the argument says.
    Unbounded,
    /// Milliseconds and more.
    High,
    /// Microseconds on a warm cache, milliseconds on a cold or remote disk.
    Low,
    /// High at the first call of the process, nothing after.
    Once,
}

/// Whether other threads may run meanwhile: it decides between a thread and a process as the cure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gil {
    /// Other threads run meanwhile.
    Released,
    /// No other thread runs meanwhile.
    Held,
}

/// When the function blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At the call.
    #[default]
    Called,
    /// When its result is iterated.
    Iterated,
}

/// How loudly a finding speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Off unless asked for.
    Note,
    /// Costs milliseconds.
    Warning,
    /// Stalls the loop for as long as somebody else decides.
    Error,
}

/// A function that blocks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Function {
    /// Qualified name of the definition, in a stub or in source: `requests.api.get`. A trailing `*` matches any rest.
    pub name: String,
    /// Names as users write them: `requests.get`. `()` stands for the result of a call: `boto3.client().*`.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it waits for.
    pub effect: Effect,
    /// How long it may take.
    pub cost: Cost,
    /// Whether other threads run meanwhile.
    #[serde(default = "released")]
    pub gil: Gil,
    /// When it blocks.
    #[serde(default)]
    pub when: When,
    /// Arguments under which it does not block: `block=False`, `timeout=0`, `0=0` (first positional argument is 0).
    #[serde(default)]
    pub unless: Vec<String>,
    /// Why it blocks, in one clause: "waits for the server's answer".
    pub reason: String,
    /// What to write instead, as code.
    #[serde(default)]
    pub instead: String,
    /// Where the fact comes from: a source file, a manual page, a measurement.
    #[serde(default)]
    pub evidence: String,
}

fn released() -> Gil {
    Gil::Released
}

impl Function {
    /// Returns how loudly a call of it is reported.
    pub fn severity(&self) -> Severity {
        match (self.effect, self.cost) {
            (_, Cost::Once)
            | (Effect::DiskMetadata | Effect::Import, _)
            | (Effect::Lock, Cost::Low) => Severity::Note,
            (Effect::DiskData | Effect::Cpu | Effect::Tls, _) | (_, Cost::Low) => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// Why the analysis does not look inside a callable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Boundary {
    /// Qualified name; a trailing `*` matches any rest.
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Offload {
    /// Qualified name of the definition.
    pub name: String,
    /// Names as users write them.
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Invoke {
    /// Qualified name of the definition.
    pub name: String,
    /// Names as users write them.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Position of the function argument, without `self`.
    pub argument: usize,
    /// Keyword of the function argument, where it has one.
    #[serde(default)]
    pub keyword: String,
    /// Whether the loop runs it later (its argument is an entry), or the caller at once (an edge).
    pub on_loop: bool,
}

/// Callables that the loop runs although they are not `async def`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
