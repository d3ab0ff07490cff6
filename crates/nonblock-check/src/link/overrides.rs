//! Overrides: a call through an instance may run the method of a subclass.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::program::Program;
use crate::facts::{Certainty, ClassFacts, Edge, Symbol, Target, Verb};

/// Overrides beyond which a call says nothing of any of them.
const CANDIDATES: usize = 5;

/// Who overrides what.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    /// Methods to the class and name they are defined under.
    owners: FxHashMap<Symbol, (Symbol, String)>,
    subclasses: FxHashMap<Symbol, Vec<Symbol>>,
    /// Overrides of the methods that were asked for: many calls lead to few methods.
    known: RefCell<FxHashMap<Symbol, Rc<[Symbol]>>>,
}

impl Overrides {
    /// Reads the class hierarchy.
    pub(super) fn of(program: &Program) -> Self {
        let mut overrides = Self::default();
        for class in program.classes() {
            for base in &class.bases {
                overrides.subclasses.entry(*base).or_default().push(class.symbol);
            }
            for (name, method) in &class.methods {
                overrides.owners.insert(*method, (class.symbol, name.clone()));
            }
        }
        overrides.add_implementations(program);
        overrides
    }

    /// A class with all methods of a protocol of the project implements it, whether it says so or not.
    fn add_implementations(&mut self, program: &Program) {
        let own = |class: &&ClassFacts| program.is_first_party(class.symbol);
        let classes: Vec<&ClassFacts> = program.classes().into_iter().filter(own).collect();
        let is_protocol =
            |class: &ClassFacts| class.ancestors.iter().any(|it| it.ends_with(".Protocol"));
        for protocol in
            classes.iter().filter(|class| is_protocol(class) && !class.methods.is_empty())
        {
            let implements = |class: &ClassFacts| {
                protocol
                    .methods
                    .iter()
                    .all(|(name, _)| class.methods.iter().any(|(other, _)| other == name))
            };
            let others = classes
                .iter()
                .filter(|class| class.symbol != protocol.symbol && !is_protocol(class));
            let found = others.filter(|class| implements(class)).map(|class| class.symbol);
            self.subclasses.entry(protocol.symbol).or_default().extend(found);
        }
    }

    /// Returns the edges to overrides of what an edge leads to.
    ///
    /// An abstract method is never what runs, so its overrides are likely; those of a method with a body are possible.
    pub(super) fn of_edge(&self, program: &Program, edge: &Edge) -> Vec<Edge> {
        let Target::Function(method) = edge.target else { return Vec::new() };
        let Some((class, name)) = self.owners.get(&method).filter(|_| edge.overridable) else {
            return Vec::new();
        };
        let may_vary = matches!(edge.verb, Verb::Calls | Verb::Reads | Verb::Sets);
        if !may_vary || name.starts_with("__") {
            return Vec::new();
        }
        let known = self.known.borrow().get(&method).cloned();
        let found = known.unwrap_or_else(|| {
            let found: Rc<[Symbol]> = self.overriding(program, *class, name).into();
            self.known.borrow_mut().insert(method, Rc::clone(&found));
            found
        });
        if CANDIDATES < found.len() {
            return Vec::new();
        }
        let is_abstract = program.function(method).is_some_and(|function| function.is_abstract);
        // One or two overrides in the whole program were written to be called. Of packages only a part is known.
        let is_likely = is_abstract || (found.len() <= 2 && program.is_first_party(method));
        let certainty = if is_likely { Certainty::Likely } else { Certainty::Possible };
        let step = |target| Edge {
            target: Target::Function(target),
            // What overrides a guess is a guess.
            certainty: certainty.min(edge.certainty),
            overridable: false,
            ..*edge
        };
        found.iter().copied().map(step).collect()
    }

    fn overriding(&self, program: &Program, class: Symbol, name: &str) -> Vec<Symbol> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work = self.subclasses.get(&class).cloned().unwrap_or_default();
        while let Some(subclass) = work.pop() {
            if !seen.insert(subclass) || CANDIDATES < found.len() {
                continue;
            }
            let methods = program.class(subclass).map_or(&[][..], |facts| facts.methods.as_slice());
            found.extend(
                methods.iter().filter(|(method, _)| method == name).map(|(_, symbol)| *symbol),
            );
            work.extend(self.subclasses.get(&subclass).into_iter().flatten());
        }
        found
    }
}
