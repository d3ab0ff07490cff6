//! What parameters hold, from the arguments of all known calls: callables that are invoked, and classes of receivers.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::program::Program;
use crate::facts::{
    Argument, Certainty, Deferred, Edge, FunctionFacts, Receiver, Slot, Span, Symbol, Target,
    Value, Verb,
};

/// Values of one parameter beyond which it counts as unknown.
pub(super) const CANDIDATES: usize = 8;

/// A parameter of a function.
type Parameter = (Symbol, String);

/// A value without its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Held {
    Callable(Target),
    Instance(Symbol),
    /// An object of a package, its names in a table.
    Written(u32),
    /// Something else.
    Other,
    /// Nobody knows what.
    Unknown,
}

/// The solved parameters of a program.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    held: FxHashMap<Parameter, Vec<Held>>,
    invoked: FxHashSet<Parameter>,
    /// What decorators are given: kept apart, as their wrappers call one function each.
    decorated: FxHashMap<Parameter, Vec<Target>>,
    /// The names of objects of packages, each list once.
    pub(super) names: Vec<Vec<String>>,
    numbers: FxHashMap<Vec<String>, u32>,
    /// The objects of packages that attributes of classes hold.
    kept: FxHashMap<(Symbol, String), Vec<Held>>,
}

impl Parameters {
    /// Solves the parameters of all functions.
    pub(super) fn solve(program: &Program) -> Self {
        let mut parameters = Self::default();
        let mut copies: BTreeMap<Parameter, Vec<Parameter>> = BTreeMap::new();
        let mut changed = Vec::new();
        for class in program.classes() {
            for (name, names) in &class.written {
                let held = parameters.intern(names);
                parameters.kept.entry((class.symbol, name.clone())).or_default().push(held);
            }
        }
        for function in program.functions() {
            parameters.invoked.extend(
                function.invoked.iter().filter(|(owner, _)| *owner == function.symbol).cloned(),
            );
            for argument in &function.arguments {
                let Some(parameter) = parameter_of(program, argument) else { continue };
                match &argument.value {
                    Value::Callable(target) => {
                        parameters.add(&parameter, Held::Callable(*target), &mut changed);
                    }
                    Value::Instance(class) => {
                        parameters.add(&parameter, Held::Instance(*class), &mut changed);
                    }
                    Value::Written(names) => {
                        let held = parameters.intern(names);
                        parameters.add(&parameter, held, &mut changed);
                    }
                    Value::Other => parameters.add(&parameter, Held::Other, &mut changed),
                    Value::Unknown => parameters.add(&parameter, Held::Unknown, &mut changed),
                    Value::Parameter(function, name) => {
                        copies.entry((*function, name.clone())).or_default().push(parameter);
                    }
                }
            }
        }
        copy_to_overrides(program, &mut copies);
        parameters.decorate(program);
        parameters.spread(&copies, changed);
        parameters.find_invoked(&copies, program);
        parameters
    }

    fn intern(&mut self, names: &[String]) -> Held {
        let next = u32::try_from(self.names.len()).expect("a program has few objects of packages");
        let at = *self.numbers.entry(names.to_vec()).or_insert(next);
        if at == next {
            self.names.push(names.to_vec());
        }
        Held::Written(at)
    }

    /// Records which functions each decorator, and each function that a decorator returns, is given.
    fn decorate(&mut self, program: &Program) {
        for function in program.functions() {
            for decorator in function.decorators.iter().filter_map(|it| program.function(*it)) {
                let inner = decorator.nested.iter().filter_map(|it| program.function(*it));
                for taker in std::iter::once(decorator).chain(inner) {
                    let first = taker.parameters.get(usize::from(taker.is_method));
                    if let Some(name) = first.filter(|_| !taker.name.ends_with("<lambda>")) {
                        let key = (taker.symbol, name.clone());
                        self.decorated
                            .entry(key)
                            .or_default()
                            .push(Target::Function(function.symbol));
                    }
                }
            }
        }
    }

    /// Returns the callables that a parameter may hold, also those it is given as a decorator.
    pub(super) fn callables(&self, program: &Program, parameter: &Parameter) -> Vec<Target> {
        let held = self.held.get(parameter).into_iter().flatten().filter_map(|value| match value {
            Held::Callable(target) => Some(*target),
            Held::Instance(class) => program.call_method(*class),
            Held::Written(_) | Held::Other | Held::Unknown => None,
        });
        held.chain(self.decorated.get(parameter).into_iter().flatten().copied()).collect()
    }

