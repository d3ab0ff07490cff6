//! Who can be an instance of what: which steps of a chain can be taken with one and the same object.
//!
//! `self.render()` in a base class runs the method of whatever class the object has. A chain that enters through
//! `Plain(...)` never gets to the `render` of a sibling of `Plain`, though the base class alone would lead there.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::graph::Arc;
use super::program::Program;
use crate::facts::{ClassFacts, FunctionFacts, Receiver, Symbol, Target};

/// The classes of the program by what they inherit.
#[derive(Debug)]
pub struct Lineage<'p> {
    program: &'p Program,
    relatives: RefCell<FxHashMap<(Symbol, Symbol), bool>>,
    /// Whether objects of a class run a method of a class above it.
    runs: RefCell<FxHashMap<(Symbol, Symbol), bool>>,
}

/// A class that an object must be an instance of; none where nothing is known.
pub type Demand = Option<Symbol>;

impl<'p> Lineage<'p> {
    /// Returns the lineage of a program.
    pub fn of(program: &'p Program) -> Self {
        Self { program, relatives: RefCell::default(), runs: RefCell::default() }
    }

    /// Returns what is demanded of the object whose method `caller` is, if an arc from it leads to a method of an
    /// object that must meet `demand`; none at all where no object can take that step.
    pub fn before(&self, caller: &FunctionFacts, arc: &Arc, demand: Demand) -> Option<Demand> {
        let Some(class) = demand else { return Some(caller.class) };
        match arc.receiver {
            Receiver::Unknown => Some(caller.class),
            Receiver::Exactly(made) => self.inherits(made, class).then_some(caller.class),
            Receiver::Own => {
                let both = self.both(caller.class, class)?;
                both.is_none_or(|class| self.runs(class, caller)).then_some(both)
            }
        }
    }

    /// Returns what is known of the object whose method an arc leads to, if its caller is a method of an object that
    /// meets `known`; none at all where no object can take that step.
    pub fn after(&self, target: &FunctionFacts, arc: &Arc, known: Demand) -> Option<Demand> {
        let Some(class) = target.class else { return Some(None) };
        match arc.receiver {
            Receiver::Unknown => Some(Some(class)),
            Receiver::Exactly(made) => self.inherits(made, class).then_some(Some(made)),
            Receiver::Own => self.both(known, class),
        }
    }

    /// Returns the narrower of two classes that one object has; none at all where it cannot have both.
    fn both(&self, one: Demand, other: Symbol) -> Option<Demand> {
        let Some(one) = one else { return Some(Some(other)) };
        if self.inherits(other, one) {
            Some(Some(other))
        } else if self.inherits(one, other) {
            Some(Some(one))
        } else {
            // Two that are strangers may meet in a third: mixins.
            self.meet(one, other).then_some(Some(other))
        }
    }

    /// Returns whether an object of the class gets to a method of a class above it: a class between the two may have a
    /// method of that name which does not call it.
    fn runs(&self, class: Symbol, method: &FunctionFacts) -> bool {
        let key = (class, method.symbol);
        if let Some(known) = self.runs.borrow().get(&key) {
            return *known;
        }
        let runs = self.is_run(class, method);
        self.runs.borrow_mut().insert(key, runs);
        runs
    }

    fn is_run(&self, class: Symbol, method: &FunctionFacts) -> bool {
        let Some(owner) = method.class.and_then(|it| self.program.class(it)) else { return true };
        let Some(name) = method.name.rsplit('.').next() else { return true };
        let mut classes = vec![class];
        let mut is_overridden = false;
        while let Some(class) = classes.pop().and_then(|it| self.program.class(it)) {
            if class.symbol == owner.symbol || !is_or_inherits(class, owner) {
                continue;
            }
            classes.extend(&class.bases);
            let own = class.methods.iter().find(|it| it.0 == name);
            if let Some(own) = own.and_then(|it| self.program.function(it.1)) {
                if !own.supers.is_empty() || calls(own, method.symbol) {
                    return true;
                }
                is_overridden = true;
            }
        }
        !is_overridden
    }

    /// Returns whether a class is another, or inherits from it, as far as anybody knows.
    fn inherits(&self, class: Symbol, from: Symbol) -> bool {
        let (Some(class), Some(from)) = (self.program.class(class), self.program.class(from))
        else {
            return true;
        };
        is_or_inherits(class, from)
    }

    /// Returns whether some class inherits from both.
    fn meet(&self, one: Symbol, other: Symbol) -> bool {
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.relatives.borrow().get(&key) {
            return *known;
        }
        let (Some(one), Some(other)) = (self.program.class(one), self.program.class(other)) else {
            return true;
        };
        let meets = self
            .program
            .classes()
            .into_iter()
            .any(|class| is_or_inherits(class, one) && is_or_inherits(class, other));
        self.relatives.borrow_mut().insert(key, meets);
        meets
    }
}

fn calls(function: &FunctionFacts, symbol: Symbol) -> bool {
    let target = Target::Function(symbol);
    function.edges.iter().any(|it| it.target == target && it.receiver == Receiver::Own)
}

fn is_or_inherits(class: &ClassFacts, from: &ClassFacts) -> bool {
    class.symbol == from.symbol || class.ancestors.contains(&from.name)
}
