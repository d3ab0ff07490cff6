//! What one file says about its functions, owned and free of ty: the unit that is cached on disk and linked.

use nonblock_catalogue::{FunctionId as SinkId, Outcome, Place};
use serde::{Deserialize, Serialize};

/// A file in the table of the facts it appears in (`FileFacts::files`); after linking, in the program's table.
pub type FileIndex = u32;

/// A range of bytes in a file.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns whether `inner` lies within.
    pub fn contains(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }
}

/// A function, lambda or class, by the offset of its name (of a lambda: of its first character).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Symbol {
    /// The file it is defined in.
    pub file: FileIndex,
    /// Offset of its name.
    pub offset: u32,
}

/// Where an edge leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// A function with source.
    Function(Symbol),
    /// A blocking function of the catalogue.
    Sink(SinkId),
}

/// What happens at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verb {
    /// `f()`
    Calls,
    /// `C()`
    Constructs,
    /// `with c:`
    Enters,
    /// `for x in it:` and everything else that draws items.
    Iterates,
    /// `a.p` where `p` is a property or another descriptor.
    Reads,
    /// `a.p = x`
    Sets,
    /// `a / b`, `a[b]`, `len(a)`
    Operates,
    /// The wrapper that a decorator put around the function.
    Wraps,
    /// A function that was handed over and is called by its receiver.
    CallsBack,
    /// `import m` inside a function.
    Imports,
}

impl Verb {
    /// Returns the phrase for chains.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Constructs => "constructs",
            Self::Enters => "enters",
            Self::Iterates => "iterates",
            Self::Reads => "reads",
            Self::Sets => "sets",
            Self::Operates => "applies",
            Self::Wraps => "is wrapped by",
            Self::CallsBack => "passes",
            Self::Imports => "imports",
        }
    }
}

/// How an edge was found; `nonblock_report::Confidence` in a form that is cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// A guess that is right more often than not: an override, an unknown parameter.
    Possible,
    /// Followed through values, decorators or names.
    Likely,
    /// By types.
    Proven,
}

/// Whose method a step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Receiver {
    /// Nothing is known of the object, or there is none.
    Unknown,
    /// The object whose method takes the step: `self.f()`, `super().f()`.
    Own,
    /// An object that is made here, of this very class.
    Exactly(Symbol),
}

/// A step from a function to what it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edge {
    /// The site.
    pub site: Span,
    /// What is run.
    pub target: Target,
    /// How it is run.
    pub verb: Verb,
    /// How it was found.
    pub certainty: Certainty,
    /// Whose method it is.
    pub receiver: Receiver,
    /// Whether a subclass may override the target: called through an instance, not through `super()` or a class.
    pub overridable: bool,
    /// Whether the result is iterated here: a generator's body runs then, not at the call.
    pub consumed: bool,
}

/// What is passed for a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// A callable.
    Callable(Target),
    /// An instance of a class.
    Instance(Symbol),
    /// A parameter of this or of an enclosing function.
    Parameter(Symbol, String),
    /// An object or module of a package, by the names it is known by, the surest first: `redis.Redis()`.
    Written(Vec<String>),
    /// Something else, of a class that is known.
    Other,
    /// Nobody knows what.
    Unknown,
}

/// A parameter of a callee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slot {
    /// By position, without `self`.
    Position(u32),
    /// By name.
    Keyword(String),
}

/// An argument worth following.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// The argument's expression.
    pub site: Span,
    /// Who gets it.
    pub callee: Symbol,
    /// For which parameter.
    pub slot: Slot,
    /// What it is.
    pub value: Value,
    /// Whether the callee is called without its receiver: `Class.method(obj)`.
    pub unbound: bool,
}

/// What becomes of the result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Usage {
    /// `await f()`
    Awaited,
    /// `f()` alone.
    Dropped,
    /// `if f():`, `not f()`, `f() == x`
    Tested,
    /// `return f()`
    Returned,
    /// Anything else.
    Kept,
}

/// A call that runs its function argument elsewhere than on the loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offloading {
    /// The whole call.
    pub site: Span,
    /// The off-loading callable, as users know it.
    pub name: String,
    /// Where the function runs.
    pub place: Place,
    /// What the call returns.
    pub outcome: Outcome,
    /// The function argument's expression.
    pub argument: Span,
    /// Whether that expression is itself a call: `to_thread(f(x))`.
    pub is_eager: bool,
    /// What the function argument is, where known.
    pub functions: Vec<Target>,
    /// The function argument where it is a parameter of this or of an enclosing function.
    pub parameter: Option<(Symbol, String)>,
    /// What becomes of the result.
    pub usage: Usage,
}

/// A callable that was handed to the loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoopCallback {
    /// The argument's expression.
    pub site: Span,
    /// What the loop will run.
    pub target: Target,
    /// Who took it: `call_soon`.
    pub through: String,
}

/// A receiver whose class ty does not know: resolved when all files are linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// The site.
    pub site: Span,
    /// The parameter that the receiver comes from.
    pub parameter: (Symbol, String),
    /// Attributes from the parameter to the method: `p.session.get()` is `["session", "get"]`.
    pub path: Vec<String>,
    /// Whether its result is awaited: a plain function is not what is called.
    pub is_awaited: bool,
    /// Whether what it returns is drawn from on the spot.
    pub is_consumed: bool,
    /// What it is given, as text: some arguments excuse a call.
    pub given: Vec<(Slot, String)>,
}

/// A collection that outlives a call: an attribute or a module's variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Container {
    /// Qualified name of its class or module.
    pub owner: String,
    /// Its own name.
    pub name: String,
}

