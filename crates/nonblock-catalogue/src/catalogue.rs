//! The catalogue: every entry, and the look-ups.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::builtin;
use crate::digest::Digest;
use crate::document::{self, Document};
use crate::entry::{Boundary, Entry, Function, Gateway, Invoke, Offload, Package, constructed};
use crate::error::CatalogueError;
use crate::kind::When;
use crate::names::{Names, Reach};

/// Methods of tables, lists and texts: what a blocking call returned has them, and they say nothing of its client.
const DATA_METHODS: [&str; 26] = [
    "add",
    "append",
    "clear",
    "copy",
    "count",
    "decode",
    "encode",
    "extend",
    "find",
    "format",
    "get",
    "index",
    "insert",
    "items",
    "join",
    "keys",
    "lower",
    "pop",
    "remove",
    "replace",
    "setdefault",
    "sort",
    "split",
    "strip",
    "update",
    "values",
];

/// A function of one catalogue; it means nothing to a catalogue with another [`Catalogue::digest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FunctionId(u32);

/// What blocks, what does not, and who runs what where.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    functions: Vec<Function>,
    boundaries: Vec<Boundary>,
    /// How many of them nonblock ships.
    shipped: usize,
    offloads: Vec<Offload>,
    invokes: Vec<Invoke>,
    entries: Vec<Entry>,
    gateways: Vec<Gateway>,
    packages: Vec<Package>,
    /// Definitions that block or that nobody looks into: one map, so that the more specific entry wins.
    definitions: Names<Target>,
    /// The same by the names that users write.
    aliases: Names<Target>,
    /// The same by where a written name starts and how it ends.
    made: FxHashMap<(Box<str>, Box<str>), FunctionId>,
    offloads_by_name: Names<u32>,
    offloads_by_alias: Names<u32>,
    invokes_by_name: Names<u32>,
    invokes_by_alias: Names<u32>,
    /// Names of attributes whose value is fetched when they are read.
    fetched: FxHashSet<Box<str>>,
    /// The first parts of all functions' names.
    tops: FxHashSet<Box<str>>,
    decorators: FxHashMap<Box<str>, u32>,
    classes: FxHashMap<Box<str>, u32>,
    digest: Digest,
}

/// What the catalogue knows of a name.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    /// It blocks.
    Function(FunctionId),
    /// Nobody looks into it.
    Boundary(&'a Boundary),
}

/// What the name of a definition stands for.
#[derive(Clone, Copy, Debug)]
enum Target {
    Function(FunctionId),
    Boundary(u32),
}

impl Catalogue {
    /// Returns the catalogue that nonblock ships.
    pub fn builtin() -> Self {
        let (document, digest) = builtin::shipped();
        let mut catalogue = Self { digest, ..Self::default() };
        // Nearly every function has a further name: the tables need not grow while they are filled.
        let count = document.functions.len();
        catalogue.functions.reserve(count);
        catalogue.definitions.reserve(count * 2);
        catalogue.aliases.reserve(count * 2);
        catalogue.made.reserve(count);
        catalogue.add(document);
        catalogue.index();
        catalogue.shipped = catalogue.boundaries.len();
        catalogue
    }

    /// Adds a file of a user, a project or a library; where it names what is already known, it replaces it.
    ///
    /// `origin` names the file in errors. After an error the catalogue is as before.
    pub fn extend(&mut self, toml: &str, origin: &str) -> Result<(), CatalogueError> {
        self.add(document::read(toml, origin)?);
        self.digest.add(toml);
        self.index();
        Ok(())
    }

    /// Returns the function that a definition is: by its exact name, else by its longest prefix. A boundary that is
    /// more specific hides it. A constructor may be named `Class`, `Class.__init__` or `Class.__new__`.
    pub fn function(&self, name: &str) -> Option<FunctionId> {
        match self.definitions.get(constructed(name))? {
            Target::Function(id) => Some(id),
            Target::Boundary(_) => None,
        }
    }

