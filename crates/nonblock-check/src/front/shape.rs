//! The shape of a body: where it yields to the loop, and where it never does.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr, Stmt};
use ruff_text_size::Ranged;

use super::symbols::span;
use crate::facts::Shape;

/// Rounds of a loop that take long enough to be noticed.
const MANY: u64 = 1_000_000;

/// Returns the shape of a function's body.
pub(super) fn shape_of(body: &[Stmt]) -> Shape {
    let mut reader = ShapeReader::default();
    walk_body(&mut reader, body);
    let mut shape = reader.shape;
    let statements = without_docstring(body);
    shape.is_stub = statements.iter().all(is_stub_statement);
    if let [statement] = statements
        && let Some(call) = sole_call(statement)
    {
        shape.sole_call = Some(span(call.func.range()));
        let callee = call.func.as_name_expr().filter(|_| passes_through(call));
        shape.sole_parameter = callee.map(|name| name.id.to_string());
    }
    shape
}

fn without_docstring(body: &[Stmt]) -> &[Stmt] {
    match body {
        [Stmt::Expr(first), rest @ ..] if first.value.is_string_literal_expr() => rest,
        _ => body,
    }
}

/// Returns whether the statement is what abstract methods are made of.
fn is_stub_statement(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(expression) => expression.value.is_ellipsis_literal_expr(),
        Stmt::Raise(raise) => raise.exc.as_deref().is_some_and(|exception| {
            let name = match exception {
                Expr::Call(call) => &*call.func,
                other => other,
            };
            name.as_name_expr().is_some_and(|name| name.id.starts_with("NotImplemented"))
        }),
        _ => false,
    }
}

fn sole_call(statement: &Stmt) -> Option<&ast::ExprCall> {
    match statement {
        Stmt::Return(it) => it.value.as_deref()?.as_call_expr(),
        Stmt::Expr(it) => it.value.as_call_expr(),
        _ => None,
    }
}

/// Returns whether a call hands on what it got, and nothing else: `fn(*args, **kwargs)`.
fn passes_through(call: &ast::ExprCall) -> bool {
    let is_name = |argument: &Expr| match argument {
        Expr::Starred(starred) => starred.value.is_name_expr(),
        other => other.is_name_expr(),
    };
    let keywords = call.arguments.keywords.iter().map(|it| &it.value);
    call.arguments.args.iter().chain(keywords).all(is_name)
}

#[derive(Default)]
struct ShapeReader {
    shape: Shape,
    /// `try` statements with handlers around the current node: an exception may end a loop inside.
    handlers: u32,
    /// Rounds of the loops around the current node.
    rounds: Vec<u64>,
}

impl<'ast> SourceOrderVisitor<'ast> for ShapeReader {
    fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtFunctionDef(_)
            | AnyNodeRef::StmtClassDef(_)
            | AnyNodeRef::ExprLambda(_) => {
                return TraversalSignal::Skip;
            }
            AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => self.shape.yields = true,
            AnyNodeRef::StmtTry(statement) if !statement.handlers.is_empty() => self.handlers += 1,
            AnyNodeRef::StmtWhile(statement) if self.handlers == 0 && is_endless(statement) => {
                self.shape.endless.push(span(ruff_text_size::TextRange::new(
                    statement.range().start(),
                    statement.test.range().end(),
                )));
            }
            AnyNodeRef::StmtFor(statement) if !statement.is_async => {
                let around = self.rounds.last().copied().unwrap_or(1);
                let rounds = around.saturating_mul(rounds_of(&statement.iter));
                self.rounds.push(rounds);
                self.shape.is_busy |= MANY <= rounds;
            }
            node if waits(node) => self.shape.awaits += 1,
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, node: AnyNodeRef<'ast>) {
        if matches!(node, AnyNodeRef::StmtFor(statement) if !statement.is_async) {
            self.rounds.pop();
        }
        if matches!(node, AnyNodeRef::StmtTry(statement) if !statement.handlers.is_empty()) {
            self.handlers -= 1;
        }
    }
}

/// Returns how often a loop over the expression runs: `range` with a number, else once as far as anybody knows.
fn rounds_of(iterable: &Expr) -> u64 {
    let Expr::Call(call) = iterable else { return 1 };
    let is_range = call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "range");
    let last = match &*call.arguments.args {
        [last] | [_, last] if is_range => last,
        _ => return 1,
    };
    match last {
        Expr::NumberLiteral(number) => {
            number.value.as_int().and_then(ast::Int::as_u64).unwrap_or(1)
        }
        _ => 1,
    }
}

/// Returns whether the node may suspend its coroutine.
fn waits(node: AnyNodeRef<'_>) -> bool {
    match node {
        AnyNodeRef::ExprAwait(_) => true,
        AnyNodeRef::StmtFor(statement) => statement.is_async,
        AnyNodeRef::StmtWith(statement) => statement.is_async,
        AnyNodeRef::Comprehension(comprehension) => comprehension.is_async,
        _ => false,
    }
}

/// Returns whether the loop neither ends nor yields by itself.
fn is_endless(statement: &ast::StmtWhile) -> bool {
    let always = match &*statement.test {
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NumberLiteral(literal) => literal.value.as_int().is_some_and(|value| *value != 0),
        _ => false,
    };
    let mut exits = Exits { found: false, depth: 0 };
    walk_body(&mut exits, &statement.body);
    always && !exits.found
}

/// Looks for a way out of a loop: an `await`, a `yield`, a `break` of its own, a `return` or a `raise`.
struct Exits {
    found: bool,
    depth: u32,
}

impl<'ast> SourceOrderVisitor<'ast> for Exits {
    fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtFunctionDef(_)
            | AnyNodeRef::StmtClassDef(_)
            | AnyNodeRef::ExprLambda(_) => {
                return TraversalSignal::Skip;
            }
            AnyNodeRef::StmtReturn(_)
            | AnyNodeRef::StmtRaise(_)
            | AnyNodeRef::ExprYield(_)
            | AnyNodeRef::ExprYieldFrom(_) => self.found = true,
            AnyNodeRef::StmtBreak(_) if self.depth == 0 => self.found = true,
            node if waits(node) => self.found = true,
            AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_) => self.depth += 1,
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, node: AnyNodeRef<'ast>) {
        if matches!(node, AnyNodeRef::StmtWhile(_))
            || matches!(node, AnyNodeRef::StmtFor(it) if !it.is_async)
        {
            self.depth = self.depth.saturating_sub(1);
        }
    }
}
