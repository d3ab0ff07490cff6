//! Instances that come out of attributes which appear at run time only: `Book.objects.get()` is a `Book`.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{Db, HasType};

use super::classes::ancestry;
use super::context::FileContext;
use super::names::qualified_name;
use super::values::definitions_of_name;

/// Methods of a query that return one instance, with and without `a` before them; all others return another query.
const SINGLE: [&str; 6] = ["get", "first", "last", "latest", "earliest", "create"];
/// Functions that return one instance of the class they are given.
const FINDERS: [&str; 2] = ["get_object_or_404", "aget_object_or_404"];
/// Assignments of assignments that are followed.
const DEPTH: u32 = 5;

impl<'db> FileContext<'_, 'db> {
    /// Returns the class that the value is an instance of, where it was drawn from a gateway.
    pub(super) fn gateway_instance(&self, expression: &Expr) -> Option<Definition<'db>> {
        if self.catalogue.gateways().is_empty() || self.file != self.own_file {
            return None;
        }
        self.instance_from(expression, 0)
    }

    fn instance_from(&self, expression: &Expr, depth: u32) -> Option<Definition<'db>> {
        if DEPTH < depth {
            return None;
        }
        match expression {
            Expr::Await(inner) => self.instance_from(&inner.value, depth + 1),
            Expr::Name(name) => self.origins(name, |context, value, is_drawn| {
                if is_drawn {
                    context.query_from(value, depth + 1)
                } else {
                    context.instance_from(value, depth + 1)
                }
            }),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => {
                    let name = method.attr.as_str();
                    let is_single = SINGLE.contains(&name)
                        || name.strip_prefix('a').is_some_and(|name| SINGLE.contains(&name));
                    is_single.then(|| self.query_from(&method.value, depth + 1)).flatten()
                }
                Expr::Name(name) if FINDERS.contains(&name.id.as_str()) => {
                    let model = call.arguments.args.first()?;
                    self.model_class(model).or_else(|| self.query_from(model, depth + 1))
                }
                _ => None,
            },
            Expr::Subscript(item) if !item.slice.is_slice_expr() => {
                self.query_from(&item.value, depth + 1)
            }
            Expr::BoolOp(operation) => {
                operation.values.iter().find_map(|value| self.instance_from(value, depth + 1))
            }
            Expr::Named(named) => self.instance_from(&named.value, depth + 1),
            _ => None,
        }
    }

    /// Returns the class whose instances a query yields: `Book.objects.filter()`.
    fn query_from(&self, expression: &Expr, depth: u32) -> Option<Definition<'db>> {
        if DEPTH * 2 < depth {
            return None;
        }
        match expression {
            Expr::Attribute(attribute) => {
                let gateways = self.catalogue.gateways();
                let is_gateway = gateways.iter().any(|it| it.attribute == attribute.attr.as_str());
                is_gateway.then(|| self.model_class(&attribute.value)).flatten()
            }
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => self.query_from(&method.value, depth + 1),
                _ => None,
            },
            Expr::Subscript(slice) => self.query_from(&slice.value, depth + 1),
            Expr::Name(name) => self.origins(name, |context, value, is_drawn| {
                if is_drawn { None } else { context.query_from(value, depth + 1) }
            }),
            _ => None,
        }
    }

    /// Returns the class that the expression names, if it has a gateway.
    fn model_class(&self, expression: &Expr) -> Option<Definition<'db>> {
        let ty = expression.inferred_type(&self.model)?;
        let class = self.class_object(ty)?;
        let ancestors = ancestry(self.db, class);
        let has_gateway = |class: &Definition<'db>| {
            let name = qualified_name(self.db, *class);
            self.catalogue.gateways().iter().any(|it| it.class == *name)
        };
        ancestors.iter().any(has_gateway).then_some(class)
    }

    /// Asks the values that a name of this file was assigned, and what it was drawn from.
    fn origins(
        &self,
        name: &ast::ExprName,
        ask: impl Fn(&Self, &Expr, bool) -> Option<Definition<'db>>,
    ) -> Option<Definition<'db>> {
        let db: &'db dyn Db = self.db;
        let own = |definition: &Definition<'db>| definition.file(db) == self.own_file;
        definitions_of_name(&self.model, name).into_iter().filter(own).find_map(|definition| {
            let parsed = parsed_module(db, definition.python_file(db)).load(db);
            match definition.kind(db) {
                DefinitionKind::Assignment(it) if it.unpack().is_none() => {
                    ask(self, it.value(&parsed), false)
                }
                DefinitionKind::AnnotatedAssignment(it) => ask(self, it.value(&parsed)?, false),
                DefinitionKind::NamedExpression(it) => ask(self, &it.node(&parsed).value, false),
                DefinitionKind::For(it) => ask(self, it.iterable(&parsed), true),
                DefinitionKind::Comprehension(it) => ask(self, it.iterable(&parsed), true),
                _ => None,
            }
        })
    }
}
