//! What `check` found, as plain data between the analysis and the writers.

use nonblock_catalogue::{Cost, Effect, Gil, Severity};
use serde::Serialize;
use std::time::Duration;

/// A place in a text, both counted from one; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line.
    pub row: u32,
    /// Column.
    pub column: u32,
}

/// A range in a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// Path relative to the project for its own files, absolute for others.
    pub path: String,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// How sure the analysis is of every step of a chain; the weakest step counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// An override in a subclass, or an unknown parameter.
    Possible,
    /// Followed through values, decorators or names.
    Likely,
    /// Every step by types.
    Proven,
}

/// One step of a chain: a call site and the function it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The qualified function that holds the site: `package.module.Class.method`.
    pub function: String,
    /// The site.
    pub location: Location,
    /// What happens there, as a verb phrase: `calls`, `reads property`, `enters`, `iterates`.
    pub verb: String,
    /// What is called there, qualified.
    pub callee: String,
    /// Whether the site is in the project's own code.
    pub first_party: bool,
}

/// The blocking function at the end of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sink {
    /// Name as users know it: `requests.get`.
    pub name: String,
    /// What it waits for.
    pub effect: Effect,
    /// How long it may take.
    pub cost: Cost,
    /// Whether other threads run meanwhile.
    pub gil: Gil,
    /// Why it blocks, in one clause.
    pub reason: String,
    /// What to write instead, as code; empty where unknown.
    pub instead: String,
}

/// One way in: a coroutine, or a callback that the loop runs, with the chain from it to the sink.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entrance {
    /// The qualified function that the loop runs.
    pub function: String,
    /// Where that function is defined (its name).
    pub location: Location,
    /// Why the loop runs it: `async def`, or the catalogue's words.
    pub why: String,
    /// From a site in that function to the site that names the sink.
    pub chain: Vec<Frame>,
}

/// Whether a fix keeps the program's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// Only for `--unsafe-fixes`.
    Unsafe,
    /// For `--fix`.
    Safe,
}

/// A replacement of a range of bytes in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The range, as users see it.
    pub location: Location,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The text in its place.
    pub content: String,
}

/// A cure that can be applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What it does: "await `asyncio.sleep`".
    pub message: String,
    /// Whether it keeps the program's meaning.
    pub safety: Safety,
    /// Replacements, in order, none overlapping.
    pub edits: Vec<Edit>,
}

/// A rule's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Rule {
    /// Name in kebab case: `blocking-call`.
    pub name: &'static str,
    /// Short code: `NB101`.
    pub code: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// What it does, why it is bad, example, cure, limits; Markdown.
    pub documentation: &'static str,
}

/// The ways in that a finding carries at most; where it carries as many, there may be more.
pub const MOST_ENTRANCES: usize = 100;

/// One finding: a choke point in the project's own code and the sink behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The broken rule.
    pub rule: Rule,
    /// How loudly it speaks.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One short sentence that stands alone.
    pub message: String,
    /// The site in the project's own code.
    pub location: Location,
    /// The qualified function that holds the site.
    pub function: String,
    /// The blocking function, for rules that have one.
    pub sink: Option<Sink>,
    /// The ways in, shortest first, up to [`MOST_ENTRANCES`].
    pub entrances: Vec<Entrance>,
    /// What to do, as sentences or code.
    pub help: Vec<String>,
    /// A cure that can be applied.
    pub fix: Option<Fix>,
    /// Stable over edits elsewhere in the file: from function, sink and rule.
    pub fingerprint: String,
}

/// Something that kept part of the input from being analysed; the rest was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Path it is about, if any.
    pub path: Option<String>,
    /// What failed, with which value.
    pub message: String,
    /// The way out.
    pub hint: String,
}

/// How much of the code was understood: silence is no proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Files of the project.
    pub files: u32,
    /// Functions of the project.
    pub functions: u32,
    /// Functions of dependencies and the standard library that were followed.
    pub followed: u32,
    /// Entrances: coroutines and callbacks.
    pub entrances: u32,
    /// Calls in the project's functions.
    pub calls: u32,
    /// Those whose target is known.
    pub resolved: u32,
}

/// A finding that was seen to block a loop at run time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// Where the finding is.
    pub location: Location,
    /// For how long loops were blocked there, in all.
    pub blocked: Duration,
}

/// Everything a run has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Findings, by path and position.
    pub findings: Vec<Finding>,
    /// What could not be analysed.
    pub problems: Vec<Problem>,
    /// How much was understood.
    pub coverage: Coverage,
    /// What was seen at run time as well: it comes first.
    pub confirmed: Vec<Confirmation>,
}
