//! `@singledispatch`: calling one function runs the implementations that were registered with it.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{Db, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::body::BodyVisitor;
use super::context::FileContext;
use super::names::qualified_name;
use super::symbols::span;
use super::values::definitions_of_name;
use crate::facts::{Container, Drawn, FunctionFacts, Stored, Target, Usage, Value};

impl FileContext<'_, '_> {
    /// Records that the function is registered with another, where the decorator says so: `@dump.register`.
    pub(super) fn read_registration(&self, decorator: &Expr, facts: &mut FunctionFacts) {
        if let Expr::Attribute(attribute) = decorator
            && attribute.attr.as_str() == "register"
            && let Some(container) = dispatcher(self.db, &self.model, &attribute.value)
        {
            let value = Value::Callable(Target::Function(facts.symbol));
            facts.stored.push(Stored { site: facts.name_span, container, value });
        }
    }
}

impl BodyVisitor<'_, '_, '_> {
    /// Records a call of a function that others are registered with.
    pub(super) fn read_dispatch(&mut self, call: &ast::ExprCall) {
        if let Some(container) = dispatcher(self.context.db, &self.context.model, &call.func) {
            let is_awaited = self.usage(call) == Usage::Awaited;
            self.facts.drawn.push(Drawn { site: span(call.func.range()), container, is_awaited });
        }
    }
}

/// Returns what stands for the implementations of the function that the expression names.
fn dispatcher<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    expression: &Expr,
) -> Option<Container> {
    let definitions = match expression {
        Expr::Name(name) => definitions_of_name(model, name),
        Expr::Attribute(attribute) => definitions_of_attribute(model, attribute),
        _ => return None,
    };
    let definition = definitions.into_iter().find(|it| is_dispatcher(db, *it))?;
    let (owner, name) = qualified_name(db, definition).rsplit_once('.')?;
    Some(Container { owner: owner.to_owned(), name: name.to_owned() })
}

fn is_dispatcher(db: &dyn Db, definition: Definition<'_>) -> bool {
    let DefinitionKind::Function(function) = definition.kind(db) else { return false };
    if definition.file(db).is_stub(db) {
        return false;
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    function.node(&parsed).decorator_list.iter().any(|decorator| {
        let name = match &decorator.expression {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return false,
        };
        matches!(name, "singledispatch" | "singledispatchmethod")
    })
}