    fn add(&mut self, parameter: &Parameter, value: Held, changed: &mut Vec<Parameter>) {
        let values = self.held.entry(parameter.clone()).or_default();
        // What is known of is kept apart from what is not: neither crowds the other out.
        let is_told = |it: &Held| matches!(it, Held::Instance(_) | Held::Callable(_));
        let alike = values.iter().filter(|it| is_told(it) == is_told(&value)).count();
        if alike <= CANDIDATES && !values.contains(&value) {
            values.push(value);
            changed.push(parameter.clone());
        }
    }

    /// Copies values along parameters that are passed on, until nothing changes.
    fn spread(
        &mut self,
        copies: &BTreeMap<Parameter, Vec<Parameter>>,
        mut changed: Vec<Parameter>,
    ) {
        // A parameter that is only forwarded has values of its own as soon as its source has.
        while let Some(source) = changed.pop() {
            let values = self.held.get(&source).cloned().unwrap_or_default();
            for target in copies.get(&source).into_iter().flatten() {
                for value in &values {
                    self.add(target, *value, &mut changed);
                }
            }
        }
    }

    /// A parameter is invoked where its function calls it, or passes it to one that does.
    fn find_invoked(&mut self, copies: &BTreeMap<Parameter, Vec<Parameter>>, program: &Program) {
        let mut sources: FxHashMap<&Parameter, Vec<&Parameter>> = FxHashMap::default();
        for (source, targets) in copies {
            for target in targets {
                sources.entry(target).or_default().push(source);
            }
        }
        // A nested function that its outer function calls invokes what it captures.
        for function in program.functions() {
            for nested in &function.nested {
                let runs =
                    function.edges.iter().any(|edge| edge.target == Target::Function(*nested));
                let Some(nested) = program.function(*nested).filter(|_| runs) else { continue };
                let captured = nested.invoked.iter().filter(|(owner, _)| *owner == function.symbol);
                self.invoked.extend(captured.cloned());
            }
        }
        let mut work: Vec<Parameter> = self.invoked.iter().cloned().collect();
        while let Some(parameter) = work.pop() {
            for source in sources.get(&parameter).into_iter().flatten() {
                if self.invoked.insert((*source).clone()) {
                    work.push((*source).clone());
                }
            }
        }
    }

    /// Returns the edges of a function to what it hands over and its callees invoke.
    pub(super) fn callbacks(&self, program: &Program, function: &FunctionFacts) -> Vec<Edge> {
        let mut found = Vec::new();
        for argument in &function.arguments {
            if let Value::Callable(target) = argument.value
                && parameter_of(program, argument)
                    .is_some_and(|parameter| self.invoked.contains(&parameter))
            {
                found.push(edge(argument.site, target, Verb::CallsBack, Certainty::Likely));
            }
        }
        // Calls of what an enclosing function was given, where it was given little.
        for parameter in function.invoked.iter().filter(|(owner, _)| *owner != function.symbol) {
            let values = self.held.get(parameter).map_or(&[][..], Vec::as_slice);
            let values: Vec<_> = values
                .iter()
                .filter(|it| matches!(it, Held::Callable(_) | Held::Instance(_)))
                .collect();
            if values.len() <= 3 {
                let targets = values.iter().filter_map(|value| match value {
                    Held::Callable(target) => Some(*target),
                    _ => None,
                });
                found.extend(targets.map(|target| {
                    edge(function.name_span, target, Verb::Calls, Certainty::Possible)
                }));
            }
        }
        found
    }

    /// Returns the edges of a call whose receiver comes from a parameter; none where its class is still not known.
    pub(super) fn resolve(&self, program: &Program, deferred: &Deferred) -> Option<Vec<Edge>> {
        let mut values = self.values_of(program, &deferred.parameter);
        values.retain(|value| matches!(value, Held::Instance(_) | Held::Callable(_)));
        let (method, path) = deferred.path.split_last()?;
        for step in path {
            values = values.iter().flat_map(|value| self.step(program, *value, step)).collect();
            values.retain(|value| matches!(value, Held::Instance(_) | Held::Callable(_)));
            values.sort_unstable();
            values.dedup();
            if values.is_empty() || CANDIDATES < values.len() {
                return None;
            }
        }
        let is_known = |value: &Held| matches!(value, Held::Instance(_));
        if values.is_empty() || CANDIDATES < values.len() {
            return None;
        }
        let certainty = if values.len() <= 2 { Certainty::Likely } else { Certainty::Possible };
        let mut found = Vec::new();
        for value in values.iter().filter(|value| is_known(value)) {
            for held in self.step(program, *value, method) {
                if let Held::Callable(target) = held {
                    let mut edge = edge(deferred.site, target, Verb::Calls, certainty);
                    edge.overridable = true;
                    found.push(edge);
                }
            }
        }
        found.dedup();
        (!found.is_empty()).then_some(found)
    }

