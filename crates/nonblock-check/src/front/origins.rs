//! How the expressions of the file under analysis are written: looked up once a node.

use std::cell::Cell;

use ruff_python_ast::{Expr, HasNodeIndex};
use ty_python_semantic::HasType;

use super::classes::ancestry;
use super::context::FileContext;
use super::names::qualified_name;
use super::roots::rooted;
use super::written::{STEPS, Trail, written, written_definition};
use crate::known::joined;

/// Names and calls between a parameter and what comes from it.
const STEPS_OF_PARAMETER: u32 = 12;

impl FileContext<'_, '_> {
    /// Returns the expression as a dotted path from an import, with `()` for calls; none where its origin is unknown.
    pub(super) fn written(&self, expression: &Expr) -> Option<String> {
        // What a rule makes up is in no tree.
        let Some(index) = expression.node_index().load().as_u32() else {
            return self.write(expression);
        };
        let key = (self.model.file(), index);
        if let Some(known) = self.names.borrow().get(&key) {
            return known.clone();
        }
        let name = self.write(expression);
        self.names.borrow_mut().insert(key, name.clone());
        name
    }

    fn write(&self, expression: &Expr) -> Option<String> {
        let steps = Cell::new(STEPS);
        let trail = Trail::start(&steps);
        self.written_gateway(expression, trail)
            .or_else(|| written(self.db, &self.model, expression, trail))
            .or_else(|| self.written_declared(expression, trail))
    }

    /// Returns the name of what comes from a parameter that is annotated, also through functions that are not.
    fn written_declared(&self, expression: &Expr, trail: Trail<'_>) -> Option<String> {
        let mut way = Vec::new();
        let parameter = rooted(self.db, &self.model, expression, &mut way, STEPS_OF_PARAMETER)?;
        let start = written_definition(self.db, parameter, trail)?;
        Some(way.iter().rev().fold(start, |name, step| joined(name, step)))
    }

    /// Returns the name of what an attribute that appears at run time behaves like, and of what its methods return:
    /// `Book.objects.filter()` is another `QuerySet()`.
    fn written_gateway(&self, expression: &Expr, trail: Trail<'_>) -> Option<String> {
        let trail = trail.deeper()?;
        match expression {
            Expr::Attribute(attribute) => {
                if let Some(receiver) = self.written_gateway(&attribute.value, trail) {
                    return Some(format!("{receiver}.{}", attribute.attr));
                }
                let mut gateways = self
                    .catalogue
                    .gateways()
                    .iter()
                    .filter(|it| it.attribute == attribute.attr.as_str());
                let first = gateways.next()?;
                let ty = attribute.value.inferred_type(&self.model)?;
                let classes = self
                    .class_object(ty)
                    .map_or_else(|| self.instance_classes(ty), |class| vec![class]);
                let is_of = |class: &str| {
                    let order = classes.iter().flat_map(|it| ancestry(self.db, *it));
                    order.into_iter().any(|it| qualified_name(self.db, it) == class)
                };
                std::iter::once(first)
                    .chain(gateways)
                    .find(|it| is_of(&it.class))
                    .map(|it| format!("{}()", it.is_a))
            }
            Expr::Call(call) => {
                let method = self.written_gateway(&call.func, trail)?;
                let (receiver, name) = method.rsplit_once('.')?;
                let class = receiver.strip_suffix("()")?;
                let ends = self.catalogue.function(&format!("{class}.{name}")).is_some();
                Some(if ends { format!("{method}()") } else { receiver.to_owned() })
            }
            Expr::Subscript(subscript) => self.written_gateway(&subscript.value, trail),
            _ => None,
        }
    }
}
