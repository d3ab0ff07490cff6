//! One function's body, read in order: every expression that runs something becomes an edge.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::{FxHashMap, FxHashSet};
use ty_python_core::definition::Definition;
use ty_python_semantic::{HasType, definitions_for_bin_op};

use super::context::FileContext;
use super::guards::{finds_coroutine, guard};
use super::symbols::span;
use super::values::is_unknown;
use crate::facts::{Certainty, Edge, FunctionFacts, Receiver, Target, Usage, Verb};

/// Reads a body and fills the facts of its function.
pub(super) struct BodyVisitor<'c, 'a, 'db> {
    /// The file.
    pub(super) context: &'c mut FileContext<'a, 'db>,
    /// The facts so far.
    pub(super) facts: FunctionFacts,
    /// What becomes of a call's result, by the call's range, where a parent says.
    usages: FxHashMap<TextRange, Usage>,
    /// Expressions whose items are drawn here.
    consumed: FxHashSet<TextRange>,
    /// The functions and classes that the call at hand runs.
    pub(super) callees: Vec<Definition<'db>>,
    /// What is left of the search for one callable.
    pub(super) search_left: u32,
    /// Futures that were asked whether they are done.
    pub(super) settled: FxHashSet<String>,
    /// Objects that were made of files in memory.
    pub(super) in_memory: FxHashSet<String>,
    /// Sockets that were told not to wait.
    pub(super) patient: FxHashSet<String>,
    /// Whether the code at hand only runs where no loop does.
    pub(super) is_off_loop: bool,
    /// Whether the code at hand has asked whether a callable is a coroutine function, and it is.
    pub(super) calls_coroutines: bool,
}

impl<'c, 'a, 'db> BodyVisitor<'c, 'a, 'db> {
    /// Returns a visitor that adds to `facts`.
    pub(super) fn new(context: &'c mut FileContext<'a, 'db>, facts: FunctionFacts) -> Self {
        Self {
            context,
            facts,
            usages: FxHashMap::default(),
            consumed: FxHashSet::default(),
            callees: Vec::new(),
            search_left: 0,
            settled: FxHashSet::default(),
            in_memory: FxHashSet::default(),
            patient: FxHashSet::default(),
            is_off_loop: false,
            calls_coroutines: false,
        }
    }

    /// Adds an edge to each target of a definition.
    pub(super) fn push_definition(&mut self, definition: Definition<'db>, step: &Step) {
        let callee = self.context.callee(definition);
        let step = self.of_its_own(definition, *step);
        for target in &callee.targets {
            self.push(*target, &step);
        }
    }

    /// `self.factory()` may as well run a function of another object, kept in an attribute of another name.
    fn of_its_own(&self, definition: Definition<'db>, mut step: Step) -> Step {
        let site = &self.context.source.as_str()[step.site];
        let name = definition.name(self.context.db).unwrap_or_default();
        if step.receiver == Receiver::Own && !site.ends_with(&format!(".{name}")) {
            step.receiver = Receiver::Unknown;
        }
        step
    }

    /// Adds an edge to what a method runs on an object of one of the classes.
    pub(super) fn push_method(
        &mut self,
        classes: &[Definition<'db>],
        method: Definition<'db>,
        step: &Step,
    ) {
        let mut is_settled = false;
        for class in classes {
            if let Some(targets) = self.context.known_method(*class, method) {
                for target in targets {
                    self.push(target, step);
                }
                is_settled = true;
            }
        }
        if !is_settled {
            self.push_definition(method, step);
        }
    }

    /// Returns the classes that the receiver of a method call may be an instance of.
    pub(super) fn receiver_classes(&mut self, callee: &Expr) -> Vec<Definition<'db>> {
        let Expr::Attribute(attribute) = callee else { return Vec::new() };
        match attribute.value.inferred_type(&self.context.model) {
            Some(ty) if !is_unknown(ty) => self.context.instance_classes(ty),
            _ => Vec::new(),
        }
    }

    /// Adds an edge.
    pub(super) fn push(&mut self, target: Target, step: &Step) {
        if self.is_off_loop {
            return;
        }
        let edge = Edge {
            site: span(step.site),
            target,
            verb: step.verb,
            certainty: step.certainty,
            receiver: step.receiver,
            overridable: step.overridable,
            consumed: step.consumed,
        };
        if !self.facts.edges.contains(&edge) {
            self.facts.edges.push(edge);
        }
    }

    /// Returns what becomes of the call's result.
    pub(super) fn usage(&self, call: &ast::ExprCall) -> Usage {
        self.usages.get(&call.range()).copied().unwrap_or(Usage::Kept)
    }

