//! Callables kept in lists and tables: stored in one place, drawn and called in another.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType};

use super::attributes::definitions_of_attribute;
use super::body::BodyVisitor;
use super::names::{module_name, qualified_name};
use super::symbols::span;
use super::values::definitions_of_name;
use crate::facts::{Container, Drawn, Stored, Usage};

/// Methods that put their last argument into a collection.
pub(super) const STORING: [&str; 7] =
    ["add", "append", "appendleft", "insert", "put", "put_nowait", "setdefault"];
/// Methods that take one item out of a collection.
const DRAWING: [&str; 5] = ["get", "get_nowait", "pop", "popitem", "popleft"];
/// Functions and methods whose result holds the same items.
const PASSING: [&str; 12] = [
    "copy",
    "get",
    "items",
    "keys",
    "list",
    "pop",
    "reversed",
    "set",
    "setdefault",
    "sorted",
    "tuple",
    "values",
];
/// Wrappers of wrappers that are looked through.
const DEPTH: u32 = 4;

impl<'db> BodyVisitor<'_, '_, 'db> {
    /// Records what the call stores, and whether what it calls was drawn from a collection.
    pub(super) fn read_collection_call(&mut self, call: &ast::ExprCall) {
        if let Expr::Attribute(attribute) = &*call.func
            && STORING.contains(&attribute.attr.as_str())
            && let Some(value) = call.arguments.args.last()
        {
            self.store(&attribute.value, value);
        }
        self.store_fields(call);
        if let Some(container) = self.drawn_from(&call.func, 0) {
            let is_awaited = self.usage(call) == Usage::Awaited;
            self.facts.drawn.push(Drawn { site: span(call.func.range()), container, is_awaited });
        }
    }

    /// Records what `table[key] = value` stores.
    pub(super) fn read_item_assignment(&mut self, target: &Expr, value: &Expr) {
        match target {
            Expr::Subscript(subscript) => self.store(&subscript.value, value),
            // `client.on_message = forward`: an attribute that holds one callable, or another later.
            Expr::Attribute(attribute)
                if value.is_name_expr() || value.is_lambda_expr() || value.is_attribute_expr() =>
            {
                let values = self.argument_values(value);
                if let Some(container) = self.attribute_container(attribute) {
                    let site = span(value.range());
                    let stored = values.into_iter().map(|value| Stored {
                        site,
                        container: container.clone(),
                        value,
                    });
                    self.facts.stored.extend(stored);
                }
            }
            _ => {}
        }
    }

    /// Records the callables that a class keeps in its fields: `Description(key="used", value_fn=used)`.
    fn store_fields(&mut self, call: &ast::ExprCall) {
        let keywords = &call.arguments.keywords;
        let is_callable = |value: &Expr| {
            value.is_lambda_expr() || value.is_name_expr() || value.is_attribute_expr()
        };
        if !keywords.iter().any(|keyword| is_callable(&keyword.value)) {
            return;
        }
        let ty = call.func.inferred_type(&self.context.model);
        let Some(class) = ty.and_then(|ty| self.context.class_object(ty)) else { return };
        for keyword in keywords.iter().filter(|keyword| is_callable(&keyword.value)) {
            let Some(name) = keyword.arg.as_ref().map(ast::Identifier::as_str) else { continue };
            let Some(field) = self.context.member(class, name) else { continue };
            let db: &'db dyn Db = self.context.db;
            let is_field = matches!(field.kind(db), DefinitionKind::AnnotatedAssignment(_))
                && field.scope(db).node(db).scope_kind().is_class();
            if let Some(container) = is_field.then(|| self.owner(field, name)).flatten() {
                let site = span(keyword.value.range());
                let values = self.argument_values(&keyword.value).into_iter();
                self.facts.stored.extend(values.map(|value| Stored {
                    site,
                    container: container.clone(),
                    value,
                }));
            }
        }
    }

    fn store(&mut self, collection: &Expr, value: &Expr) {
        let values = self.argument_values(value);
        if values.is_empty() {
            return;
        }
        if let Some(container) = self.container(collection, 0) {
            let site = span(value.range());
            self.facts.stored.extend(values.into_iter().map(|value| Stored {
                site,
                container: container.clone(),
                value,
            }));
        }
    }

