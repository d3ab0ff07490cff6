//! What is handed to a call: callables, instances, parameters; and the calls that run callables elsewhere or later.

use nonblock_catalogue::{Invoke, Offload, Place};
use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeKind;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, ImportAliasResolution, SemanticModel, definitions_for_name};

use super::body::{BodyVisitor, Step};
use super::calls::function_of;
use super::classes::{class_of, members_with_prefix};
use super::symbols::span;
use super::values::{definitions_of_attribute, definitions_of_name, returned_expressions};
use crate::facts::{Argument, LoopCallback, Offloading, Slot, Symbol, Target, Value, Verb};

/// Alternatives of one callable that are followed.
const CANDIDATES: usize = 8;
/// Expressions looked at in all before a callable is given up.
const SEARCH: u32 = 40;
/// Values of values that are looked into: a lambda in a `partial` in a variable.
const DEPTH: u32 = 5;

impl<'db> BodyVisitor<'_, '_, 'db> {
    /// Records the arguments of a call whose callees are known, and what becomes of callables among them.
    pub(super) fn read_arguments(
        &mut self,
        call: &ast::ExprCall,
        callees: &[Definition<'db>],
        written: Option<&str>,
    ) {
        let catalogue = self.context.catalogue;
        let mut offload = written.and_then(|name| catalogue.offload_by_alias(name));
        let mut invoke = written.and_then(|name| catalogue.invoke_by_alias(name));
        let mut symbols = Vec::new();
        for definition in callees {
            let callee = self.context.callee(*definition);
            offload = offload.or(callee.offload);
            invoke = invoke.or(callee.invoke);
            symbols.extend(callee.targets.iter().filter_map(|target| match target {
                Target::Function(symbol) => Some(*symbol),
                Target::Sink(_) => None,
            }));
        }
        if let Some(offload) = offload {
            self.read_offload(call, offload);
        } else if let Some(invoke) = invoke {
            self.read_invoke(call, invoke);
        } else {
            // Whoever takes a generator expression draws from it, as far as anybody knows.
            let generators = call.arguments.args.iter().filter(|it| it.is_generator_expr());
            generators.for_each(|generator| self.mark_consumed(generator));
            symbols.sort_unstable();
            symbols.dedup();
            self.follow_arguments(call, &symbols);
        }
    }

    fn read_offload(&mut self, call: &ast::ExprCall, offload: &Offload) {
        let Some(argument) = argument_at(call, offload.argument, &offload.keyword) else { return };
        let parameter = argument.as_name_expr().and_then(|name| self.parameter(name));
        let is_eager = argument.is_call_expr() && !self.makes_a_callable(argument);
        let offloading = Offloading {
            site: span(call.range()),
            name: offload.aliases.first().unwrap_or(&offload.name).clone(),
            place: self.place(call, offload),
            outcome: offload.result,
            argument: span(argument.range()),
            is_eager,
            functions: self.callable_targets(argument, 0),
            parameter,
            usage: self.usage(call),
        };
        self.facts.offloadings.push(offloading);
    }

    /// Returns where an off-loading call runs its function: of an executor, its class tells.
    fn place(&mut self, call: &ast::ExprCall, offload: &Offload) -> Place {
        let executor = call
            .arguments
            .args
            .first()
            .filter(|_| offload.place == Place::Executor && 0 < offload.argument);
        let receiver = call.func.as_attribute_expr().map(|attribute| &*attribute.value);
        let Some(executor) = executor.or(receiver.filter(|_| offload.place == Place::Executor))
        else {
            return offload.place;
        };
        let types = self.context.value_types(executor);
        let classes: Vec<_> =
            types.into_iter().flat_map(|ty| self.context.instance_classes(ty)).collect();
        let is_process = |class: Definition<'db>| {
            class.name(self.context.db).is_some_and(|it| it.contains("Process"))
        };
        if classes.into_iter().any(is_process) { Place::Process } else { Place::Thread }
    }

