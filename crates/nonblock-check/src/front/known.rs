//! What the catalogue says of names as they are written, where types say nothing: calls, attributes, lazy results.

use nonblock_catalogue::{FunctionId, When};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use ty_python_semantic::HasType;

use super::body::{BodyVisitor, Step};
use super::context::FileContext;
use super::values::is_unknown;
use crate::facts::{Certainty, Target, Verb};
use crate::known::{is_known_to_return, known_as};

impl FileContext<'_, '_> {
    /// Returns the catalogue's function for a name as written.
    fn known_as(&self, name: &str) -> Option<FunctionId> {
        known_as(self.catalogue, name)
    }

    /// Returns whether users know a name not to block: `r.pipeline().get` only queues.
    fn is_known_to_return(&self, name: &str) -> bool {
        is_known_to_return(self.catalogue, name)
    }
}

impl BodyVisitor<'_, '_, '_> {
    /// Adds the catalogue's function for a name as written; returns whether something is known of it.
    pub(super) fn push_written(&mut self, call: &ast::ExprCall, name: &str) -> bool {
        if self.context.is_known_to_return(name) {
            return true;
        }
        match self.context.known_as(name) {
            Some(sink) => {
                let mut step = Step::new(call.func.range(), Verb::Calls);
                step.consumed = self.is_consumed(&Expr::Call(call.clone()));
                self.push_likely(sink, step);
                true
            }
            None => self.context.catalogue.offload_by_alias(name).is_some(),
        }
    }

    /// Adds the catalogue's function for an attribute of an object of unknown type, if reading it fetches it.
    pub(super) fn push_fetched(&mut self, attribute: &ast::ExprAttribute) {
        if !self.context.catalogue.is_fetched(attribute.attr.as_str())
            || attribute.value.inferred_type(&self.context.model).is_none_or(|ty| !is_unknown(ty))
        {
            return;
        }
        let expression = Expr::Attribute(attribute.clone());
        let Some(name) = self.context.written(&expression) else { return };
        if let Some(sink) = self.context.known_as(&name)
            && self.context.catalogue.get(sink).when == When::Read
        {
            self.push_likely(sink, Step::new(attribute.range(), Verb::Reads));
        }
    }

    /// Adds the catalogue's function for the lazy result of a call, where a name that holds it is iterated.
    pub(super) fn push_drawn(&mut self, call: &ast::ExprCall, site: TextRange) {
        let Some(name) = self.context.written(&call.func) else { return };
        if let Some(sink) = self.context.known_as(&name)
            && !self.context.is_known_to_return(&name)
            && self.context.catalogue.get(sink).when == When::Iterated
        {
            self.push_likely(sink, Step::new(site, Verb::Iterates));
        }
    }

    fn push_likely(&mut self, sink: FunctionId, mut step: Step) {
        step.certainty = Certainty::Likely;
        self.push(Target::Sink(sink), &step);
    }
}
