//! Names as users write them: `boto3.client().get_object`. The way to the catalogue for packages that are not
//! installed, and for attributes that exist at run time only.

use std::cell::Cell;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_module_resolver::file_to_module;
use ty_python_core::definition::{Definition, DefinitionKind, ParameterDefinitionNodeKind};
use ty_python_core::{global_scope, place_table, use_def_map};
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{
    Db, HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel, definitions_for_name,
};

use super::attributes::{definitions_of_attribute, later_assignments};
use super::declared::written_instance;
use super::inherited::written_inherited;
use super::items::{Taken, unpacked, written_in_turn, written_item, written_taken};
use super::names::{module_name, qualified_name};
use super::reflection::named_attribute;
use super::values::definitions_of_name;
use super::yields::{injected_function, last_name, managed_function, yielded_expressions};

/// Definitions of definitions that are followed.
const DEPTH: u32 = 16;
/// Steps in all after which a name is given up: many names have many definitions.
pub(super) const STEPS: u32 = 80;

/// Decorators that keep what a function returned, and hand it out again.
const CACHES: [&str; 6] =
    ["lru_cache", "cache", "cached", "alru_cache", "staticmethod", "classmethod"];
/// Classes whose methods hand out what somebody put in.
const PLAIN: [&str; 3] = ["builtins.dict", "builtins.list", "builtins.set"];

/// How far a name was followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trail<'t> {
    depth: u32,
    steps: &'t Cell<u32>,
}

impl<'t> Trail<'t> {
    /// Returns a trail that may take the steps in the cell.
    pub(super) fn start(steps: &'t Cell<u32>) -> Self {
        Self { depth: 0, steps }
    }

    /// Returns the trail one step on; none where it is long enough.
    pub(super) fn deeper(self) -> Option<Self> {
        let left = self.steps.get().checked_sub(1)?;
        self.steps.set(left);
        (self.depth < DEPTH).then_some(Self { depth: self.depth + 1, ..self })
    }
}

pub(super) fn written<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
    trail: Trail<'_>,
) -> Option<String> {
    let trail = trail.deeper()?;
    match expression {
        Expr::Name(name) => {
            let resolved = definitions_for_name(
                model,
                &name.id,
                name.into(),
                ImportAliasResolution::ResolveAliases,
            );
            if resolved.is_empty() {
                return None;
            }
            let mut definitions: Vec<_> =
                resolved.iter().filter_map(ResolvedDefinition::definition).collect();
            definitions.extend(later_assignments(db, &definitions, &name.id));
            if let Some(found) = definitions.iter().find_map(|it| written_value(db, *it, trail)) {
                return Some(found);
            }
            resolved.iter().find_map(|it| match it {
                ResolvedDefinition::Definition(definition) => {
                    written_definition(db, *definition, trail)
                }
                ResolvedDefinition::Module(file) => Some(module_name(db, file.file(db))),
                ResolvedDefinition::FileWithRange(_) => None,
            })
        }
        Expr::Attribute(attribute) => {
            if let Some(found) = written_inherited(db, model, attribute) {
                return Some(found);
            }
            let definitions = definitions_of_attribute(model, attribute);
            // What an object of the project keeps is known by what it is, not by where it is kept.
            if let Some(found) = definitions.iter().find_map(|it| written_kept(db, *it, trail)) {
                return Some(found);
            }
            if let Some(origin) = written(db, model, &attribute.value, trail) {
                return Some(format!("{origin}.{}", attribute.attr));
            }
            definitions.into_iter().find_map(|definition| written_definition(db, definition, trail))
        }
        Expr::Call(call) => written_call(db, model, call, trail),
        Expr::Await(inner) => written(db, model, &inner.value, trail),
        Expr::Subscript(subscript) => {
            let item = written_item(db, model, &subscript.value, Taken::ByKey, trail);
            item.or_else(|| Some(format!("{}[]", written(db, model, &subscript.value, trail)?)))
        }
        Expr::If(choice) => written(db, model, &choice.body, trail)
            .or_else(|| written(db, model, &choice.orelse, trail)),
        Expr::BoolOp(operation) => {
            operation.values.iter().rev().find_map(|value| written(db, model, value, trail))
        }
        Expr::Named(named) => written(db, model, &named.value, trail),
        // `prompt | model` is `prompt.pipe(model)`, whatever follows.
        Expr::BinOp(operation) if operation.op == ast::Operator::BitOr => {
            let first = written(db, model, &operation.left, trail)
                .or_else(|| written(db, model, &operation.right, trail))?;
            Some(if first.ends_with(".pipe()") { first } else { format!("{first}.pipe()") })
        }
        _ => None,
    }
}

