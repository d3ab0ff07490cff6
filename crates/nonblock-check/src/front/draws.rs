//! Drawing: what runs when the items of a lazy value are asked for, and where that is.

use nonblock_catalogue::When;
use ruff_python_ast::visitor::source_order::SourceOrderVisitor;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use ty_python_core::definition::DefinitionKind;

use super::arguments::argument_at;
use super::body::{BodyVisitor, Step};
use super::values::definitions_of_name;
use crate::facts::{Certainty, Target, Verb};

/// Lazy wrappers: whoever draws from them draws from their arguments.
const WRAPPERS: [&str; 5] = ["enumerate", "filter", "map", "reversed", "zip"];

impl BodyVisitor<'_, '_, '_> {
    /// Marks that every item of the expression's value is drawn here.
    pub(super) fn consume(&mut self, expression: &Expr) {
        self.mark_consumed(expression);
        if let Expr::Call(call) = expression
            && let Expr::Name(name) = &*call.func
            && WRAPPERS.contains(&name.id.as_str())
        {
            call.arguments.args.iter().for_each(|argument| self.consume(argument));
        }
        match expression {
            Expr::Name(name) => self.consume_named(name),
            Expr::Await(_) => self.draw(expression, expression.range()),
            _ => {}
        }
    }

    /// Runs the generator that a local name was assigned from, when the name is iterated.
    fn consume_named(&mut self, name: &ast::ExprName) {
        for definition in definitions_of_name(&self.context.model, name) {
            if definition.file(self.context.db) != self.context.file {
                continue;
            }
            let parsed = ruff_db::parsed::parsed_module(
                self.context.db,
                definition.python_file(self.context.db),
            )
            .load(self.context.db);
            if let DefinitionKind::Assignment(assignment) = definition.kind(self.context.db)
                && assignment.unpack().is_none()
            {
                self.draw(assignment.value(&parsed), name.range());
            }
        }
    }

    /// Runs what an expression evaluates to lazily: a generator, also one that a thread returned.
    fn draw(&mut self, value: &Expr, site: TextRange) {
        let mut step = Step::new(site, Verb::Iterates);
        step.certainty = Certainty::Likely;
        match value {
            Expr::Call(call) => {
                let callees = self.called_definitions(call);
                if callees.is_empty() {
                    self.push_drawn(call, site);
                }
                for callee in callees {
                    self.push_definition(callee, &step);
                }
            }
            Expr::Await(inner) => {
                let Expr::Call(call) = &*inner.value else { return };
                let offload = self
                    .called_definitions(call)
                    .into_iter()
                    .find_map(|it| self.context.callee(it).offload);
                if let Some(function) =
                    offload.and_then(|it| argument_at(call, it.argument, &it.keyword))
                {
                    let targets = self.callable_targets(function, 0);
                    for target in targets {
                        if self.is_lazy(target) {
                            self.push(target, &step);
                        }
                    }
                }
            }
            // A generator expression runs where it is drawn from.
            Expr::Generator(generator) => self.visit_expr(&generator.elt),
            _ => {}
        }
    }

    /// Returns whether calling the target may return a lazy iterator; of functions only linking knows.
    fn is_lazy(&self, target: Target) -> bool {
        match target {
            Target::Sink(sink) => {
                let sink = self.context.catalogue.get(sink);
                // `os.scandir` opens the folder at the call, and reads it item by item.
                sink.when == When::Iterated || sink.shown() == "os.scandir"
            }
            Target::Function(_) => true,
        }
    }
}
