//! Methods known by their name alone: what is called on a receiver of which nothing else is known.
//!
//! In a file that imports nothing but the project and the standard library, a method that only one family of the
//! project's classes has is theirs, and `startswith` is a string's. Such edges are *possible*: they never make a
//! finding at the default confidence, but the call's targets are known.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::program::Program;
use crate::facts::{Certainty, ClassFacts, Edge, Named, Receiver, Symbol, Target, Verb};

/// Families of classes beyond which a name says nothing.
const FAMILIES: usize = 5;
/// Ancestors looked at before a hierarchy is given up as absurd.
const ANCESTORS: usize = 80;

/// The public methods of the standard library's classes; `!` marks those that not only plain values have.
static STANDARD_METHODS: &str = include_str!("../../data/standard_methods.txt");

/// Who has a method of a name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The methods that no ancestor of their class has, by name; none where a class has something else of that name.
    families: FxHashMap<String, Option<Vec<Symbol>>>,
    /// The methods of classes whose dotted names stand in strings, by name.
    loadable: FxHashMap<String, Vec<Symbol>>,
}

impl Names {
    /// Reads the project's classes.
    pub(super) fn of(program: &Program) -> Self {
        let own = |class: &&ClassFacts| program.is_first_party(class.symbol);
        let classes: Vec<&ClassFacts> = program.classes().into_iter().filter(own).collect();
        let mut names = Self::default();
        for class in &classes {
            let above = ancestors(program, class);
            let mut seen = FxHashSet::default();
            for (name, method) in &class.methods {
                // Overloads and setters repeat the name.
                if !seen.insert(name) {
                    continue;
                }
                let is_property = program.function(*method).is_some_and(|function| {
                    function.decorator_names.iter().any(|it| it.ends_with("property"))
                });
                if is_property {
                    names.families.insert(name.clone(), None);
                } else if !above.iter().any(|it| it.methods.iter().any(|(other, _)| other == name))
                    && let Some(family) =
                        names.families.entry(name.clone()).or_insert_with(|| Some(Vec::new()))
                {
                    family.push(*method);
                }
            }
        }
        let functions = program.functions();
        let mentioned: FxHashSet<&str> =
            functions.iter().flat_map(|it| &it.mentions).map(String::as_str).collect();
        for class in classes.iter().filter(|class| mentioned.contains(class.name.as_str())) {
            for (name, method) in &class.methods {
                names.loadable.entry(name.clone()).or_default().push(*method);
            }
        }
        for class in &classes {
            let attributes = class.held.iter().map(|(name, ..)| name);
            let attributes = attributes.chain(class.typed.iter().map(|(name, _)| name));
            for name in attributes.chain(class.written.iter().map(|(name, _)| name)) {
                names.families.insert(name.clone(), None);
            }
        }
        names
    }

    /// Returns the edges of a call; none where the name is not enough.
    pub(super) fn resolve(&self, named: &Named) -> Option<Vec<Edge>> {
        let edge = |method: &Symbol, certainty: Certainty| Edge {
            site: named.site,
            target: Target::Function(*method),
            verb: Verb::Calls,
            certainty,
            receiver: Receiver::Unknown,
            overridable: true,
            consumed: false,
        };
        if named.is_loaded {
            let methods = self.loadable.get(&named.method)?;
            let edges = methods.iter().map(|method| edge(method, Certainty::Likely));
            return (methods.len() <= FAMILIES).then(|| edges.collect());
        }
        let standard = standard().get(named.method.as_str());
        let methods = match (self.families.get(&named.method), standard) {
            (None, Some(Owner::Values)) => return Some(Vec::new()),
            (Some(Some(methods)), None | Some(Owner::Values)) => methods,
            _ => return None,
        };
        let edges = methods.iter().map(|method| edge(method, Certainty::Possible));
        (methods.len() <= FAMILIES).then(|| edges.collect())
    }
}

/// What the standard library has under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// Strings, numbers, collections: nothing that waits.
    Values,
    /// Files, sockets, threads and the like, too.
    Others,
}

fn standard() -> &'static FxHashMap<&'static str, Owner> {
    static TABLE: OnceLock<FxHashMap<&str, Owner>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let entry = |line: &'static str| match line.strip_prefix('!') {
            Some(name) => (name, Owner::Others),
            None => (line, Owner::Values),
        };
        STANDARD_METHODS.lines().map(entry).collect()
    })
}

fn ancestors<'p>(program: &'p Program, class: &ClassFacts) -> Vec<&'p ClassFacts> {
    let mut found: Vec<&ClassFacts> = Vec::new();
    let mut work = class.bases.clone();
    let mut seen: FxHashSet<Symbol> = FxHashSet::from_iter([class.symbol]);
    while let Some(base) = work.pop() {
        if !seen.insert(base) || ANCESTORS < seen.len() {
            continue;
        }
        if let Some(facts) = program.class(base) {
            work.extend(&facts.bases);
            found.push(facts);
        }
    }
    found
}
