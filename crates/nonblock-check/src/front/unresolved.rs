//! Calls whose target is not known, or excused: what is written down for linking, and what is taken back.

use nonblock_catalogue::Argument;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::Definition;

use super::body::BodyVisitor;
use super::calls::Resolution;
use super::roots::rooted;
use super::symbols::span;
use crate::facts::{Deferred, Slot, Symbol, Target, Unresolved, Usage, Verb};
use crate::known::is_excused;

/// Names and calls between a parameter and a call that are followed.
const STEPS: u32 = 12;
/// Characters of an argument that may excuse a call.
const ARGUMENT: usize = 24;

impl<'db> BodyVisitor<'_, '_, 'db> {
    /// Returns whether all callees are declared in stubs of packages.
    pub(super) fn are_foreign_stubs(&self, callees: &[Definition<'db>]) -> bool {
        let db = self.context.db;
        let is_foreign = |callee: &Definition<'db>| {
            let file = callee.file(db);
            file.is_stub(db) && !file.path(db).is_vendored_path()
        };
        !callees.is_empty() && callees.iter().all(is_foreign)
    }

    /// Records that the call's target is not known, and what linking needs to try again.
    pub(super) fn leave_unresolved(
        &mut self,
        call: &ast::ExprCall,
        resolution: Resolution,
        written: Option<&str>,
    ) {
        let site = span(call.func.range());
        let mut path = Vec::new();
        let root = self.root_parameter(&call.func, &mut path);
        let reason = match (&root, resolution) {
            (_, Resolution::Opaque(reason)) => reason.to_owned(),
            (Some((_, name)), _) => format!("the type of parameter `{name}` is not known"),
            (None, _) => match written {
                Some(name) => format!(
                    "the type of the receiver is not known, and the catalogue has no `{name}`"
                ),
                None => "the type of the receiver is not known".to_owned(),
            },
        };
        if let Some(parameter) = root
            && !path.is_empty()
        {
            path.reverse();
            let is_awaited = self.usage(call) == Usage::Awaited;
            let is_consumed = self.is_consumed(&Expr::Call(call.clone()));
            let given = self.given(call);
            let deferred = Deferred { site, parameter, path, is_awaited, is_consumed, given };
            self.facts.deferred.push(deferred);
        }
        if resolution == Resolution::Dynamic {
            self.leave_to_its_name(call, written);
        }
        self.facts.unresolved.push(Unresolved { site, reason });
    }

    /// Returns the arguments of a call as text; long ones excuse nothing.
    fn given(&self, call: &ast::ExprCall) -> Vec<(Slot, String)> {
        let text = |it: &Expr| self.context.source.as_str()[it.range()].to_owned();
        let positional = call.arguments.args.iter().take_while(|it| !it.is_starred_expr());
        let mut given: Vec<_> =
            (0..).zip(positional).map(|(at, it)| (Slot::Position(at), text(it))).collect();
        for keyword in &call.arguments.keywords {
            if let Some(name) = &keyword.arg {
                given.push((Slot::Keyword(name.to_string()), text(&keyword.value)));
            }
        }
        given
            .iter_mut()
            .filter(|(_, it)| ARGUMENT < it.len())
            .for_each(|(_, it)| "...".clone_into(it));
        given
    }

    /// Returns the parameter of an enclosing function that an attribute chain starts from, and the chain from its end.
    fn root_parameter(
        &self,
        expression: &Expr,
        path: &mut Vec<String>,
    ) -> Option<(Symbol, String)> {
        let db = self.context.db;
        if !expression.is_attribute_expr() || self.context.file != self.context.own_file {
            return None;
        }
        let parameter = rooted(db, &self.context.model, expression, path, STEPS)?;
        self.symbol_of_parameter(parameter)
    }

    /// Drops the edges to sinks that the call's arguments excuse: `block=False`.
    pub(super) fn drop_excused(&mut self, call: &ast::ExprCall, first: usize) {
        let context = &*self.context;
        let text = |expression: &Expr| context.source.as_str()[expression.range()].to_owned();
        let excuses = |target: Target| match target {
            Target::Sink(sink) => {
                let function = context.catalogue.get(sink);
                is_excused(function, &|argument| given(call, argument).map(&text))
                    || writes_to_console(call, &text)
            }
            Target::Function(_) => false,
        };
        let site = span(call.func.range());
        let is_awaited = self.usage(call) == Usage::Awaited;
        let mut index = 0;
        let excused: Vec<bool> = self
            .facts
            .edges
            .iter()
            .map(|edge| {
                // Nothing that blocks returns what can be awaited: another call than this one is meant.
                let is_other = is_awaited && edge.verb == Verb::Calls;
                let is_sink = matches!(edge.target, Target::Sink(_));
                edge.site == site && (excuses(edge.target) || (is_other && is_sink))
            })
            .collect();
        self.facts.edges.retain(|_| {
            index += 1;
            index <= first || !excused[index - 1]
        });
    }
}

/// Returns the value of an argument, where the call gives it.
fn given<'a>(call: &'a ast::ExprCall, argument: Argument<'_>) -> Option<&'a Expr> {
    match argument {
        Argument::Position(position) => call.arguments.args.get(position),
        Argument::Keyword(name) => call.arguments.find_keyword(name).map(|it| &it.value),
    }
}

/// Returns whether the call is one of `sys.stdout.write` and its kin, which programs do not wait for in practice.
fn writes_to_console(call: &ast::ExprCall, text: &dyn Fn(&Expr) -> String) -> bool {
    match &*call.func {
        Expr::Attribute(attribute) => {
            let receiver = text(&attribute.value);
            ["sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"].iter().any(|stream| {
                receiver
                    .strip_prefix(stream)
                    .is_some_and(|rest| rest.is_empty() || rest == ".buffer")
            })
        }
        _ => false,
    }
}
