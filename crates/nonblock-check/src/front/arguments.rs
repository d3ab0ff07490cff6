//! What is handed to a call: callables, instances, parameters; and the calls that run callables elsewhere or later.

use nonblock_catalogue::{Invoke, Offload};
use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeKind;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, ImportAliasResolution, definitions_for_name};

use super::body::{BodyVisitor, Step};
use super::calls::function_of;
use super::classes::class_of;
use super::symbols::span;
use super::values::definitions_of_name;
use crate::facts::{Argument, LoopCallback, Offloading, Slot, Symbol, Target, Value, Verb};

/// Values of values that are looked into: a lambda in a `partial` in a variable.
const DEPTH: u32 = 3;

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
            place: offload.place,
            outcome: offload.result,
            argument: span(argument.range()),
            is_eager,
            functions: self.callable_targets(argument, 0),
            parameter,
            usage: self.usage(call),
        };
        self.facts.offloadings.push(offloading);
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
        if DEPTH < depth {
            return Vec::new();
        }
        let file = self.context.files.index(self.context.db, self.context.file);
        match expression {
            Expr::Lambda(lambda) => {
                return vec![Target::Function(Symbol {
                    file,
                    offset: lambda.range().start().to_u32(),
                })];
            }
            Expr::Call(call) => return self.targets_of_partial(call, depth),
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
        if matches!(
            ty,
            Some(Type::ClassLiteral(_) | Type::ModuleLiteral(_) | Type::LiteralValue(_))
        ) {
            return Vec::new();
        }
        match expression {
            Expr::Name(name) => self.targets_of_name(name, depth),
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

    fn targets_of_partial(&mut self, call: &ast::ExprCall, depth: u32) -> Vec<Target> {
        let class = call
            .func
            .inferred_type(&self.context.model)
            .and_then(|ty| self.context.class_object(ty));
        let is_partial = class
            .and_then(|class| class.name(self.context.db))
            .is_some_and(|name| name == "partial");
        match call.arguments.args.first() {
            Some(function) if is_partial => self.callable_targets(function, depth + 1),
            _ => Vec::new(),
        }
    }

    fn targets_of_name(&mut self, name: &ast::ExprName, depth: u32) -> Vec<Target> {
        let db: &'db dyn Db = self.context.db;
        let mut found = Vec::new();
        for definition in definitions_of_name(&self.context.model, name) {
            match definition.kind(db) {
                DefinitionKind::Function(_) => {
                    found.extend(self.context.callee(definition).targets.iter().copied())
                }
                DefinitionKind::Assignment(assignment) => {
                    let parsed = parsed_module(db, definition.python_file(db)).load(db);
                    match assignment.value(&parsed) {
                        Expr::Lambda(lambda) => {
                            let file = self.context.files.index(db, definition.file(db));
                            let offset = lambda.range().start().to_u32();
                            found.push(Target::Function(Symbol { file, offset }));
                        }
                        value if definition.file(db) == self.context.file => {
                            found.extend(self.callable_targets(value, depth + 1));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        found
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
fn argument_at<'ast>(
    call: &'ast ast::ExprCall,
    position: usize,
    keyword: &str,
) -> Option<&'ast Expr> {
    let by_keyword = || call.arguments.find_keyword(keyword).map(|it| &it.value);
    let mut positional = call.arguments.args.iter().take_while(|it| !it.is_starred_expr());
    positional.nth(position).or_else(by_keyword)
}
