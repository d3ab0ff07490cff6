//! Attributes that only classes of missing packages define: `coordinator` of `CoordinatorEntity[Bridge]`.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_python_core::definition::{Definition, DefinitionKind, ParameterDefinitionNodeKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::classes::{ancestry, class_of};
use super::context::FileContext;
use super::outline::Outline;
use super::values::{definitions_of_name, is_unknown};

/// Generics, and the attribute that holds an object of the class that they are generic in.
const HOLDERS: [(&str, &str); 5] = [
    ("ConfigEntry", "runtime_data"),
    ("CoordinatorEntity", "coordinator"),
    ("DataUpdateCoordinator", "data"),
    ("PassiveBluetoothCoordinatorEntity", "coordinator"),
    ("TimestampDataUpdateCoordinator", "data"),
];
/// Steps from an object to what it was declared as, after which it is given up.
const DEPTH: u32 = 4;

impl<'db> FileContext<'_, 'db> {
    /// Returns the types of an attribute that no source at hand defines, from the class's own words about it.
    pub(super) fn types_of_missing(
        &mut self,
        model: &SemanticModel<'db>,
        attribute: &ast::ExprAttribute,
        receivers: &[Type<'db>],
    ) -> Vec<Type<'db>> {
        let db: &'db dyn Db = self.db;
        let name = attribute.attr.as_str();
        let mut found = Vec::new();
        let environment = model.program_environment();
        let classes = receivers.iter().filter_map(|ty| class_of(db, &environment, *ty));
        for class in classes.chain(class_of_self(model, &attribute.value)) {
            for class in ancestry(db, class) {
                if found.is_empty() && !class.file(db).path(db).is_vendored_path() {
                    found = types_told_by(db, class, name);
                }
            }
        }
        if found.is_empty() && HOLDERS.iter().any(|(_, held)| *held == name) {
            found = declared_argument(db, model, &attribute.value, name, 0);
        }
        found
    }
}

/// Returns the class whose method has the name as a parameter, which is `self` where it is the first.
fn class_of_self<'db>(model: &SemanticModel<'db>, receiver: &Expr) -> Option<Definition<'db>> {
    let db = model.db();
    let name = receiver.as_name_expr().filter(|name| name.id.as_str() == "self")?;
    let definition = definitions_of_name(model, name).into_iter().next()?;
    definition.scope(db).class_definition_of_method(db)
}

/// Returns what a class says of an attribute that a base defines: in brackets behind the base, or by a parameter of
/// `__init__` of the same name.
fn types_told_by<'db>(db: &'db dyn Db, class: Definition<'db>, attribute: &str) -> Vec<Type<'db>> {
    let DefinitionKind::Class(node) = class.kind(db) else { return Vec::new() };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let node = node.node(&parsed);
    let Some(bases) = &node.arguments else { return Vec::new() };
    let model = SemanticModel::new(db, class.program_file(db));
    let is_missing = |base: &Expr| base.inferred_type(&model).is_none_or(is_unknown);
    if !bases.args.iter().any(is_missing) {
        return Vec::new();
    }
    let held = bases.args.iter().filter_map(|base| held_class(base, attribute));
    let found: Vec<_> = held.flat_map(|class| types_named(db, &model, class)).collect();
    if !found.is_empty() {
        return found;
    }
    let functions = node.body.iter().filter_map(ast::Stmt::as_function_def_stmt);
    let parameters = functions
        .filter(|function| function.name.as_str() == "__init__")
        .flat_map(|function| function.parameters.iter_non_variadic_params());
    let told = parameters
        .filter(|parameter| parameter.name().as_str() == attribute)
        .filter_map(|parameter| parameter.annotation());
    told.flat_map(|annotation| types_named(db, &model, annotation)).collect()
}

/// Returns the class in the brackets of a generic whose attribute holds an object of it.
fn held_class<'ast>(generic: &'ast Expr, attribute: &str) -> Option<&'ast Expr> {
    let Expr::Subscript(subscript) = generic else { return None };
    let name = match &*subscript.value {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    HOLDERS.contains(&(name, attribute)).then_some(&*subscript.slice)
}

/// Returns the types that an expression between brackets, or of an annotation, names.
fn types_named<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
) -> Vec<Type<'db>> {
    if let Some(ty) = expression.inferred_type(model)
        && class_of(db, &model.program_environment(), ty).is_some()
    {
        return vec![ty];
    }
    let of_class = |definition: Definition<'db>| {
        let DefinitionKind::Class(node) = definition.kind(db) else { return None };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        node.node(&parsed).inferred_type(&SemanticModel::new(db, definition.program_file(db)))
    };
    match expression {
        Expr::Name(name) => {
            definitions_of_name(model, name).into_iter().filter_map(of_class).collect()
        }
        Expr::StringLiteral(text) => {
            let parsed = parsed_module(db, model.program_file().python_file(db)).load(db);
            let outline = Outline::of(parsed.suite());
            let mut classes = outline.classes.iter();
            let class = classes.find(|class| class.node.name.as_str() == text.value.to_str());
            class.and_then(|class| class.node.inferred_type(model)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Returns what an object's declaration says that its attribute holds: `entry: ConfigEntry[Bridge]`.
fn declared_argument<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    object: &Expr,
    attribute: &str,
    depth: u32,
) -> Vec<Type<'db>> {
    if DEPTH < depth {
        return Vec::new();
    }
    let definitions = match object {
        Expr::Name(name) => definitions_of_name(model, name),
        Expr::Attribute(object) => definitions_of_attribute(model, object),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for definition in definitions {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, definition.program_file(db));
        match definition.kind(db) {
            DefinitionKind::Parameter(ParameterDefinitionNodeKind::Parameter(node)) => {
                if let Some(annotation) = node.node(&parsed).annotation() {
                    found.extend(argument_of(db, &model, annotation, attribute, depth));
                }
            }
            DefinitionKind::AnnotatedAssignment(it) => {
                found.extend(argument_of(db, &model, it.annotation(&parsed), attribute, depth));
            }
            DefinitionKind::Assignment(it) if it.unpack().is_none() => {
                let value = it.value(&parsed);
                found.extend(declared_argument(db, &model, value, attribute, depth + 1));
            }
            _ => {}
        }
    }
    found
}

/// Returns the class in an annotation's brackets, also where the annotation names an alias.
fn argument_of<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    annotation: &Expr,
    attribute: &str,
    depth: u32,
) -> Vec<Type<'db>> {
    if let Some(class) = held_class(annotation, attribute) {
        return types_named(db, model, class);
    }
    let Expr::Name(name) = annotation else { return Vec::new() };
    if DEPTH < depth {
        return Vec::new();
    }
    let mut found = Vec::new();
    for definition in definitions_of_name(model, name) {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, definition.program_file(db));
        let value = match definition.kind(db) {
            DefinitionKind::TypeAlias(it) => Some(&*it.node(&parsed).value),
            DefinitionKind::Assignment(it) => Some(it.value(&parsed)),
            DefinitionKind::AnnotatedAssignment(it) => it.value(&parsed),
            _ => None,
        };
        if let Some(value) = value {
            found.extend(argument_of(db, &model, value, attribute, depth + 1));
        }
    }
    found
}
