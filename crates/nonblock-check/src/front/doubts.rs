//! Code that says itself that it does not wait: settled futures, files in memory, sockets that never wait.

use nonblock_catalogue::Effect;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_semantic::HasType;

use super::body::BodyVisitor;
use super::names::qualified_name;
use super::symbols::span;
use crate::facts::Doubt;

/// Classes of files that lie in memory.
const IN_MEMORY: [&str; 5] =
    ["_io.BytesIO", "_io.StringIO", "io.BytesIO", "io.StringIO", "tempfile.SpooledTemporaryFile"];

impl BodyVisitor<'_, '_, '_> {
    fn text(&self, expression: &Expr) -> &str {
        &self.context.source.as_str()[expression.range()]
    }

    /// Takes back what the call does not do, as the code around it says; and notes what it may not do.
    pub(super) fn doubt(&mut self, call: &ast::ExprCall, first_edge: usize) {
        let site = span(call.func.range());
        if let Expr::Attribute(attribute) = &*call.func {
            let receiver = self.text(&attribute.value).to_owned();
            let first = call.arguments.args.first();
            match attribute.attr.as_str() {
                "done" => {
                    self.settled.insert(receiver);
                }
                // Whoever asked whether it is done, waits for nothing.
                "result" | "exception" if self.settled.contains(&receiver) => {
                    self.facts.edges.truncate(first_edge);
                }
                "setblocking" if first.is_some_and(|it| self.text(it) == "False") => {
                    self.patient.insert(receiver);
                }
                "settimeout" if first.is_some_and(|it| matches!(self.text(it), "0" | "0.0")) => {
                    self.patient.insert(receiver);
                }
                _ if self.patient.contains(&receiver) => {
                    self.facts.doubts.push((site, Doubt::NeverWaits));
                }
                _ => {}
            }
        }
        let receiver = call.func.as_attribute_expr().map(|it| self.text(&it.value));
        let is_on_memory = receiver.is_some_and(|it| self.in_memory.contains(it));
        if first_edge < self.facts.edges.len() && (is_on_memory || self.takes_memory(call)) {
            self.facts.doubts.push((site, Doubt::InMemory));
            self.facts.doubts.push((span(call.range()), Doubt::InMemory));
        }
    }

    /// Remembers the name of an object that was made of a file in memory.
    pub(super) fn keep_memory(&mut self, name: &Expr, value: &Expr) {
        if let Expr::Call(call) = value
            && name.is_name_expr()
            && self.takes_memory(call)
        {
            let name = self.text(name).to_owned();
            self.in_memory.insert(name);
        }
    }

    /// Marks the futures of `for future in done:` as settled.
    pub(super) fn read_settled(&mut self, statement: &ast::StmtFor) {
        let iterable = self.text(&statement.iter);
        if iterable == "done" || iterable.contains("as_completed(") {
            let target = self.text(&statement.target).to_owned();
            self.settled.insert(target);
        }
    }

    /// Returns whether an argument is a file in memory.
    fn takes_memory(&self, call: &ast::ExprCall) -> bool {
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        call.arguments.args.iter().chain(keywords).any(|argument| {
            if argument.is_literal_expr() {
                return false;
            }
            let Some(ty) = argument.inferred_type(&self.context.model) else { return false };
            self.context.instance_classes(ty).into_iter().any(|class| {
                super::classes::ancestry(self.context.db, class)
                    .into_iter()
                    .any(|class| IN_MEMORY.contains(&qualified_name(self.context.db, class)))
            })
        })
    }
}

impl Doubt {
    /// Returns whether it excuses a sink with the effect.
    pub(crate) fn excuses(self, effect: Effect) -> bool {
        match self {
            Self::InMemory => matches!(effect, Effect::DiskData | Effect::DiskMetadata),
            Self::NeverWaits => effect == Effect::Network,
        }
    }
}
