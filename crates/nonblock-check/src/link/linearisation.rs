//! Method resolution order: where `super().method()` lands depends on the class of the object, not on where it stands.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::program::Program;
use crate::facts::{Certainty, Edge, FunctionFacts, Receiver, Super, Symbol, Target, Verb};

/// Methods beyond which a call says nothing of any of them.
const CANDIDATES: usize = 5;
/// Classes below one that are asked.
const DESCENDANTS: usize = 400;
/// Bases of bases that are followed.
const DEPTH: usize = 60;

/// The classes below each class, and the orders that they search their ancestors in.
#[derive(Debug, Default)]
pub(super) struct Linearisation {
    subclasses: FxHashMap<Symbol, Vec<Symbol>>,
    orders: RefCell<FxHashMap<Symbol, Rc<[Symbol]>>>,
    /// Classes below those that were asked for.
    below: RefCell<FxHashMap<Symbol, Rc<[Symbol]>>>,
}

impl Linearisation {
    /// Reads the class hierarchy.
    pub(super) fn of(program: &Program) -> Self {
        let mut subclasses: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
        for class in program.classes() {
            for base in &class.bases {
                subclasses.entry(*base).or_default().push(class.symbol);
            }
        }
        Self { subclasses, orders: RefCell::default(), below: RefCell::default() }
    }

    /// Returns the edges of a `super()` call to what it finds on objects of the classes below.
    pub(super) fn of_super(&self, program: &Program, call: &Super) -> Vec<Edge> {
        let below = self.below(call.class);
        let next = |order: &[Symbol]| {
            let own = order.iter().position(|class| *class == call.class)?;
            method_in(program, &order[own + 1..], &call.method)
        };
        let found: Vec<Symbol> =
            below.iter().filter_map(|class| next(&self.order(program, *class, 0))).collect();
        edges(call.site, found)
    }

    /// Returns the edges of a call through `self` to a method that only classes below the function's class have.
    pub(super) fn of_self(
        &self,
        program: &Program,
        function: &FunctionFacts,
        site: crate::facts::Span,
        method: &str,
    ) -> Option<Vec<Edge>> {
        let below = self.below(function.class?);
        let found: Vec<Symbol> = below
            .iter()
            .filter_map(|class| method_in(program, &self.order(program, *class, 0), method))
            .collect();
        let edges = edges(site, found);
        (!edges.is_empty()).then_some(edges)
    }

    fn below(&self, class: Symbol) -> Rc<[Symbol]> {
        if let Some(known) = self.below.borrow().get(&class) {
            return Rc::clone(known);
        }
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work = self.subclasses.get(&class).cloned().unwrap_or_default();
        while let Some(subclass) = work.pop() {
            if seen.insert(subclass) && found.len() < DESCENDANTS {
                found.push(subclass);
                work.extend(self.subclasses.get(&subclass).into_iter().flatten());
            }
        }
        let found: Rc<[Symbol]> = found.into();
        self.below.borrow_mut().insert(class, Rc::clone(&found));
        found
    }

    /// Returns a class and its ancestors in the order that Python searches them; ancestors without facts are left out.
    fn order(&self, program: &Program, class: Symbol, depth: usize) -> Rc<[Symbol]> {
        if let Some(known) = self.orders.borrow().get(&class) {
            return Rc::clone(known);
        }
        let bases = program.class(class).map_or(&[][..], |facts| facts.bases.as_slice());
        let mut sequences: Vec<Vec<Symbol>> = Vec::new();
        if depth < DEPTH {
            sequences
                .extend(bases.iter().map(|base| self.order(program, *base, depth + 1).to_vec()));
            sequences.push(bases.to_vec());
        }
        let mut order = vec![class];
        merge(&mut order, sequences);
        let order: Rc<[Symbol]> = order.into();
        self.orders.borrow_mut().insert(class, Rc::clone(&order));
        order
    }
}

/// C3: takes heads that stand in no other tail. Where Python would refuse the class, any head will do.
fn merge(order: &mut Vec<Symbol>, mut sequences: Vec<Vec<Symbol>>) {
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        let is_free = |head: &Symbol| !sequences.iter().any(|it| it[1..].contains(head));
        let heads = sequences.iter().map(|sequence| sequence[0]);
        let Some(next) = heads.clone().find(is_free).or_else(|| heads.clone().next()) else {
            return;
        };
        for sequence in &mut sequences {
            sequence.retain(|class| *class != next);
        }
        if !order.contains(&next) {
            order.push(next);
        }
    }
}

fn method_in(program: &Program, classes: &[Symbol], name: &str) -> Option<Symbol> {
    classes.iter().filter_map(|class| program.class(*class)).find_map(|class| {
        class.methods.iter().find(|(method, _)| method == name).map(|(_, symbol)| *symbol)
    })
}

fn edges(site: crate::facts::Span, mut found: Vec<Symbol>) -> Vec<Edge> {
    found.sort_unstable();
    found.dedup();
    if CANDIDATES < found.len() {
        return Vec::new();
    }
    let certainty = if found.len() <= 2 { Certainty::Likely } else { Certainty::Possible };
    let edge = |method| Edge {
        site,
        target: Target::Function(method),
        verb: Verb::Calls,
        certainty,
        receiver: Receiver::Own,
        overridable: false,
        consumed: false,
    };
    found.into_iter().map(edge).collect()
}
