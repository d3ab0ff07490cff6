//! Special methods: what `with`, `for`, operators, tests and conversions run without a call in sight.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_semantic::HasType;
use ty_python_semantic::types::Type;

use super::body::{BodyVisitor, Step};
use crate::facts::{Certainty, Target, Usage, Verb};

/// Built-in callables that draw every item of their first argument at once.
const CONSUMERS: [&str; 17] = [
    "all",
    "any",
    "bytearray",
    "bytes",
    "collections",
    "deque",
    "dict",
    "enumerate",
    "frozenset",
    "list",
    "max",
    "min",
    "next",
    "set",
    "sorted",
    "sum",
    "tuple",
];
/// What a test of truth asks for.
const TRUTH: [&str; 2] = ["__bool__", "__len__"];
/// What built-in functions ask of their argument's class.
const CONVERSIONS: [(&str, [&str; 2]); 8] = [
    ("bool", TRUTH),
    ("bytes", ["__bytes__", "__buffer__"]),
    ("float", ["__float__", "__index__"]),
    ("hash", ["__hash__", "__eq__"]),
    ("int", ["__int__", "__index__"]),
    ("len", ["__len__", "__length_hint__"]),
    ("repr", ["__repr__", "__repr__"]),
    ("str", ["__str__", "__repr__"]),
];
/// Methods that draw every item of their argument.
const CONSUMING_METHODS: [&str; 4] = ["extend", "join", "update", "writelines"];

impl BodyVisitor<'_, '_, '_> {
    /// Runs the special methods of an expression's class, as `with`, `for` and operators do.
    pub(super) fn push_special(&mut self, expression: &Expr, names: &[&str], verb: Verb) {
        let types = self.context.value_types(expression);
        if types.is_empty() {
            self.push_written_special(expression, names, verb);
        }
        for ty in types {
            for class in self.context.instance_classes(ty) {
                for name in names {
                    if let Some(member) = self.context.member(class, name) {
                        self.push_method(&[class], member, &Step::new(expression.range(), verb));
                    }
                }
            }
        }
    }

    /// The same for a value that is only known as it is written: `for book in Book.objects.all()`.
    pub(super) fn push_written_special(&mut self, expression: &Expr, names: &[&str], verb: Verb) {
        let Some(written) = self.context.written(expression) else { return };
        let Some(class) = written.strip_suffix("()") else { return };
        let catalogue = self.context.catalogue;
        let sink = names.iter().find_map(|name| {
            let of_class = catalogue.by_alias(&format!("{class}.{name}"));
            of_class.or_else(|| catalogue.by_alias(&format!("{written}.{name}")))
        });
        if let Some(sink) = sink {
            let mut step = Step::new(expression.range(), verb);
            step.certainty = Certainty::Likely;
            self.push(Target::Sink(sink), &step);
        }
    }

    /// Runs the special methods of classes of the project that an expression's value may be an instance of.
    pub(super) fn push_implicit(&mut self, expression: &Expr, names: &[&str]) {
        let Some(ty @ Type::NominalInstance(_)) = expression.inferred_type(&self.context.model)
        else {
            return;
        };
        for class in self.context.instance_classes(ty) {
            if class.file(self.context.db).path(self.context.db).is_vendored_path() {
                continue;
            }
            // Python asks for the first of them only: `__bool__`, else `__len__`.
            if let Some(member) = names.iter().find_map(|name| self.context.member(class, name)) {
                self.push_method(&[class], member, &Step::new(expression.range(), Verb::Operates));
            }
        }
    }

    /// Runs what testing an expression's truth runs.
    pub(super) fn test(&mut self, expression: &Expr) {
        self.use_as(expression, Usage::Tested);
        match expression {
            Expr::BoolOp(operation) => {
                operation.values.iter().for_each(|value| self.push_implicit(value, &TRUTH));
            }
            Expr::UnaryOp(operation) => self.push_implicit(&operation.operand, &TRUTH),
            other => self.push_implicit(other, &TRUTH),
        }
    }

    /// Runs what comparing runs.
    pub(super) fn compare(&mut self, comparison: &ast::ExprCompare) {
        self.use_as(&comparison.left, Usage::Tested);
        comparison.comparators.iter().for_each(|value| self.use_as(value, Usage::Tested));
        for (operator, right) in comparison.ops.iter().zip(&comparison.comparators) {
            match operator {
                ast::CmpOp::In | ast::CmpOp::NotIn => {
                    self.push_implicit(right, &["__contains__", "__iter__"]);
                }
                ast::CmpOp::Eq | ast::CmpOp::NotEq => {
                    self.push_implicit(&comparison.left, &["__eq__"]);
                }
                _ => {}
            }
        }
    }

    /// `stack.enter_context(manager)` is `with manager`.
    pub(super) fn enter_stack(&mut self, call: &ast::ExprCall) {
        if let Expr::Attribute(attribute) = &*call.func
            && attribute.attr.as_str() == "enter_context"
            && let Some(manager) = call.arguments.args.first()
        {
            self.enter(manager);
        }
    }

    /// Runs what a `with` statement runs.
    pub(super) fn enter_with(&mut self, statement: &ast::StmtWith) {
        for item in &statement.items {
            self.enter(&item.context_expr);
            if let Some(name) = &item.optional_vars {
                self.keep_memory(name, &item.context_expr);
            }
        }
    }

    /// Runs what a context manager runs.
    pub(super) fn enter(&mut self, manager: &Expr) {
        self.push_special(manager, &["__enter__", "__exit__"], Verb::Enters);
        // The body of a `@contextmanager` function runs at `with`.
        if let Expr::Call(call) = manager {
            let first = self.facts.edges.len();
            for callee in self.called_definitions(call) {
                let mut step = Step::new(call.func.range(), Verb::Enters);
                step.consumed = true;
                self.push_definition(callee, &step);
            }
            self.drop_excused(call, first);
        }
    }

    pub(super) fn read_call_arguments(&mut self, call: &ast::ExprCall) {
        let consumes = match &*call.func {
            Expr::Name(name) => CONSUMERS.contains(&name.id.as_str()),
            Expr::Attribute(attribute) => CONSUMING_METHODS.contains(&attribute.attr.as_str()),
            _ => false,
        };
        if let Expr::Name(name) = &*call.func
            && let Some((_, methods)) =
                CONVERSIONS.iter().find(|(function, _)| *function == name.id.as_str())
        {
            call.arguments.args.iter().for_each(|argument| self.push_implicit(argument, methods));
        }
        if consumes {
            for argument in &call.arguments.args {
                self.consume(argument);
                if !matches!(argument, Expr::Generator(_)) {
                    self.push_special(argument, &["__iter__", "__next__"], Verb::Iterates);
                }
            }
        }
    }
}
