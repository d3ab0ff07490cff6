//! From a definition to what calling it runs: source functions, sinks, or nothing we need to look into.

use std::rc::Rc;

use nonblock_catalogue::{FunctionId, Invoke, Known, Offload};
use ty_module_resolver::{SearchPath, file_to_module};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{Db, ResolvedDefinition, map_stub_definition};

use super::classes::ancestry;
use super::context::FileContext;
use super::names::qualified_name;
use crate::facts::Target;

/// What is known of a definition as the target of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Callee<'a> {
    /// Its qualified names: as the stub says, and as the source behind the stub says.
    pub(super) names: Vec<String>,
    /// What a call runs.
    pub(super) targets: Vec<Target>,
    /// How it runs its function argument elsewhere.
    pub(super) offload: Option<&'a Offload>,
    /// How it runs its function argument here, or has the loop run it.
    pub(super) invoke: Option<&'a Invoke>,
}

impl<'a, 'db> FileContext<'a, 'db> {
    /// Returns what calling the function or class that `definition` defines runs.
    pub(super) fn callee(&mut self, definition: Definition<'db>) -> Rc<Callee<'a>> {
        if let Some(known) = self.callees.get(&definition) {
            return Rc::clone(known);
        }
        let callee = Rc::new(self.look_up_callee(definition));
        self.callees.insert(definition, Rc::clone(&callee));
        callee
    }

    /// Returns the blocking function that an attribute of an object of `class` is by name, whatever it is defined as.
    pub(super) fn known_attribute(
        &mut self,
        class: Definition<'db>,
        name: &str,
    ) -> Option<FunctionId> {
        self.order(class).iter().find_map(|class| {
            match self.catalogue.known(&format!("{class}.{name}")) {
                Some(Known::Function(sink)) => Some(sink),
                _ => None,
            }
        })
    }

    /// Returns the qualified names of a class and its ancestors, nearest first.
    pub(super) fn order(&mut self, class: Definition<'db>) -> Rc<[String]> {
        let db: &'db dyn Db = self.db;
        let known = self.orders.entry(class).or_insert_with(|| {
            ancestry(db, class).into_iter().map(|it| qualified_name(db, it).to_owned()).collect()
        });
        Rc::clone(known)
    }

    /// Returns what the catalogue says of a method as called on an object of `class`: the object's class speaks before
    /// the one that defines the method. None where it says nothing, nothing to run where it is a boundary.
    pub(super) fn known_method(
        &mut self,
        class: Definition<'db>,
        method: Definition<'db>,
    ) -> Option<Vec<Target>> {
        let order = self.order(class);
        let callee = self.callee(method);
        let (owner, name) = callee.names.first()?.rsplit_once('.')?;
        let last = order.iter().position(|class| class == owner)?;
        let is_own = is_of_project(self.db, method);
        for class in &order[..=last] {
            let full = format!("{class}.{name}");
            match self.catalogue.known(&full) {
                Some(Known::Function(sink)) => return Some(vec![Target::Sink(sink)]),
                Some(Known::Boundary(_))
                    if is_own && self.catalogue.boundary_of_project(&full).is_none() => {}
                // A boundary around a whole package says less than an entry for an ancestor's method.
                Some(Known::Boundary(boundary))
                    if class == owner || boundary.name.starts_with(&format!("{class}.")) =>
                {
                    return Some(Vec::new());
                }
                _ => {}
            }
        }
        None
    }

    fn look_up_callee(&mut self, definition: Definition<'db>) -> Callee<'a> {
        let db: &'db dyn Db = self.db;
        let mut callee =
            Callee { names: vec![qualified_name(db, definition).to_owned()], ..Callee::default() };
        let is_own = is_of_project(db, definition);
        if self.settle_by_name(&mut callee, 0, is_own) {
            return callee;
        }
        for source in sources_of(db, definition).iter().copied() {
            if source != definition && is_callable(db, source) {
                callee.names.push(qualified_name(db, source).to_owned());
                if self.settle_by_name(&mut callee, 1, is_own) {
                    return callee;
                }
            }
            if matches!(source.kind(db), DefinitionKind::Function(_))
                && !source.file(db).is_stub(db)
            {
                callee.targets.extend(self.files.symbol(db, source).map(Target::Function));
            }
        }
        callee
    }

    /// Asks the catalogue for the names from `first` on; returns whether it settles what the call runs.
    fn settle_by_name(&self, callee: &mut Callee<'a>, first: usize, is_own: bool) -> bool {
        for name in &callee.names[first..] {
            if let Some(sink) = self.catalogue.function(name) {
                callee.targets = vec![Target::Sink(sink)];
                return true;
            }
            callee.offload = callee.offload.or_else(|| self.catalogue.offload(name));
            callee.invoke = callee.invoke.or_else(|| self.catalogue.invoke(name));
            let boundary = if is_own {
                self.catalogue.boundary_of_project(name)
            } else {
                self.catalogue.boundary(name)
            };
            if callee.offload.is_some() || callee.invoke.is_some() || boundary.is_some() {
                callee.targets.clear();
                return true;
            }
        }
        false
    }
}

/// Returns whether the definition is in a file of the project.
fn is_of_project(db: &dyn Db, definition: Definition<'_>) -> bool {
    let module = file_to_module(db, definition.program_file(db).resolver_file(db));
    let path = module.and_then(|module| module.search_path(db));
    path.is_some_and(SearchPath::is_first_party)
}

/// Returns the definitions in source behind one in a stub; none where there is no source.
#[salsa::tracked(returns(deref))]
pub(super) fn sources_of<'db>(
    db: &'db dyn Db,
    definition: Definition<'db>,
) -> Vec<Definition<'db>> {
    if !definition.file(db).is_stub(db) {
        return vec![definition];
    }
    let mapped = map_stub_definition(db, &ResolvedDefinition::Definition(definition), None);
    mapped.into_iter().flatten().filter_map(|it| it.definition()).collect()
}

fn is_callable(db: &dyn Db, definition: Definition<'_>) -> bool {
    matches!(definition.kind(db), DefinitionKind::Function(_) | DefinitionKind::Class(_))
}
