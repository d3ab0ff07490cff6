//! Guards: branches that only run where no event loop does, or only call coroutine functions, because the code asks.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, CmpOp, Expr, Stmt, UnaryOp};

use super::body::{BodyVisitor, receiver};
use crate::facts::Receiver;

/// Functions that tell which thread runs: `threading.get_ident`.
const IDENTITIES: [&str; 4] = ["current_thread", "get_ident", "get_native_id", "main_thread"];
/// Functions that raise `RuntimeError` where no loop runs.
const LOOP_SEEKERS: [&str; 3] = ["current_async_library", "current_task", "get_running_loop"];

/// Functions that tell whether a callable is a coroutine function, in the standard library and frameworks.
const COROUTINE_TESTS: [&str; 7] = [
    "is_async_callable",
    "is_async_gen_callable",
    "is_coroutine_callable",
    "isasyncgenfunction",
    "iscoroutinefunction",
    "is_coroutine_function",
    "is_async_function",
];
/// Names that remember the answer: `self.is_async`.
const COROUTINE_FLAGS: [&str; 5] =
    ["is_async", "is_async_callable", "is_coroutine", "is_coroutine_callable", "_is_coroutine"];

/// Where the two branches of a test run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// The body runs where no loop does.
    BodyIsOff,
    /// Whatever runs when the test fails runs where no loop does.
    RestIsOff,
}

impl Guard {
    fn opposite(self) -> Self {
        match self {
            Self::BodyIsOff => Self::RestIsOff,
            Self::RestIsOff => Self::BodyIsOff,
        }
    }
}

impl BodyVisitor<'_, '_, '_> {
    /// Reads the statements of a function.
    pub(super) fn read_suite(&mut self, suite: &[Stmt]) {
        for statement in suite {
            self.visit_stmt(statement);
            self.is_off_loop |= leaves_the_loop(statement);
        }
    }

    /// Reads what only runs where no loop does, if so: for what it hands over, not for what it runs.
    fn read_branch(&mut self, is_off: bool, suite: &[Stmt]) {
        let before = self.is_off_loop;
        self.is_off_loop |= is_off;
        self.visit_body(suite);
        self.is_off_loop = before;
    }

    /// Reads an `if` that asks which thread it is in.
    pub(super) fn read_guarded(&mut self, statement: &ast::StmtIf, guard: Guard) {
        self.visit_expr(&statement.test);
        self.read_branch(guard == Guard::BodyIsOff, &statement.body);
        for clause in &statement.elif_else_clauses {
            if let Some(test) = &clause.test {
                self.visit_expr(test);
            }
            self.read_branch(guard == Guard::RestIsOff, &clause.body);
        }
    }

    /// Reads an `if` whose body calls what it has found to be a coroutine function.
    pub(super) fn read_coroutine_branch(&mut self, statement: &ast::StmtIf) {
        self.visit_expr(&statement.test);
        let before = std::mem::replace(&mut self.calls_coroutines, true);
        self.visit_body(&statement.body);
        self.calls_coroutines = before;
        for clause in &statement.elif_else_clauses {
            self.visit_elif_else_clause(clause);
        }
    }

    /// Returns whether the callee is what the function, or its object, was handed.
    pub(super) fn is_stored(&self, callee: &Expr) -> bool {
        match callee {
            Expr::Name(name) => self.parameter_symbol(name).is_some(),
            Expr::Attribute(attribute) => {
                receiver(&attribute.value) == Receiver::Own
                    && self.function_definitions(callee).is_empty()
            }
            _ => false,
        }
    }

    /// Reads a `try`, some of whose handlers may run because there is no loop.
    pub(super) fn read_try(&mut self, statement: &ast::StmtTry) {
        self.visit_body(&statement.body);
        for handler in &statement.handlers {
            let is_off = handles_no_loop(statement, handler);
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            self.read_branch(is_off, &handler.body);
        }
        self.visit_body(&statement.orelse);
        self.visit_body(&statement.finalbody);
    }
}

