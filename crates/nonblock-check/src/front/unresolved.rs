//! Calls whose target is not known, or excused: what is written down for linking, and what is taken back.

use nonblock_catalogue::Argument;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::Definition;

use super::body::BodyVisitor;
use super::calls::Resolution;
use super::symbols::span;
use crate::facts::{Deferred, Symbol, Target, Unresolved, Usage, Verb};

/// What a caller writes to give an argument without asking for anything.
const NOTHING: [&str; 4] = ["None", "0", "0.0", "False"];

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
            self.facts.deferred.push(Deferred { site, parameter, path, is_awaited });
        }
        if resolution == Resolution::Dynamic {
            self.leave_to_its_name(call, written);
        }
        self.facts.unresolved.push(Unresolved { site, reason });
    }

    /// Returns the parameter that an attribute chain starts from, and the chain from its end.
    fn root_parameter(
        &self,
        expression: &Expr,
        path: &mut Vec<String>,
    ) -> Option<(Symbol, String)> {
        match expression {
            Expr::Attribute(attribute) => {
                path.push(attribute.attr.to_string());
                self.root_parameter_of(&attribute.value, path)
            }
            _ => None,
        }
    }

    fn root_parameter_of(
        &self,
        expression: &Expr,
        path: &mut Vec<String>,
    ) -> Option<(Symbol, String)> {
        match expression {
            Expr::Name(name) => self.parameter_symbol(name),
            Expr::Call(call) => {
                path.push("()".to_owned());
                match &*call.func {
                    Expr::Attribute(_) => self.root_parameter(&call.func, path),
                    _ => None,
                }
            }
            Expr::Await(inner) => self.root_parameter_of(&inner.value, path),
            _ => self.root_parameter(expression, path),
        }
    }

    /// Drops the edges to sinks that the call's arguments excuse: `block=False`.
    pub(super) fn drop_excused(&mut self, call: &ast::ExprCall, first: usize) {
        let context = &*self.context;
        let text = |expression: &Expr| context.source.as_str()[expression.range()].to_owned();
        let is_excused = |target: Target| match target {
            Target::Sink(sink) => {
                let function = context.catalogue.get(sink);
                let excused = function.exemptions().any(|it| {
                    let given = given(call, it.argument);
                    given.is_some_and(|given| it.value.is_none_or(|value| text(given) == value))
                });
                let mut required = function.requirements().peekable();
                let is_idle = required.peek().is_some()
                    && !required.any(|it| {
                        let given = given(call, it.argument).map(&text);
                        given.is_some_and(|given| match it.value {
                            Some(value) => given == value,
                            None => !NOTHING.contains(&given.as_str()),
                        })
                    });
                excused || is_idle || writes_to_console(call, &text)
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
                edge.site == site && (is_excused(edge.target) || (is_other && is_sink))
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

/// Returns the method's name on its class, for a method of an instance: `pandas.DataFrame.to_csv`.
pub(super) fn of_class(written: &str) -> Option<String> {
    let (receiver, method) = written.rsplit_once('.')?;
    let class = receiver.strip_suffix("()")?;
    let name = class.rsplit('.').next()?.trim_start_matches('_');
    name.starts_with(char::is_uppercase).then(|| format!("{class}.{method}"))
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