/// A callable put into a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The value's expression.
    pub site: Span,
    /// The collection.
    pub container: Container,
    /// The callable.
    pub value: Value,
}

/// A call of something drawn from a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The site.
    pub site: Span,
    /// The collection.
    pub container: Container,
    /// Whether the call is awaited: it runs coroutines, then, and no plain function.
    pub is_awaited: bool,
}

/// A call whose target is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unresolved {
    /// The site.
    pub site: Span,
    /// Why not.
    pub reason: String,
}

/// A method call of whose receiver nothing is known, in a file that imports only the project and the standard library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The site.
    pub site: Span,
    /// The method's name.
    pub method: String,
    /// Whether the receiver's class was loaded by its dotted name.
    pub is_loaded: bool,
    /// Whether its result is awaited: a plain function is not what is called.
    pub is_awaited: bool,
}

/// `super().method()`: where it leads depends on the class of the object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Super {
    /// The site.
    pub site: Span,
    /// The class whose ancestors are searched.
    pub class: Symbol,
    /// The method's name.
    pub method: String,
}

/// Why a call does not block although its target does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// It is given a file that lies in memory.
    InMemory,
    /// It is called on a socket that was told not to wait.
    NeverWaits,
}

/// What an `async def` without an `await` does instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Number of `await`, `async for`, `async with` and asynchronous comprehensions.
    pub awaits: u32,
    /// Whether it has a `yield`.
    pub yields: bool,
    /// `while True` and the like around no `await`, `return`, `break` or `raise`.
    pub endless: Vec<Span>,
    /// The only call of a body that does nothing but return it: `return fn(*args)`.
    pub sole_call: Option<Span>,
    /// The parameter called there.
    pub sole_parameter: Option<String>,
    /// Whether the body is empty: `pass`, `...`, a docstring, `raise NotImplementedError`.
    pub is_stub: bool,
    /// Whether it counts to a million: `for _ in range(1_000_000)`, loops in loops multiplied.
    pub is_busy: bool,
}

/// Everything known of one function.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, as the source states it"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionFacts {
    /// Its identity.
    pub symbol: Symbol,
    /// Qualified name.
    pub name: String,
    /// The whole definition.
    pub span: Span,
    /// The name in the definition.
    pub name_span: Span,
    /// Whether it is `async def`.
    pub is_async: bool,
    /// Whether it is a generator.
    pub is_generator: bool,
    /// Whether its first parameter is bound at the call.
    pub is_method: bool,
    /// Its class, for methods.
    pub class: Option<Symbol>,
    /// Whether it is a test, an overload or an abstract method, as its decorators say.
    pub is_abstract: bool,
    /// Names of its parameters, `self` included.
    pub parameters: Vec<String>,
    /// What it runs.
    pub edges: Vec<Edge>,
    /// Arguments worth following.
    pub arguments: Vec<Argument>,
    /// Parameters that are called, its own or an enclosing function's.
    pub invoked: Vec<(Symbol, String)>,
    /// Decorators with source.
    pub decorators: Vec<Symbol>,
    /// The names of its decorators, qualified or as written.
    pub decorator_names: Vec<String>,
    /// Functions defined inside.
    pub nested: Vec<Symbol>,
    /// Functions inside that it returns, and parameters that it returns.
    pub returned: Vec<Value>,
    /// Calls that run functions elsewhere.
    pub offloadings: Vec<Offloading>,
    /// Callables handed to the loop.
    pub loop_callbacks: Vec<LoopCallback>,
    /// Callables that it puts into collections.
    pub stored: Vec<Stored>,
    /// Calls of what it draws from collections.
    pub drawn: Vec<Drawn>,
    /// Calls to resolve when linked.
    pub deferred: Vec<Deferred>,
    /// Calls of which linking knows the method's name.
    pub named: Vec<Named>,
    /// Calls through `super()`.
    pub supers: Vec<Super>,
    /// Sites of calls that do not block.
    pub doubts: Vec<(Span, Doubt)>,
    /// Dotted names in its strings: `"app.storage.DiskStorage"`.
    pub mentions: Vec<String>,
    /// The shape of its body.
    pub shape: Shape,
    /// Calls in its body.
    pub calls: u32,
    /// Calls whose target is not known.
    pub unresolved: Vec<Unresolved>,
}

/// A class: its bases and methods, for overrides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassFacts {
    /// Its identity.
    pub symbol: Symbol,
    /// Qualified name.
    pub name: String,
    /// Direct bases with source.
    pub bases: Vec<Symbol>,
    /// Qualified names of all ancestors.
    pub ancestors: Vec<String>,
    /// Methods defined in its body.
    pub methods: Vec<(String, Symbol)>,
    /// Instance attributes that hold a parameter of a method: name, method, parameter.
    pub held: Vec<(String, Symbol, String)>,
    /// Instance attributes whose class is known: name, class.
    pub typed: Vec<(String, Symbol)>,
    /// Instance attributes that hold an object of a package: name, the names it is known by.
    pub written: Vec<(String, Vec<String>)>,
    /// Attributes of the class that are functions or classes, with what calling them runs.
    pub constants: Vec<(String, Target)>,
}

/// Everything known of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Paths of the files that symbols point into; the first is the file itself.
    pub files: Vec<String>,
    /// Its functions; of dependencies only those asked for.
    pub functions: Vec<FunctionFacts>,
    /// Its classes.
    pub classes: Vec<ClassFacts>,
    /// Syntax errors and the like, with line and column.
    pub problems: Vec<(u32, u32, String)>,
}