    /// Returns what is known of a definition, function or boundary, whichever is more specific.
    pub fn known(&self, name: &str) -> Option<Known<'_>> {
        Some(match self.definitions.get(constructed(name))? {
            Target::Function(id) => Known::Function(id),
            Target::Boundary(index) => Known::Boundary(&self.boundaries[index as usize]),
        })
    }

    /// Returns what is known of a method called on an object: `classes` are those of its resolution order, from its
    /// own class up to the one that defines the method. The first that the catalogue knows speaks.
    ///
    /// The definition alone would not do: `io.StringIO.read` and `io.TextIOWrapper.read` are one definition, on
    /// `_io._TextIOBase`, and the commands of `redis.Redis` and `redis.asyncio.Redis` are defined on shared bases.
    pub fn method<'a>(
        &self,
        classes: impl IntoIterator<Item = &'a str>,
        method: &str,
    ) -> Option<Known<'_>> {
        let mut name = String::with_capacity(80);
        classes.into_iter().find_map(|class| {
            name.clear();
            name.extend([class, ".", method]);
            self.known(&name)
        })
    }

    /// Returns the function that users write as `written`: an import path in which `()` stands for the result of a
    /// call (`boto3.client().get_object`); else the function that is defined under that name.
    pub fn by_alias(&self, written: &str) -> Option<FunctionId> {
        let alias = self.aliases.get_by_prefix(written, |start| {
            matches!(self.aliases.get(start), Some(Target::Boundary(_)))
        });
        let target = alias.or_else(|| self.definitions.get(written));
        match target.or_else(|| self.aliases.method(written))? {
            // An entry that replaced the definition speaks for its aliases too.
            Target::Function(id) => self.function(&self.get(id).name),
            Target::Boundary(_) => None,
        }
    }

    /// Returns the function that an object runs under the last name of `written`, if an import made the object and the
    /// way in between is not known: `gspread.service_account().open().sheet1.append_row` starts and ends as one that is.
    ///
    /// An answer is mostly data: after another call that blocks, what every table or text has is that of the answer,
    /// so `Elasticsearch().search().get` is none of them.
    pub fn by_ends(&self, written: &str) -> Option<FunctionId> {
        let (maker, name) = ends(written)?;
        let id = *self.made.get(&(maker.into(), name.into()))?;
        if DATA_METHODS.contains(&name) && self.is_answer(written, maker.len()) {
            return None;
        }
        self.function(&self.get(id).name)
    }

    /// Returns whether a name starts with a call that blocks, behind the one that ends at `maker`.
    fn is_answer(&self, written: &str, maker: usize) -> bool {
        let calls = written.match_indices("()").map(|(at, _)| at).filter(|at| maker < *at);
        calls
            .map(|at| &written[..at])
            .any(|call| self.by_alias(call).or_else(|| self.by_ends(call)).is_some())
    }

    /// Returns whether an attribute of this name is fetched when it is read, of some object.
    pub fn is_fetched(&self, attribute: &str) -> bool {
        self.fetched.contains(attribute)
    }

    /// Returns whether tables, lists and texts have a method of this name as well.
    pub fn is_of_data(name: &str) -> bool {
        DATA_METHODS.contains(&name)
    }

    /// Returns whether some function's name starts with the package or module that a name starts with.
    pub fn mentions(&self, name: &str) -> bool {
        self.tops.contains(top(name))
    }

    /// Returns a function of this catalogue.
    pub fn get(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// Returns all functions, in the order of the files.
    pub fn functions(&self) -> impl Iterator<Item = (FunctionId, &Function)> {
        (0..).map(FunctionId).zip(&self.functions)
    }

    /// Returns why nobody looks into a definition. A function that is more specific hides it.
    pub fn boundary(&self, name: &str) -> Option<&Boundary> {
        match self.definitions.get(constructed(name))? {
            Target::Function(_) => None,
            Target::Boundary(index) => self.boundaries.get(index as usize),
        }
    }

    /// Returns why nobody looks into a definition of the project under analysis. What is shipped around a whole package
    /// is no reason: here its own source is asked about, or a file that has its name by chance.
    pub fn boundary_of_project(&self, name: &str) -> Option<&Boundary> {
        let Target::Boundary(index) = self.definitions.get(constructed(name))? else { return None };
        let boundary = self.boundaries.get(index as usize)?;
        let package = boundary.name.strip_suffix(".*").is_some_and(|it| !it.contains('.'));
        (!package || self.shipped <= index as usize).then_some(boundary)
    }

    /// Returns why nobody looks into what users write as `written`: `sys.stdout.write`, `boto3.client().close`.
    pub fn boundary_by_alias(&self, written: &str) -> Option<&Boundary> {
        match self.aliases.get(written).or_else(|| self.definitions.get(written))? {
            Target::Function(_) => None,
            Target::Boundary(index) => self.boundaries.get(index as usize),
        }
    }

    /// Returns all boundaries, in the order of the files.
    pub fn boundaries(&self) -> &[Boundary] {
        &self.boundaries
    }

    /// Returns the callables that run their argument elsewhere, in the order of the files.
    pub fn offloads(&self) -> &[Offload] {
        &self.offloads
    }

    /// Returns the callables that run their argument, or have the loop run it, in the order of the files.
    pub fn invokes(&self) -> &[Invoke] {
        &self.invokes
    }

    /// Returns the off-loading callable that a definition is.
    pub fn offload(&self, name: &str) -> Option<&Offload> {
        self.offloads.get(self.offloads_by_name.get(constructed(name))? as usize)
    }

    /// Returns the off-loading callable that users write as `written`, or whose method it is on an unknown receiver.
    pub fn offload_by_alias(&self, written: &str) -> Option<&Offload> {
        let index = by_alias(&self.offloads_by_alias, &self.offloads_by_name, written)?;
        self.offloads.get(index as usize)
    }

    /// Returns the callable that a definition is, if it runs its argument or hands it to the loop.
    pub fn invoke(&self, name: &str) -> Option<&Invoke> {
        self.invokes.get(self.invokes_by_name.get(constructed(name))? as usize)
    }

    /// Returns the callable that users write as `written`, or whose method it is on an unknown receiver, if it runs
    /// its argument or hands it to the loop.
    pub fn invoke_by_alias(&self, written: &str) -> Option<&Invoke> {
        let index = by_alias(&self.invokes_by_alias, &self.invokes_by_name, written)?;
        self.invokes.get(index as usize)
    }

    /// Returns the callables that the loop runs although they are not `async def`.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns why the loop runs what a decorator decorates.
    pub fn entry_decorator(&self, name: &str) -> Option<&Entry> {
        self.entries.get(*self.decorators.get(name)? as usize)
    }

    /// Returns which methods the loop runs on subclasses of a class.
    pub fn entry_class(&self, name: &str) -> Option<&Entry> {
        self.entries.get(*self.classes.get(name)? as usize)
    }

    /// Returns the attributes that appear at run time and whose type no analysis can read.
    pub fn gateways(&self) -> &[Gateway] {
        &self.gateways
    }

    /// Returns the distributions that the catalogue speaks about.
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// Returns a number that changes with every entry: caches of what the catalogue decided are keyed by it.
    pub fn digest(&self) -> u64 {
        self.digest.get()
    }

    /// Adds what a file says; [`Catalogue::index`] must follow.
    fn add(&mut self, document: Document) {
        self.packages.extend(document.packages);
        self.gateways.extend(document.gateways);
        document.functions.into_iter().for_each(|it| self.add_function(it));
        for (name, written) in document.aliases {
            // Without the function there is nothing to say of its aliases.
            if let Some(Target::Function(id)) = self.definitions.exact(constructed(&name)) {
                for it in &written {
                    self.add_alias(it, id);
                }
                self.functions[id.0 as usize].aliases.extend(written);
            }
        }
        for it in document.boundaries {
            let target = Target::Boundary(next(&self.boundaries));
            if it.name.contains("()") {
                self.aliases.insert(&it.name, target, Reach::All);
            } else {
                self.definitions.insert(constructed(&it.name), target, Reach::All);
            }
            self.boundaries.push(it);
        }
        for it in document.offloads {
            let index = next(&self.offloads);
            self.offloads_by_name.insert(constructed(&it.name), index, Reach::All);
            for alias in &it.aliases {
                self.offloads_by_alias.insert(alias, index, Reach::All);
            }
            self.offloads.push(it);
        }
        for it in document.invokes {
            let index = next(&self.invokes);
            self.invokes_by_name.insert(constructed(&it.name), index, Reach::All);
            for alias in &it.aliases {
                self.invokes_by_alias.insert(alias, index, Reach::All);
            }
            self.invokes.push(it);
        }
        for it in document.entries {
            let index = next(&self.entries);
            if it.class.is_empty() {
                self.decorators.insert(it.decorator.as_str().into(), index);
            } else {
                self.classes.insert(it.class.as_str().into(), index);
            }
            self.entries.push(it);
        }
    }

    fn add_function(&mut self, function: Function) {
        if function.when == When::Read {
            let attribute = function.name.rsplit('.').next().unwrap_or_default();
            self.fetched.insert(attribute.into());
        }
        let id = FunctionId(next(&self.functions));
        let target = Target::Function(id);
        for name in [&function.name].into_iter().chain(&function.also) {
            self.definitions.insert(constructed(name), target, Reach::Public);
            self.note_top(name);
        }
        for alias in &function.aliases {
            self.add_alias(alias, id);
        }
        self.functions.push(function);
    }

    fn note_top(&mut self, name: &str) {
        let top = top(name);
        if !self.tops.contains(top) {
            self.tops.insert(top.into());
        }
    }

    fn add_alias(&mut self, alias: &str, id: FunctionId) {
        self.note_top(alias);
        self.aliases.insert(alias, Target::Function(id), Reach::Public);
        if let Some((maker, name)) = ends(alias) {
            self.made.entry((maker.into(), name.into())).or_insert(id);
        }
    }

    fn index(&mut self) {
        self.definitions.index();
        self.aliases.index();
        self.offloads_by_name.index();
        self.offloads_by_alias.index();
        self.invokes_by_name.index();
        self.invokes_by_alias.index();
    }
}

fn by_alias(aliases: &Names<u32>, names: &Names<u32>, written: &str) -> Option<u32> {
    aliases.get(written).or_else(|| names.get(written)).or_else(|| aliases.method(written))
}

/// Returns the first part of a name.
fn top(name: &str) -> &str {
    name.split(['.', '(', '[']).next().unwrap_or(name)
}

/// Returns what makes the object that a written name starts from, and its last part: two names and what is in between.
fn ends(written: &str) -> Option<(&str, &str)> {
    let (maker, way) = written.split_once("()")?;
    let (_, name) = way.rsplit_once('.')?;
    (!name.contains(['*', '(', '['])).then_some((maker, name))
}

fn next<T>(of: &[T]) -> u32 {
    u32::try_from(of.len()).expect("a catalogue holds fewer than 2^32 entries")
}