    /// Returns whether the items of the expression's value are drawn here.
    pub(super) fn is_consumed(&self, expression: &Expr) -> bool {
        self.consumed.contains(&expression.range())
    }

    /// Marks that the items of the expression's value are drawn here.
    pub(super) fn mark_consumed(&mut self, expression: &Expr) {
        self.consumed.insert(expression.range());
    }

    pub(super) fn use_as(&mut self, expression: &Expr, usage: Usage) {
        match expression {
            Expr::Call(call) => {
                self.usages.insert(call.range(), usage);
            }
            Expr::UnaryOp(operation) => self.use_as(&operation.operand, usage),
            Expr::BoolOp(operation) => {
                operation.values.iter().for_each(|value| self.use_as(value, usage));
            }
            Expr::Compare(comparison) => {
                self.use_as(&comparison.left, usage);
                comparison.comparators.iter().for_each(|value| self.use_as(value, usage));
            }
            _ => {}
        }
    }

    fn enter_statement(&mut self, node: AnyNodeRef<'_>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtExpr(statement) => self.use_as(&statement.value, Usage::Dropped),
            AnyNodeRef::StmtReturn(statement) => {
                if let Some(value) = &statement.value {
                    self.use_as(value, Usage::Returned);
                }
            }
            AnyNodeRef::StmtIf(statement) => {
                self.test(&statement.test);
                if let Some(guard) = guard(&statement.test) {
                    self.read_guarded(statement, guard);
                    return TraversalSignal::Skip;
                }
                if finds_coroutine(&statement.test) {
                    self.read_coroutine_branch(statement);
                    return TraversalSignal::Skip;
                }
            }
            AnyNodeRef::StmtTry(statement) => {
                self.read_try(statement);
                return TraversalSignal::Skip;
            }
            AnyNodeRef::ElifElseClause(clause) => {
                if let Some(test) = &clause.test {
                    self.test(test);
                }
            }
            AnyNodeRef::StmtWhile(statement) => self.test(&statement.test),
            AnyNodeRef::StmtAssert(statement) => self.test(&statement.test),
            AnyNodeRef::StmtWith(statement) if !statement.is_async => {
                self.enter_with(statement);
            }
            AnyNodeRef::StmtFor(statement) if !statement.is_async => {
                self.read_settled(statement);
                self.consume(&statement.iter);
                self.push_special(&statement.iter, &["__iter__", "__next__"], Verb::Iterates);
            }
            AnyNodeRef::StmtAssign(statement) => self.enter_assignment(statement),
            AnyNodeRef::StmtImport(statement) => {
                for alias in &statement.names {
                    self.enter_import(alias.name.as_str(), statement.range());
                }
            }
            AnyNodeRef::StmtImportFrom(statement) => {
                if let (Some(module), 0) = (&statement.module, statement.level) {
                    self.enter_import(module.as_str(), statement.range());
                }
            }
            // Annotations of local names never run.
            AnyNodeRef::StmtAnnAssign(statement) => {
                if let Some(value) = &statement.value {
                    self.visit_expr(value);
                }
                self.visit_expr(&statement.target);
                return TraversalSignal::Skip;
            }
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn enter_assignment(&mut self, statement: &ast::StmtAssign) {
        if let [name] = statement.targets.as_slice() {
            self.keep_memory(name, &statement.value);
        }
        for target in &statement.targets {
            self.read_item_assignment(target, &statement.value);
        }
        if statement.targets.iter().any(|it| it.is_tuple_expr() || it.is_list_expr()) {
            self.consume(&statement.value);
        }
    }

    /// An import inside a function runs the module at the first call.
    fn enter_import(&mut self, module: &str, site: TextRange) {
        if let Some(sink) = self.context.catalogue.function("builtins.__import__")
            && !self.context.is_imported_at_top(module)
        {
            self.push(Target::Sink(sink), &Step::new(site, Verb::Imports));
        }
    }

    fn enter_expression(&mut self, node: AnyNodeRef<'_>) {
        match node {
            AnyNodeRef::ExprAwait(inner) => {
                if let Expr::Call(call) = &*inner.value {
                    self.usages.insert(call.range(), Usage::Awaited);
                }
            }
            AnyNodeRef::ExprIf(choice) => self.test(&choice.test),
            AnyNodeRef::ExprUnaryOp(operation) if operation.op.is_not() => {
                self.test(&operation.operand);
            }
            AnyNodeRef::ExprCompare(comparison) => self.compare(comparison),
            AnyNodeRef::ExprBoolOp(operation) => {
                let (_, conditions) =
                    operation.values.split_last().expect("an operation has values");
                for condition in conditions {
                    self.test(condition);
                }
            }
            AnyNodeRef::ExprFString(string) => {
                for part in string.value.elements() {
                    if let ast::InterpolatedStringElement::Interpolation(value) = part {
                        self.push_implicit(&value.expression, &["__format__", "__str__"]);
                        self.push_implicit(&value.expression, &["__str__", "__repr__"]);
                    }
                }
            }
            AnyNodeRef::Comprehension(comprehension) if !comprehension.is_async => {
                self.consume(&comprehension.iter);
                self.push_special(&comprehension.iter, &["__iter__", "__next__"], Verb::Iterates);
            }
            AnyNodeRef::ExprStarred(starred) => self.consume(&starred.value),
            AnyNodeRef::ExprYieldFrom(inner) => self.consume(&inner.value),
            AnyNodeRef::ExprCall(call) => {
                self.read_call_arguments(call);
                self.read_call(call);
            }
            AnyNodeRef::ExprSubscript(subscript) => {
                let method = match subscript.ctx {
                    ast::ExprContext::Store => "__setitem__",
                    ast::ExprContext::Del => "__delitem__",
                    ast::ExprContext::Load | ast::ExprContext::Invalid => "__getitem__",
                };
                self.push_special(&subscript.value, &[method], Verb::Operates);
            }
            AnyNodeRef::ExprBinOp(operation) => {
                if let Some((definitions, _)) =
                    definitions_for_bin_op(&self.context.model, operation)
                {
                    for definition in definitions.into_iter().filter_map(|it| it.definition()) {
                        self.push_definition(
                            definition,
                            &Step::new(operation.range(), Verb::Operates),
                        );
                    }
                }
            }
            AnyNodeRef::ExprAttribute(attribute) => self.read_attribute(attribute),
            AnyNodeRef::ExprStringLiteral(literal) => self.read_string(literal.value.to_str()),
            _ => {}
        }
    }

    fn read_attribute(&mut self, attribute: &ast::ExprAttribute) {
        let sets = attribute.ctx.is_store();
        let verb = if sets { Verb::Sets } else { Verb::Reads };
        let accessors = self.context.accessors(attribute, sets);
        if accessors.is_empty() && !sets {
            self.push_fetched(attribute);
        }
        for definition in accessors.iter().copied() {
            let mut step = Step::new(attribute.range(), verb);
            step.overridable = true;
            step.receiver = receiver(&attribute.value);
            self.push_definition(definition, &step);
        }
    }
}

impl<'ast> SourceOrderVisitor<'ast> for BodyVisitor<'_, '_, '_> {
    fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtFunctionDef(_)
            | AnyNodeRef::StmtClassDef(_)
            | AnyNodeRef::ExprLambda(_) => TraversalSignal::Skip,
            node if node.is_statement() || matches!(node, AnyNodeRef::ElifElseClause(_)) => {
                self.enter_statement(node)
            }
            // Only the first iterable of a generator expression is evaluated on the spot.
            AnyNodeRef::ExprGenerator(generator) if !self.consumed.contains(&generator.range()) => {
                if let Some(first) = generator.generators.first() {
                    self.visit_expr(&first.iter);
                }
                TraversalSignal::Skip
            }
            node => {
                self.enter_expression(node);
                TraversalSignal::Traverse
            }
        }
    }
}

/// An edge in the making, but for its target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Where.
    pub(super) site: TextRange,
    /// How it is run.
    pub(super) verb: Verb,
    /// How it was found.
    pub(super) certainty: Certainty,
    /// Whose method it is.
    pub(super) receiver: Receiver,
    /// Whether a subclass may override it.
    pub(super) overridable: bool,
    /// Whether its items are drawn here.
    pub(super) consumed: bool,
}

impl Step {
    /// Returns a proven step that no subclass changes.
    pub(super) fn new(site: TextRange, verb: Verb) -> Self {
        let consumed = matches!(verb, Verb::Iterates);
        Self {
            site,
            verb,
            certainty: Certainty::Proven,
            receiver: Receiver::Unknown,
            overridable: false,
            consumed,
        }
    }
}

/// Returns whose method an attribute of the expression is.
pub(super) fn receiver(expression: &Expr) -> Receiver {
    match expression {
        Expr::Name(name) if matches!(name.id.as_str(), "self" | "cls") => Receiver::Own,
        Expr::Call(call) if call.func.as_name_expr().is_some_and(|it| it.id == "super") => {
            Receiver::Own
        }
        _ => Receiver::Unknown,
    }
}