/// Returns how what a call returns is written.
fn written_call<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    call: &ast::ExprCall,
    trail: Trail<'_>,
) -> Option<String> {
    if let Some(attribute) = named_attribute(call) {
        return written(db, model, &Expr::Attribute(attribute), trail);
    }
    if let Some(taken) = written_taken(db, model, call, trail) {
        return Some(taken);
    }
    if let Some(drawn) = drawn_by_next(call) {
        let name = written(db, model, drawn, trail)?;
        // A generator of ours is written as what it yields.
        let is_ours =
            drawn.as_call_expr().is_some_and(|it| plain_function(db, model, &it.func).is_some());
        return Some(if is_ours { name } else { format!("{name}[]") });
    }
    let function =
        plain_function(db, model, &call.func).or_else(|| managed_function(db, model, &call.func));
    if let Some(result) = function.and_then(|it| written_result(db, it, trail)) {
        return Some(result);
    }
    let name = written(db, model, &call.func, trail)?;
    // What a table or list gives has an origin of its own.
    let is_plain = PLAIN.iter().any(|class| name.strip_prefix(class).is_some_and(is_method));
    (!is_plain).then(|| format!("{name}()"))
}

fn is_method(rest: &str) -> bool {
    rest.starts_with('.') || rest.starts_with("().")
}

/// Returns the iterator that a call of `next` draws from.
fn drawn_by_next(call: &ast::ExprCall) -> Option<&Expr> {
    let is_next = call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "next");
    call.arguments.args.first().filter(|_| is_next)
}

/// Returns the function that the expression names, where its source is at hand.
pub(super) fn plain_function<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
) -> Option<Definition<'db>> {
    match expression.inferred_type(model)? {
        ty @ (Type::FunctionLiteral(_) | Type::BoundMethod(_)) => {
            match ty.definition(db, &model.program_environment())? {
                TypeDefinition::Function(definition) => Some(definition),
                _ => None,
            }
        }
        _ => cached_function(db, model, expression),
    }
}

/// Returns the function that a cache wraps: `@lru_cache` changes its type, not what it returns.
fn cached_function<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
) -> Option<Definition<'db>> {
    let found = match expression {
        Expr::Name(name) => definitions_of_name(model, name),
        Expr::Attribute(attribute) => definitions_of_attribute(model, attribute),
        _ => Vec::new(),
    };
    found.into_iter().find(|definition| {
        let DefinitionKind::Function(function) = definition.kind(db) else { return false };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let decorators = &function.node(&parsed).decorator_list;
        !decorators.is_empty()
            && decorators
                .iter()
                .all(|it| last_name(&it.expression).is_some_and(|name| CACHES.contains(&name)))
    })
}

/// Returns how the result of a function of ours is written, from its annotation or its first `return`.
fn written_result<'db>(
    db: &'db dyn Db,
    function: Definition<'db>,
    trail: Trail<'_>,
) -> Option<String> {
    let DefinitionKind::Function(node) = function.kind(db) else { return None };
    if !is_first_party(db, function) {
        return None;
    }
    let parsed = parsed_module(db, function.python_file(db)).load(db);
    let node = node.node(&parsed);
    let model = SemanticModel::new(db, function.program_file(db));
    let mut results = super::values::returned_expressions(node).into_iter();
    if let Some(found) = results.find_map(|value| written(db, &model, value, trail)) {
        return Some(found);
    }
    let yielded = yielded_expressions(node);
    if !yielded.is_empty() {
        return yielded.into_iter().find_map(|value| written(db, &model, value, trail));
    }
    if let Some(annotation) = &node.returns
        && let Some(class) = written(db, &model, annotation, trail)
    {
        return Some(format!("{class}()"));
    }
    None
}

/// Returns whether the definition is the project's own, as far as search paths tell.
pub(super) fn is_first_party(db: &dyn Db, definition: Definition<'_>) -> bool {
    let module = file_to_module(db, definition.program_file(db).resolver_file(db));
    module
        .and_then(|module| module.search_path(db))
        .is_none_or(ty_module_resolver::SearchPath::is_first_party)
}

/// Returns how the value that a definition assigns is written: it says more than the annotation beside it.
fn written_value<'db>(
    db: &'db dyn Db,
    definition: Definition<'db>,
    trail: Trail<'_>,
) -> Option<String> {
    let trail = trail.deeper()?;
    if !is_first_party(db, definition) {
        return None;
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let model = SemanticModel::new(db, definition.program_file(db));
    let value = match definition.kind(db) {
        DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
            Some(assignment.value(&parsed))
        }
        DefinitionKind::AnnotatedAssignment(assignment) => assignment.value(&parsed),
        _ => None,
    }?;
    written(db, &model, value, trail)
}