    /// Returns what a parameter holds; `self` holds an instance of its class.
    pub(super) fn values_of(&self, program: &Program, parameter: &Parameter) -> Vec<Held> {
        if let Some(function) = program.function(parameter.0)
            && function.is_method
            && function.parameters.first() == Some(&parameter.1)
        {
            return function.class.map(Held::Instance).into_iter().collect();
        }
        self.held.get(parameter).cloned().unwrap_or_default()
    }

    /// Returns the values of an attribute of a value, or of the result of calling it.
    pub(super) fn step(&self, program: &Program, value: Held, step: &str) -> Vec<Held> {
        match value {
            Held::Callable(Target::Function(function)) if step == "()" => {
                let Some(function) = program.function(function) else { return Vec::new() };
                function.returned.iter().flat_map(|value| self.plain(program, value)).collect()
            }
            Held::Instance(class) => self.attribute(program, class, step, 0),
            _ => Vec::new(),
        }
    }

    fn plain(&self, program: &Program, value: &Value) -> Vec<Held> {
        match value {
            Value::Callable(target) => vec![Held::Callable(*target)],
            Value::Instance(class) => vec![Held::Instance(*class)],
            Value::Written(_) | Value::Other | Value::Unknown => Vec::new(),
            Value::Parameter(function, name) => self.values_of(program, &(*function, name.clone())),
        }
    }

    fn attribute(&self, program: &Program, class: Symbol, name: &str, depth: usize) -> Vec<Held> {
        let Some(facts) = program.class(class).filter(|_| depth < CANDIDATES) else {
            return Vec::new();
        };
        if let Some((_, method)) = facts.methods.iter().find(|(method, _)| method == name) {
            let is_property = program.function(*method).is_some_and(|function| {
                function.decorator_names.iter().any(|decorator| decorator.ends_with("property"))
            });
            let callable = Held::Callable(Target::Function(*method));
            return if is_property { self.step(program, callable, "()") } else { vec![callable] };
        }
        let typed = facts.typed.iter().filter(|(attribute, _)| attribute == name);
        let mut found: Vec<Held> = typed.map(|(_, class)| Held::Instance(*class)).collect();
        found.extend(self.kept.get(&(class, name.to_owned())).into_iter().flatten());
        for (_, method, parameter) in
            facts.held.iter().filter(|(attribute, _, _)| attribute == name)
        {
            found.extend(self.values_of(program, &(*method, parameter.clone())));
        }
        if found.is_empty() {
            found.extend(
                facts.bases.iter().flat_map(|base| self.attribute(program, *base, name, depth + 1)),
            );
        }
        found
    }
}

pub(super) fn edge(site: Span, target: Target, verb: Verb, certainty: Certainty) -> Edge {
    Edge {
        site,
        target,
        verb,
        certainty,
        receiver: Receiver::Unknown,
        overridable: false,
        consumed: false,
    }
}

/// What a method is given, the methods that override it may be given.
fn copy_to_overrides(program: &Program, copies: &mut BTreeMap<Parameter, Vec<Parameter>>) {
    for class in program.classes().into_iter().filter(|it| program.is_first_party(it.symbol)) {
        let bases = class.bases.iter().filter_map(|base| program.class(*base));
        for base in bases {
            for (name, method) in class.methods.iter().filter(|(name, _)| !name.starts_with("__")) {
                let above = base.methods.iter().find(|(other, _)| other == name);
                let Some(above) = above.and_then(|(_, it)| program.function(*it)) else { continue };
                let Some(method) = program.function(*method) else { continue };
                for (from, to) in above.parameters.iter().zip(&method.parameters).skip(1) {
                    let to = (method.symbol, to.clone());
                    copies.entry((above.symbol, from.clone())).or_default().push(to);
                }
            }
        }
    }
}

/// Returns the parameter that an argument is passed for.
fn parameter_of(program: &Program, argument: &Argument) -> Option<Parameter> {
    let callee = program.function(argument.callee)?;
    let name = match &argument.slot {
        Slot::Keyword(name) => callee.parameters.iter().find(|parameter| *parameter == name)?,
        Slot::Position(position) => {
            let bound = usize::from(callee.is_method && !argument.unbound);
            callee.parameters.get(*position as usize + bound)?
        }
    };
    Some((callee.symbol, name.clone()))
}
