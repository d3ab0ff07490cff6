//! Values that come from a parameter: `connection.cursor()` in a variable, what a function makes of its argument.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_python_core::definition::{Definition, DefinitionKind, ParameterDefinitionNodeKind};
use ty_python_core::scope::NodeWithScopeKind;
use ty_python_semantic::{Db, ImportAliasResolution, SemanticModel, definitions_for_name};

use super::arguments::argument_at;
use super::values::returned_expressions;
use super::written::plain_function;

/// Returns the parameter that an expression's value comes from, and puts the way from it into `path`, its end first.
pub(super) fn rooted<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
    path: &mut Vec<String>,
    steps: u32,
) -> Option<Definition<'db>> {
    let steps = steps.checked_sub(1)?;
    match expression {
        Expr::Name(name) => rooted_name(db, model, name, path, steps),
        Expr::Attribute(attribute) => {
            path.push(attribute.attr.to_string());
            rooted(db, model, &attribute.value, path, steps)
        }
        Expr::Subscript(subscript) => {
            path.push("[]".to_owned());
            rooted(db, model, &subscript.value, path, steps)
        }
        Expr::Call(call) => {
            if plain_function(db, model, &call.func).is_some() {
                return rooted_result(db, model, call, path, steps);
            }
            path.push("()".to_owned());
            call.func.as_attribute_expr()?;
            rooted(db, model, &call.func, path, steps)
        }
        Expr::Await(inner) => rooted(db, model, &inner.value, path, steps),
        _ => None,
    }
}

/// The same for a name: a parameter, or a variable that was assigned once.
fn rooted_name<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    name: &ast::ExprName,
    path: &mut Vec<String>,
    steps: u32,
) -> Option<Definition<'db>> {
    let found =
        definitions_for_name(model, &name.id, name.into(), ImportAliasResolution::PreserveAliases);
    let found: Vec<_> = found.into_iter().filter_map(|it| it.definition()).collect();
    let is_parameter = |it: &&Definition<'db>| {
        matches!(it.kind(db), DefinitionKind::Parameter(_)) && function_of(db, **it).is_some()
    };
    if let Some(parameter) = found.iter().find(is_parameter) {
        return Some(*parameter);
    }
    let [definition] = found[..] else { return None };
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let value = match definition.kind(db) {
        DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
            assignment.value(&parsed)
        }
        DefinitionKind::NamedExpression(named) => &named.node(&parsed).value,
        // Nearly every context manager of a client returns the client itself.
        DefinitionKind::WithItem(item) if !item.is_async() => item.context_expr(&parsed),
        DefinitionKind::For(statement) if !statement.is_async() => {
            path.push("[]".to_owned());
            statement.iterable(&parsed)
        }
        _ => return None,
    };
    rooted(db, model, value, path, steps)
}

/// The same for what a function with source returns: what it is at the call that asks for it.
fn rooted_result<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    call: &ast::ExprCall,
    path: &mut Vec<String>,
    steps: u32,
) -> Option<Definition<'db>> {
    let function = plain_function(db, model, &call.func)?;
    let DefinitionKind::Function(node) = function.kind(db) else { return None };
    if function.file(db).is_stub(db) {
        return None;
    }
    let parsed = parsed_module(db, function.python_file(db)).load(db);
    let node = node.node(&parsed);
    let of_function = SemanticModel::new(db, function.program_file(db));
    let [returned] = returned_expressions(node)[..] else { return None };
    let parameter = rooted(db, &of_function, returned, path, steps)?;
    if function_of(db, parameter)? != node.name.range {
        return None;
    }
    let name = parameter_name(db, parameter)?;
    let mut names = node.parameters.iter_non_variadic_params();
    let position = names.position(|it| it.parameter.name.as_str() == name)?;
    let is_method = matches!(function.scope(db).node(db), NodeWithScopeKind::Class(_));
    let argument = match (&*call.func, position) {
        (Expr::Attribute(method), 0) if is_method => &method.value,
        _ => argument_at(call, position - usize::from(is_method), &name)?,
    };
    rooted(db, model, argument, path, steps)
}

/// Returns the name of a parameter.
pub(super) fn parameter_name(db: &dyn Db, parameter: Definition<'_>) -> Option<String> {
    let DefinitionKind::Parameter(node) = parameter.kind(db) else { return None };
    let parsed = parsed_module(db, parameter.python_file(db)).load(db);
    let name = match node {
        ParameterDefinitionNodeKind::Parameter(node) => &node.node(&parsed).parameter.name,
        ParameterDefinitionNodeKind::VariadicPositionalParameter(node)
        | ParameterDefinitionNodeKind::VariadicKeywordParameter(node) => &node.node(&parsed).name,
    };
    Some(name.to_string())
}

/// Returns where the name of the function stands that has the parameter.
fn function_of(db: &dyn Db, parameter: Definition<'_>) -> Option<ruff_text_size::TextRange> {
    let NodeWithScopeKind::Function(function) = parameter.scope(db).node(db) else { return None };
    let parsed = parsed_module(db, parameter.python_file(db)).load(db);
    Some(ruff_text_size::Ranged::range(&function.node(&parsed).name))
}
