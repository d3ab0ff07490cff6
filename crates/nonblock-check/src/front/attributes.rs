//! Where attributes and globals get their values: also in later functions, when they only start out as `None`.

use ruff_db::parsed::parsed_module;
use ruff_python_ast as ast;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::{NodeWithScopeRef, ScopeId};
use ty_python_core::{attribute_scopes, place_table, semantic_index, use_def_map};
use ty_python_semantic::{Db, SemanticModel, definitions_for_attribute};

/// Assignments of one attribute that are looked at.
const ASSIGNMENTS: usize = 12;

/// Returns the definitions that an attribute stands for.
///
/// ty knows those of the first method that assigns it. Where that says nothing but `None`, the others follow:
/// `self.client = None` in `__init__` is no answer when `connect` makes the client.
pub(super) fn definitions_of_attribute<'db>(
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<Definition<'db>> {
    let db = model.db();
    let mut found: Vec<_> = definitions_for_attribute(model, attribute)
        .into_iter()
        .filter_map(|it| it.definition())
        .collect();
    if found.iter().all(|definition| starts_as_none(db, *definition)) {
        for start in found.clone() {
            let Some(class) = class_scope(db, start) else { continue };
            for other in assignments(db, class, attribute.attr.as_str()) {
                if found.len() < ASSIGNMENTS && !found.contains(&other) {
                    found.push(other);
                }
            }
        }
    }
    found.extend(later_assignments(db, &found, attribute.attr.as_str()));
    found
}

/// Returns what functions assign to a global of their file that only starts out as `None`.
pub(super) fn later_assignments<'db>(
    db: &'db dyn Db,
    starts: &[Definition<'db>],
    name: &str,
) -> Vec<Definition<'db>> {
    let is_start = |it: &Definition<'db>| {
        it.scope(db).node(db).scope_kind().is_module() && starts_as_none(db, *it)
    };
    let Some(start) = starts.first().filter(|_| starts.iter().all(is_start)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for scope in semantic_index(db, start.program_file(db)).scope_ids() {
        let table = place_table(db, scope);
        if let Some(symbol) = table.symbol_id(name).filter(|it| table.symbol(*it).is_global()) {
            let bindings = use_def_map(db, scope).reachable_symbol_bindings(symbol);
            let assigned = bindings.filter_map(|it| it.binding.definition());
            found.extend(assigned.filter(|it| !starts_as_none(db, *it)));
        }
    }
    found.truncate(ASSIGNMENTS);
    found
}

/// Returns whether the definition gives no value but `None`.
fn starts_as_none<'db>(db: &'db dyn Db, definition: Definition<'db>) -> bool {
    let parsed = || parsed_module(db, definition.python_file(db)).load(db);
    match definition.kind(db) {
        DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
            assignment.value(&parsed()).is_none_literal_expr()
        }
        DefinitionKind::AnnotatedAssignment(assignment) => {
            assignment.value(&parsed()).is_none_or(ast::Expr::is_none_literal_expr)
        }
        _ => false,
    }
}

/// Returns the body of the class that an attribute belongs to.
fn class_scope<'db>(db: &'db dyn Db, attribute: Definition<'db>) -> Option<ScopeId<'db>> {
    let scope = attribute.scope(db);
    if scope.node(db).scope_kind().is_class() {
        return Some(scope);
    }
    let class = scope.class_definition_of_method(db)?;
    let DefinitionKind::Class(node) = class.kind(db) else { return None };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let index = semantic_index(db, class.program_file(db));
    let scope = index.try_node_scope(NodeWithScopeRef::Class(node.node(&parsed)))?;
    Some(scope.to_scope_id(db, class.program_file(db)))
}

/// Returns what the methods of a class assign to an attribute, but for `None`.
fn assignments<'db>(db: &'db dyn Db, class: ScopeId<'db>, attribute: &str) -> Vec<Definition<'db>> {
    let index = semantic_index(db, class.program_file(db));
    let mut found = Vec::new();
    for method in attribute_scopes(db, class) {
        let Some(place) = index.place_table(method).member_id_by_instance_attribute_name(attribute)
        else {
            continue;
        };
        let bindings = index.use_def_map(method).reachable_member_bindings(place);
        let assigned = bindings.filter_map(|it| it.binding.definition());
        found.extend(assigned.filter(|it| !starts_as_none(db, *it)));
    }
    found
}