    /// Returns the collection that a callee was drawn from: `table[key]`, `table.get(key)`, a loop's variable.
    fn drawn_from(&self, callee: &Expr, depth: u32) -> Option<Container> {
        match callee {
            Expr::Subscript(subscript) => self.container(&subscript.value, depth),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(attribute) if DRAWING.contains(&attribute.attr.as_str()) => {
                    self.container(&attribute.value, depth)
                }
                _ => None,
            },
            Expr::Await(inner) => self.drawn_from(&inner.value, depth),
            Expr::Attribute(attribute) => self.attribute_container(attribute),
            Expr::Name(name) => definitions_of_name(&self.context.model, name)
                .into_iter()
                .filter(|definition| definition.file(self.context.db) == self.context.file)
                .find_map(|definition| self.drawn_by(definition, depth + 1)),
            _ => None,
        }
    }

    fn drawn_by(&self, definition: Definition<'db>, depth: u32) -> Option<Container> {
        if DEPTH < depth {
            return None;
        }
        let db: &'db dyn Db = self.context.db;
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        match definition.kind(db) {
            DefinitionKind::For(statement) => self.container(statement.iterable(&parsed), depth),
            DefinitionKind::Comprehension(comprehension) => {
                self.container(comprehension.iterable(&parsed), depth)
            }
            DefinitionKind::Assignment(assignment) => {
                self.drawn_from(assignment.value(&parsed), depth)
            }
            DefinitionKind::NamedExpression(named) => {
                self.drawn_from(&named.node(&parsed).value, depth)
            }
            _ => None,
        }
    }

    /// Returns the collection that an expression evaluates to, through copies and views.
    fn container(&self, expression: &Expr, depth: u32) -> Option<Container> {
        if DEPTH < depth {
            return None;
        }
        match expression {
            Expr::Subscript(subscript) => self.container(&subscript.value, depth + 1),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(attribute) if PASSING.contains(&attribute.attr.as_str()) => {
                    self.container(&attribute.value, depth + 1)
                }
                Expr::Name(name) if PASSING.contains(&name.id.as_str()) => {
                    self.container(call.arguments.args.first()?, depth + 1)
                }
                _ => None,
            },
            Expr::Attribute(attribute) => self
                .is_collection(expression)
                .then(|| self.attribute_container(attribute))
                .flatten(),
            Expr::Name(name) => {
                let definition =
                    definitions_of_name(&self.context.model, name).into_iter().next()?;
                let is_assigned = matches!(
                    definition.kind(self.context.db),
                    DefinitionKind::Assignment(_) | DefinitionKind::AnnotatedAssignment(_)
                );
                (is_assigned && self.is_collection(expression))
                    .then(|| self.owner(definition, &name.id))
                    .flatten()
            }
            _ => None,
        }
    }

    /// Returns the attribute as something that holds values; none for methods.
    fn attribute_container(&self, attribute: &ast::ExprAttribute) -> Option<Container> {
        let definition =
            definitions_of_attribute(&self.context.model, attribute).into_iter().next()?;
        let is_assigned = matches!(
            definition.kind(self.context.db),
            DefinitionKind::Assignment(_) | DefinitionKind::AnnotatedAssignment(_)
        );
        is_assigned.then(|| self.owner(definition, attribute.attr.as_str())).flatten()
    }

    /// Returns whether the value may be a built-in collection.
    fn is_collection(&self, expression: &Expr) -> bool {
        match expression.inferred_type(&self.context.model) {
            Some(
                Type::ModuleLiteral(_)
                | Type::FunctionLiteral(_)
                | Type::ClassLiteral(_)
                | Type::LiteralValue(_),
            )
            | None => false,
            Some(_) => true,
        }
    }

    /// Returns a name for a collection that is the same wherever it is used: its class or module, and its own.
    fn owner(&self, definition: Definition<'db>, name: &str) -> Option<Container> {
        let db: &'db dyn Db = self.context.db;
        let scope = definition.scope(db);
        let kind = scope.node(db).scope_kind();
        if kind.is_class() || scope.is_method_scope(db) {
            let qualified = qualified_name(db, definition);
            // `module.Class.method.self.name` and `module.Class.name` are one attribute.
            let class = if kind.is_class() {
                qualified.rsplit_once('.')?.0.to_owned()
            } else {
                qualified_name(db, scope.class_definition_of_method(db)?).to_owned()
            };
            return Some(Container { owner: class, name: name.to_owned() });
        }
        kind.is_module().then(|| Container {
            owner: module_name(db, definition.file(db)),
            name: name.to_owned(),
        })
    }
}
