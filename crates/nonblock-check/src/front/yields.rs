//! What generator functions hand out: to `with`, to `next`, to FastAPI's `Depends`.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ty_python_core::definition::{Definition, DefinitionKind, ParameterDefinitionNodeKind};
use ty_python_semantic::{Db, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::values::definitions_of_name;

/// Names of what FastAPI calls for a parameter.
const INJECTORS: [&str; 2] = ["Depends", "Security"];

/// Names of one function that are followed.
const NAMES: u32 = 3;

/// Returns the expressions that the function's own `yield`s hand out.
pub(super) fn yielded_expressions(function: &ast::StmtFunctionDef) -> Vec<&Expr> {
    struct Yields<'ast>(Vec<&'ast Expr>);
    impl<'ast> SourceOrderVisitor<'ast> for Yields<'ast> {
        fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
            match node {
                AnyNodeRef::StmtFunctionDef(_)
                | AnyNodeRef::StmtClassDef(_)
                | AnyNodeRef::ExprLambda(_) => return TraversalSignal::Skip,
                AnyNodeRef::ExprYield(statement) => self.0.extend(statement.value.as_deref()),
                _ => {}
            }
            TraversalSignal::Traverse
        }
    }
    let mut yields = Yields(Vec::new());
    walk_body(&mut yields, &function.body);
    yields.0
}

/// Returns the function behind a name that calls it as a context manager: `@contextmanager`, or
/// `get_db = contextmanager(get_session)`, also where an attribute keeps it.
pub(super) fn managed_function<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    callee: &Expr,
) -> Option<Definition<'db>> {
    managed(db, model, callee, NAMES)
}

fn managed<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    callee: &Expr,
    names: u32,
) -> Option<Definition<'db>> {
    let names = names.checked_sub(1)?;
    definitions(model, callee).into_iter().find_map(|definition| {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        match definition.kind(db) {
            DefinitionKind::Function(function) => {
                let mut decorators = function.node(&parsed).decorator_list.iter();
                decorators.any(|it| is_manager(&it.expression)).then_some(definition)
            }
            DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
                let model = SemanticModel::new(db, definition.program_file(db));
                match assignment.value(&parsed) {
                    Expr::Call(call) if is_manager(&call.func) => {
                        function_named(db, &model, call.arguments.args.first()?)
                    }
                    name @ (Expr::Name(_) | Expr::Attribute(_)) => managed(db, &model, name, names),
                    _ => None,
                }
            }
            _ => None,
        }
    })
}

/// Returns the function whose result FastAPI hands to a parameter: `db = Depends(get_session)`.
pub(super) fn injected_function<'db>(
    db: &'db dyn Db,
    parameter: Definition<'db>,
) -> Option<Definition<'db>> {
    let DefinitionKind::Parameter(ParameterDefinitionNodeKind::Parameter(node)) =
        parameter.kind(db)
    else {
        return None;
    };
    let parsed = parsed_module(db, parameter.python_file(db)).load(db);
    let Some(Expr::Call(call)) = node.node(&parsed).default.as_deref() else { return None };
    let is_injector = last_name(&call.func).is_some_and(|name| INJECTORS.contains(&name));
    let function = call.arguments.args.first().filter(|_| is_injector)?;
    let model = SemanticModel::new(db, parameter.program_file(db));
    function_named(db, &model, function)
}

fn function_named<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
) -> Option<Definition<'db>> {
    let is_function = |it: &Definition<'db>| matches!(it.kind(db), DefinitionKind::Function(_));
    definitions(model, expression).into_iter().find(is_function)
}

fn definitions<'db>(model: &SemanticModel<'db>, expression: &Expr) -> Vec<Definition<'db>> {
    match expression {
        Expr::Name(name) => definitions_of_name(model, name),
        Expr::Attribute(attribute) => definitions_of_attribute(model, attribute),
        _ => Vec::new(),
    }
}

fn is_manager(decorator: &Expr) -> bool {
    last_name(decorator).is_some_and(|name| name.ends_with("contextmanager"))
}

pub(super) fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Call(call) => last_name(&call.func),
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}