/// Returns whether the body of the test's branch only calls coroutine functions, of the callables that it was handed.
pub(super) fn finds_coroutine(test: &Expr) -> bool {
    match test {
        Expr::Call(call) => called(call).is_some_and(|name| COROUTINE_TESTS.contains(&name)),
        Expr::Name(name) => COROUTINE_FLAGS.contains(&name.id.as_str()),
        Expr::Attribute(attribute) => COROUTINE_FLAGS.contains(&attribute.attr.as_str()),
        Expr::BoolOp(operation) => match operation.op {
            ast::BoolOp::And => operation.values.iter().any(finds_coroutine),
            ast::BoolOp::Or => operation.values.iter().all(finds_coroutine),
        },
        _ => false,
    }
}

/// Returns what a test says of the thread; none where it does not ask.
pub(super) fn guard(test: &Expr) -> Option<Guard> {
    match test {
        Expr::Compare(comparison) => {
            let asks =
                is_identity(&comparison.left) || comparison.comparators.iter().any(is_identity);
            match (&*comparison.ops, asks) {
                ([CmpOp::Eq | CmpOp::Is], true) => Some(Guard::RestIsOff),
                ([CmpOp::NotEq | CmpOp::IsNot], true) => Some(Guard::BodyIsOff),
                _ => None,
            }
        }
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => {
            guard(&operation.operand).map(Guard::opposite)
        }
        Expr::BoolOp(operation) => {
            // Both must hold for the body of `and` to run, and both must fail for the rest after `or`.
            let wanted = match operation.op {
                ast::BoolOp::And => Guard::BodyIsOff,
                ast::BoolOp::Or => Guard::RestIsOff,
            };
            operation.values.iter().filter_map(guard).find(|it| *it == wanted)
        }
        Expr::Call(call) => {
            let attribute = call.func.as_attribute_expr()?;
            let of_loop = match &*attribute.value {
                Expr::Name(name) => name.id.contains("loop"),
                Expr::Attribute(inner) => inner.attr.contains("loop"),
                Expr::Call(inner) => called(inner).is_some_and(|name| name.contains("loop")),
                _ => false,
            };
            (attribute.attr.as_str() == "is_running" && of_loop).then_some(Guard::RestIsOff)
        }
        _ => None,
    }
}

/// Returns whether what follows the statement in its suite only runs where no loop does: `if on the loop: return`.
fn leaves_the_loop(statement: &Stmt) -> bool {
    match statement {
        Stmt::If(it) => {
            it.elif_else_clauses.is_empty()
                && guard(&it.test) == Some(Guard::RestIsOff)
                && it.body.last().is_some_and(|last| last.is_return_stmt() || last.is_raise_stmt())
        }
        _ => false,
    }
}

/// Returns whether the handler of a `try` runs because there is no loop.
fn handles_no_loop(statement: &ast::StmtTry, handler: &ast::ExceptHandler) -> bool {
    let ast::ExceptHandler::ExceptHandler(handler) = handler;
    let is_runtime_error = |it: &Expr| it.as_name_expr().is_some_and(|it| it.id == "RuntimeError");
    handler.type_.as_deref().is_some_and(is_runtime_error) && seeks_a_loop(&statement.body)
}

fn seeks_a_loop(body: &[Stmt]) -> bool {
    struct Search(bool);
    impl<'ast> SourceOrderVisitor<'ast> for Search {
        fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
            if let AnyNodeRef::ExprCall(call) = node {
                self.0 |= called(call).is_some_and(|name| LOOP_SEEKERS.contains(&name));
            }
            if self.0 { TraversalSignal::Skip } else { TraversalSignal::Traverse }
        }
    }
    let mut search = Search(false);
    walk_body(&mut search, body);
    search.0
}

fn is_identity(expression: &Expr) -> bool {
    match expression {
        Expr::Call(call) => called(call).is_some_and(|name| IDENTITIES.contains(&name)),
        // `threading.current_thread().ident`
        Expr::Attribute(attribute) => is_identity(&attribute.value),
        _ => false,
    }
}

fn called(call: &ast::ExprCall) -> Option<&str> {
    match &*call.func {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}