    /// Returns whether a call expression evaluates to something callable: `partial(f)`, a factory of functions.
    fn makes_a_callable(&self, expression: &Expr) -> bool {
        match expression.inferred_type(&self.context.model) {
            Some(
                Type::FunctionLiteral(_)
                | Type::BoundMethod(_)
                | Type::Callable(_)
                | Type::ClassLiteral(_)
                | Type::KnownInstance(_),
            ) => true,
            Some(ty @ Type::NominalInstance(_)) => {
                let class = class_of(self.context.db, &self.context.environment, ty);
                let name = class.and_then(|class| class.name(self.context.db));
                name.is_some_and(|name| name.contains("partial") || name.contains("Callable"))
            }
            _ => false,
        }
    }

    fn read_invoke(&mut self, call: &ast::ExprCall, invoke: &Invoke) {
        let Some(argument) = argument_at(call, invoke.argument, &invoke.keyword) else { return };
        if let Some(parameter) = argument.as_name_expr().and_then(|name| self.parameter(name)) {
            self.facts.invoked.push(parameter);
        }
        for target in self.callable_targets(argument, 0) {
            if invoke.on_loop {
                let through = invoke.name.rsplit('.').next().unwrap_or(&invoke.name).to_owned();
                self.facts.loop_callbacks.push(LoopCallback {
                    site: span(argument.range()),
                    target,
                    through,
                });
            } else {
                let mut step = Step::new(argument.range(), Verb::CallsBack);
                step.consumed = true;
                self.push(target, &step);
            }
        }
    }

    fn follow_arguments(&mut self, call: &ast::ExprCall, callees: &[Symbol]) {
        if callees.is_empty() {
            return;
        }
        let positional =
            call.arguments.args.iter().enumerate().take_while(|(_, it)| !it.is_starred_expr());
        let mut arguments: Vec<(Slot, &Expr)> = positional
            .map(|(position, argument)| {
                (
                    Slot::Position(u32::try_from(position).expect("a call has few arguments")),
                    argument,
                )
            })
            .collect();
        for keyword in &call.arguments.keywords {
            if let Some(name) = &keyword.arg {
                arguments.push((Slot::Keyword(name.to_string()), &keyword.value));
            }
        }
        let unbound = self.is_unbound(&call.func);
        for (slot, argument) in arguments {
            for value in self.argument_values(argument) {
                for callee in callees {
                    self.facts.arguments.push(Argument {
                        site: span(argument.range()),
                        callee: *callee,
                        slot: slot.clone(),
                        value: value.clone(),
                        unbound,
                    });
                }
            }
        }
    }

    /// Returns whether the callee is a method taken from its class: `Class.method(obj)`.
    fn is_unbound(&self, callee: &Expr) -> bool {
        match callee {
            Expr::Attribute(attribute) => {
                let receiver = attribute.value.inferred_type(&self.context.model);
                let is_method = matches!(
                    callee.inferred_type(&self.context.model),
                    Some(Type::FunctionLiteral(_))
                );
                is_method && matches!(receiver, Some(Type::ClassLiteral(_) | Type::GenericAlias(_)))
            }
            _ => false,
        }
    }

    /// Returns what an argument is, as far as it matters to its receiver.
    pub(super) fn argument_values(&mut self, argument: &Expr) -> Vec<Value> {
        if let Expr::Name(name) = argument
            && let Some((function, parameter)) = self.parameter_symbol(name)
        {
            return vec![Value::Parameter(function, parameter)];
        }
        if matches!(argument, Expr::Dict(_) | Expr::List(_) | Expr::Tuple(_) | Expr::Set(_)) {
            return self.targets_of_items(argument, 0).into_iter().map(Value::Callable).collect();
        }
        let ty = argument.inferred_type(&self.context.model);
        if let Some(ty @ Type::NominalInstance(_)) = ty
            && let Some(class) = class_of(self.context.db, &self.context.environment, ty)
        {
            if class.file(self.context.db).path(self.context.db).is_vendored_path() {
                return Vec::new();
            }
            return self
                .context
                .files
                .symbol(self.context.db, class)
                .map(Value::Instance)
                .into_iter()
                .collect();
        }
        if matches!(ty, Some(Type::LiteralValue(_) | Type::ModuleLiteral(_))) {
            return Vec::new();
        }
        self.callable_targets(argument, 0).into_iter().map(Value::Callable).collect()
    }