pub(super) fn written_definition<'db>(
    db: &'db dyn Db,
    definition: Definition<'db>,
    trail: Trail<'_>,
) -> Option<String> {
    let trail = trail.deeper()?;
    if definition.scope(db).node(db).scope_kind().is_module() && !is_first_party(db, definition) {
        // Users know packages by the names they import, wherever those are defined.
        return Some(qualified_name(db, definition).to_owned());
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let model = SemanticModel::new(db, definition.program_file(db));
    match definition.kind(db) {
        DefinitionKind::Import(import) => {
            let alias = import.alias(&parsed);
            let name = alias.name.as_str();
            Some(
                if alias.asname.is_some() { name } else { name.split('.').next().unwrap_or(name) }
                    .to_owned(),
            )
        }
        DefinitionKind::ImportFrom(import) => written_import(
            db,
            &model,
            import.import(&parsed),
            import.alias(&parsed).name.as_str(),
            trail,
        ),
        DefinitionKind::Assignment(assignment) => {
            if let Some(part) = unpacked(db, assignment, &parsed) {
                return written(db, &model, part, trail);
            }
            let value = written(db, &model, assignment.value(&parsed), trail)?;
            // Of `figure, axes = subplots()`, each name is an item.
            Some(if assignment.unpack().is_some() { format!("{value}[]") } else { value })
        }
        DefinitionKind::AnnotatedAssignment(assignment) => {
            let of_value =
                assignment.value(&parsed).and_then(|value| written(db, &model, value, trail));
            of_value.or_else(|| written_instance(db, &model, assignment.annotation(&parsed), trail))
        }
        DefinitionKind::NamedExpression(named) => {
            written(db, &model, &named.node(&parsed).value, trail)
        }
        // Nearly every context manager of a client returns the client itself.
        DefinitionKind::WithItem(item) => written(db, &model, item.context_expr(&parsed), trail),
        DefinitionKind::For(statement) => {
            written_in_turn(db, &model, statement.iterable(&parsed), trail)
        }
        DefinitionKind::Comprehension(part) => {
            written_in_turn(db, &model, part.iterable(&parsed), trail)
        }
        DefinitionKind::Parameter(parameter) => {
            let ParameterDefinitionNodeKind::Parameter(node) = parameter else { return None };
            let annotation = node.node(&parsed).parameter.annotation();
            let declared = annotation.and_then(|it| written_instance(db, &model, it, trail));
            declared.or_else(|| written_result(db, injected_function(db, definition)?, trail))
        }
        DefinitionKind::Function(function) => {
            if function.node(&parsed).decorator_list.iter().any(super::classes::is_property) {
                return written_result(db, definition, trail);
            }
            Some(qualified_name(db, definition).to_owned())
        }
        DefinitionKind::Class(_) => Some(qualified_name(db, definition).to_owned()),
        _ => None,
    }
}

/// Returns how what an attribute of the project keeps is written: its value, what it is declared as, what a property returns.
fn written_kept<'db>(
    db: &'db dyn Db,
    definition: Definition<'db>,
    trail: Trail<'_>,
) -> Option<String> {
    let kind = definition.kind(db);
    if let DefinitionKind::Function(function) = kind {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let mut decorators = function.node(&parsed).decorator_list.iter();
        return decorators
            .any(super::classes::is_property)
            .then(|| written_result(db, definition, trail))
            .flatten();
    }
    let is_declared = matches!(kind, DefinitionKind::AnnotatedAssignment(_));
    written_value(db, definition, trail).or_else(|| {
        (is_declared && is_first_party(db, definition))
            .then(|| written_definition(db, definition, trail))
            .flatten()
    })
}

/// Returns how a name behind `from module import name` is written: followed where the module is at hand.
fn written_import<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    import: &ast::StmtImportFrom,
    name: &str,
    trail: Trail<'_>,
) -> Option<String> {
    let module = import.module.as_ref().map(ast::Identifier::as_str);
    let resolved = model.resolve_module(module, import.level);
    if let Some(file) = resolved.and_then(|module| module.file(db)) {
        let program_file = db_program_file(db, file);
        let path = file_to_module(db, program_file.resolver_file(db))
            .and_then(|module| module.search_path(db));
        if path.is_some_and(|path| !path.is_first_party()) {
            // Users know packages by the names they import, wherever those are defined.
            return Some(format!("{}.{name}", module_name(db, file)));
        }
        let scope = global_scope(db, program_file);
        if let Some(symbol) = place_table(db, scope).symbol_id(name) {
            let uses = use_def_map(db, scope);
            let definition =
                uses.end_of_scope_symbol_bindings(symbol).find_map(|it| it.binding.definition());
            if let Some(found) =
                definition.and_then(|definition| written_definition(db, definition, trail))
            {
                return Some(found);
            }
        }
        return Some(format!("{}.{name}", module_name(db, file)));
    }
    // A relative import that leads nowhere is nobody's package.
    (import.level == 0)
        .then(|| module.map_or_else(|| name.to_owned(), |module| format!("{module}.{name}")))
}

fn db_program_file(db: &dyn Db, file: ruff_db::files::File) -> ty_python_core::ProgramFile<'_> {
    db.program_file(file)
}
