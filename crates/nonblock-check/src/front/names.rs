//! Qualified names of files and definitions.

use ruff_db::files::File;
use ruff_db::parsed::parsed_module;
use ty_module_resolver::file_to_module;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeKind;
use ty_python_core::semantic_index;
use ty_python_semantic::Db;

/// Returns the dotted name of the module in `file`.
pub(super) fn module_name(db: &dyn Db, file: File) -> String {
    let program_file = db.program_file(file);
    match file_to_module(db, program_file.resolver_file(db)) {
        Some(module) => module.name(db).to_string(),
        None => name_from_path(file.path(db).as_ref()),
    }
}

/// Returns a module name for a file that no search path leads to: the standard library's source behind a stub, a script.
fn name_from_path(path: &str) -> String {
    let below_library = path
        .rsplit_once("/lib/python3.")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map(|(_, rest)| rest);
    let relative =
        below_library.unwrap_or_else(|| path.rsplit_once('/').map_or(path, |(_, name)| name));
    let stem =
        relative.strip_suffix(".py").or_else(|| relative.strip_suffix(".pyi")).unwrap_or(relative);
    stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', ".")
}

/// Returns the dotted name of a definition: module, enclosing classes and functions, its own name.
#[salsa::tracked(returns(deref))]
pub(super) fn qualified_name<'db>(db: &'db dyn Db, definition: Definition<'db>) -> String {
    let program_file = definition.program_file(db);
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let index = semantic_index(db, program_file);
    let name = definition.name(db).or_else(|| match definition.kind(db) {
        DefinitionKind::AnnotatedAssignment(assignment) => {
            Some(assignment.target(&parsed).as_name_expr()?.id.to_string())
        }
        _ => None,
    });
    let mut parts = vec![name.unwrap_or_else(|| "<unnamed>".to_owned())];
    for (_, scope) in index.ancestor_scopes(definition.file_scope(db)) {
        match scope.node() {
            NodeWithScopeKind::Class(class) => parts.push(class.node(&parsed).name.to_string()),
            NodeWithScopeKind::Function(function) => {
                parts.push(function.node(&parsed).name.to_string());
            }
            _ => {}
        }
    }
    parts.push(module_name(db, definition.file(db)));
    parts.reverse();
    parts.join(".")
}