    /// Returns the functions that an expression may be.
    pub(super) fn callable_targets(&mut self, expression: &Expr, depth: u32) -> Vec<Target> {
        if depth == 0 {
            self.search_left = SEARCH;
        }
        if DEPTH < depth || self.search_left == 0 {
            return Vec::new();
        }
        self.search_left -= 1;
        let file = self.context.files.index(self.context.db, self.context.file);
        match expression {
            Expr::Lambda(lambda) => {
                return vec![Target::Function(Symbol {
                    file,
                    offset: lambda.range().start().to_u32(),
                })];
            }
            Expr::Call(call) => return self.targets_of_call(call, depth),
            Expr::Subscript(subscript) => {
                return self.targets_of_items(&subscript.value, depth + 1);
            }
            Expr::Name(_) | Expr::Attribute(_) => {}
            Expr::If(choice) => {
                let mut found = self.callable_targets(&choice.body, depth + 1);
                found.extend(self.callable_targets(&choice.orelse, depth + 1));
                return found;
            }
            _ => return Vec::new(),
        }
        let ty = expression.inferred_type(&self.context.model);
        if let Some(ty @ (Type::FunctionLiteral(_) | Type::BoundMethod(_))) = ty {
            let definition = function_of(self.context.db, &self.context.environment, ty);
            return definition
                .map(|it| self.context.callee(it).targets.clone())
                .unwrap_or_default();
        }
        if let Some(ty @ (Type::ClassLiteral(_) | Type::GenericAlias(_))) = ty {
            return self
                .context
                .class_object(ty)
                .map(|class| self.constructors(class))
                .unwrap_or_default();
        }
        if matches!(ty, Some(Type::ModuleLiteral(_) | Type::LiteralValue(_))) {
            return Vec::new();
        }
        let assigned = self.targets_of_definitions(expression, depth);
        if !assigned.is_empty() {
            return assigned;
        }
        if let Some(sink) =
            self.context.written(expression).and_then(|name| self.context.catalogue.by_alias(&name))
        {
            return vec![Target::Sink(sink)];
        }
        match expression {
            _ if matches!(
                ty,
                Some(Type::Callable(_) | Type::Dynamic(_) | Type::NominalInstance(_))
            ) =>
            {
                let definitions = self.function_definitions(expression);
                definitions
                    .into_iter()
                    .flat_map(|it| self.context.callee(it).targets.clone())
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns what making an instance of the class runs.
    fn constructors(&mut self, class: Definition<'db>) -> Vec<Target> {
        let callee = self.context.callee(class);
        if !callee.targets.is_empty() {
            return callee.targets.clone();
        }
        let methods = ["__init__", "__post_init__"].map(|name| self.context.member(class, name));
        let methods: Vec<_> = methods.into_iter().flatten().collect();
        methods.into_iter().flat_map(|it| self.context.callee(it).targets.clone()).collect()
    }

    /// Returns what a call may return to be called: a `partial`, a method by its name, an entry of a table.
    fn targets_of_call(&mut self, call: &ast::ExprCall, depth: u32) -> Vec<Target> {
        let arguments = &call.arguments.args;
        match &*call.func {
            Expr::Name(name) if name.id.as_str() == "getattr" && 2 <= arguments.len() => {
                self.targets_by_name(&arguments[0], &arguments[1])
            }
            Expr::Attribute(attribute)
                if matches!(attribute.attr.as_str(), "get" | "pop" | "setdefault") =>
            {
                self.targets_of_items(&attribute.value, depth + 1)
            }
            function => {
                let class = function
                    .inferred_type(&self.context.model)
                    .and_then(|ty| self.context.class_object(ty));
                let is_partial =
                    class.and_then(|it| it.name(self.context.db)).is_some_and(|it| it == "partial");
                match arguments.first() {
                    Some(function) if is_partial => self.callable_targets(function, depth + 1),
                    _ => self.targets_of_result(function, depth),
                }
            }
        }
    }

    /// Returns the callables that a function with source returns.
    fn targets_of_result(&mut self, function: &Expr, depth: u32) -> Vec<Target> {
        let db: &'db dyn Db = self.context.db;
        let Some(ty @ (Type::FunctionLiteral(_) | Type::BoundMethod(_))) =
            function.inferred_type(&self.context.model)
        else {
            return Vec::new();
        };
        let Some(definition) = function_of(db, &self.context.environment, ty) else {
            return Vec::new();
        };
        let DefinitionKind::Function(node) = definition.kind(db) else { return Vec::new() };
        if definition.file(db).is_stub(db) {
            return Vec::new();
        }
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let returned = returned_expressions(node.node(&parsed));
        let returned = returned.into_iter().take(CANDIDATES);
        returned.flat_map(|value| self.targets_elsewhere(definition, value, depth + 1)).collect()
    }

    /// Returns the methods that `getattr(object, name)` may be: one for a constant, a few for a constant beginning.
    fn targets_by_name(&mut self, object: &Expr, name: &Expr) -> Vec<Target> {
        let (text, is_whole) = match name {
            Expr::StringLiteral(literal) => (literal.value.to_str().to_owned(), true),
            Expr::FString(string) => match string.value.elements().next() {
                Some(ast::InterpolatedStringElement::Literal(literal)) => {
                    (literal.value.to_string(), false)
                }
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for ty in self.context.value_types(object) {
            for class in self.context.instance_classes(ty) {
                let members = if is_whole {
                    self.context.member(class, &text).into_iter().collect()
                } else {
                    members_with_prefix(self.context.db, class, &text)
                };
                if members.len() <= CANDIDATES {
                    let callees: Vec<_> =
                        members.into_iter().map(|it| self.context.callee(it)).collect();
                    found.extend(callees.iter().flat_map(|callee| callee.targets.iter().copied()));
                }
            }
        }
        found
    }

    /// Returns the callables that a name or attribute was assigned.
    fn targets_of_definitions(&mut self, expression: &Expr, depth: u32) -> Vec<Target> {
        let db: &'db dyn Db = self.context.db;
        let mut found = Vec::new();
        for (definition, value) in self.assigned(expression) {
            match value {
                Assigned::Function => {
                    found.extend(self.context.callee(definition).targets.iter().copied())
                }
                Assigned::Value => {
                    let parsed = parsed_module(db, definition.python_file(db)).load(db);
                    if let Some(value) = assigned_value(db, definition, &parsed) {
                        found.extend(self.targets_elsewhere(definition, value, depth + 1));
                    }
                }
                Assigned::Item => {
                    let parsed = parsed_module(db, definition.python_file(db)).load(db);
                    if let DefinitionKind::For(statement) = definition.kind(db)
                        && definition.file(db) == self.context.file
                    {
                        found.extend(self.targets_of_items(statement.iterable(&parsed), depth + 1));
                    }
                }
            }
        }
        found
    }

    /// Returns the callables of a value that may stand in another file.
    fn targets_elsewhere(
        &mut self,
        definition: Definition<'db>,
        value: &Expr,
        depth: u32,
    ) -> Vec<Target> {
        let db: &'db dyn Db = self.context.db;
        if definition.file(db) == self.context.file {
            return self.callable_targets(value, depth);
        }
        let own = std::mem::replace(
            &mut self.context.model,
            SemanticModel::new(db, definition.program_file(db)),
        );
        let own_file = std::mem::replace(&mut self.context.file, definition.file(db));
        let found = self.callable_targets(value, depth);
        self.context.model = own;
        self.context.file = own_file;
        found
    }

    /// Returns the callables in a table or list that an expression evaluates to.
    fn targets_of_items(&mut self, expression: &Expr, depth: u32) -> Vec<Target> {
        if DEPTH < depth {
            return Vec::new();
        }
        let db: &'db dyn Db = self.context.db;
        let items: Vec<&Expr> = match expression {
            Expr::Dict(table) => table.items.iter().map(|item| &item.value).collect(),
            Expr::List(list) => list.elts.iter().collect(),
            Expr::Tuple(tuple) => tuple.elts.iter().collect(),
            Expr::Set(set) => set.elts.iter().collect(),
            Expr::Call(call) => {
                let Expr::Attribute(attribute) = &*call.func else { return Vec::new() };
                let draws = matches!(attribute.attr.as_str(), "values" | "items" | "copy");
                return if draws {
                    self.targets_of_items(&attribute.value, depth + 1)
                } else {
                    Vec::new()
                };
            }
            Expr::Name(_) | Expr::Attribute(_) => {
                let mut found = Vec::new();
                for (definition, _) in self.assigned(expression) {
                    let parsed = parsed_module(db, definition.python_file(db)).load(db);
                    let Some(value) = assigned_value(db, definition, &parsed) else { continue };
                    if definition.file(db) == self.context.file {
                        found.extend(self.targets_of_items(value, depth + 1));
                    } else {
                        let model = SemanticModel::new(db, definition.program_file(db));
                        let own = std::mem::replace(&mut self.context.model, model);
                        let own_file =
                            std::mem::replace(&mut self.context.file, definition.file(db));
                        found.extend(self.targets_of_items(value, depth + 1));
                        self.context.model = own;
                        self.context.file = own_file;
                    }
                }
                return found;
            }
            _ => return Vec::new(),
        };
        if CANDIDATES * 2 < items.len() {
            return Vec::new();
        }
        items.into_iter().flat_map(|item| self.callable_targets(item, depth + 1)).collect()
    }

    /// Returns the definitions of a name or attribute, and what each says about its value.
    fn assigned(&self, expression: &Expr) -> Vec<(Definition<'db>, Assigned)> {
        let definitions = match expression {
            Expr::Name(name) => definitions_of_name(&self.context.model, name),
            Expr::Attribute(attribute) => definitions_of_attribute(&self.context.model, attribute),
            _ => Vec::new(),
        };
        let kind = |definition: &Definition<'db>| match definition.kind(self.context.db) {
            DefinitionKind::Function(_) => Some(Assigned::Function),
            DefinitionKind::Assignment(_)
            | DefinitionKind::AnnotatedAssignment(_)
            | DefinitionKind::NamedExpression(_) => Some(Assigned::Value),
            DefinitionKind::For(_) => Some(Assigned::Item),
            _ => None,
        };
        definitions.into_iter().take(CANDIDATES).filter_map(|it| Some((it, kind(&it)?))).collect()
    }

    /// Returns the function and name of the parameter that a name stands for, also an enclosing function's.
    pub(super) fn parameter(&mut self, name: &ast::ExprName) -> Option<(Symbol, String)> {
        self.parameter_symbol(name)
    }

    /// Returns the function and name of the parameter that a name stands for.
    pub(super) fn parameter_symbol(&self, name: &ast::ExprName) -> Option<(Symbol, String)> {
        let db: &'db dyn Db = self.context.db;
        let definitions = definitions_for_name(
            &self.context.model,
            &name.id,
            name.into(),
            ImportAliasResolution::PreserveAliases,
        );
        definitions.into_iter().filter_map(|it| it.definition()).find_map(|definition| {
            let DefinitionKind::Parameter(_) = definition.kind(db) else { return None };
            if definition.file(db) != self.context.own_file {
                return None;
            }
            let NodeWithScopeKind::Function(function) = definition.scope(db).node(db) else {
                return None;
            };
            let parsed = parsed_module(db, definition.python_file(db)).load(db);
            let offset = function.node(&parsed).name.range().start().to_u32();
            // Parameters are never imported: they stand in the file that is read.
            Some((Symbol { file: 0, offset }, name.id.to_string()))
        })
    }
}

/// Returns the argument at a position, or with a keyword.
pub(super) fn argument_at<'ast>(
    call: &'ast ast::ExprCall,
    position: usize,
    keyword: &str,
) -> Option<&'ast Expr> {
    let by_keyword = || call.arguments.find_keyword(keyword).map(|it| &it.value);
    let mut positional = call.arguments.args.iter().take_while(|it| !it.is_starred_expr());
    positional.nth(position).or_else(by_keyword)
}

/// How a definition says what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Assigned {
    /// It is the function.
    Function,
    /// It was assigned a value.
    Value,
    /// It is an item of something iterated.
    Item,
}

/// Returns the expression that a definition was assigned.
fn assigned_value<'ast>(
    db: &dyn Db,
    definition: Definition<'_>,
    parsed: &'ast ruff_db::parsed::ParsedModuleRef,
) -> Option<&'ast Expr> {
    match definition.kind(db) {
        DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
            Some(assignment.value(parsed))
        }
        DefinitionKind::AnnotatedAssignment(assignment) => assignment.value(parsed),
        DefinitionKind::NamedExpression(named) => Some(&*named.node(parsed).value),
        _ => None,
    }
}
