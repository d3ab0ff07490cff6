//! What is handed to a call: callables, instances, parameters; and the calls that run callables elsewhere or later.

use nonblock_catalogue::{Invoke, Offload, Place};
use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeKind;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, ImportAliasResolution, definitions_for_name};

use super::body::{BodyVisitor, Step};
use super::classes::{ancestry, class_of};
use super::names::qualified_name;
use super::roots::parameter_name;
use super::symbols::span;
use super::values::is_unknown;
use super::written::is_first_party;
use crate::facts::{Argument, LoopCallback, Offloading, Slot, Symbol, Target, Value, Verb};

/// Classes of an object, its own and its ancestors', that the catalogue is asked for.
const CLASSES: usize = 6;

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
            let mut found = vec![Value::Parameter(function, parameter)];
            found.extend(self.declared_value(argument));
            return found;
        }
        if matches!(argument, Expr::Dict(_) | Expr::List(_) | Expr::Tuple(_) | Expr::Set(_)) {
            let items = self.targets_of_items(argument, 0).into_iter().map(Value::Callable);
            return std::iter::once(Value::Other).chain(items).collect();
        }
        let ty = argument.inferred_type(&self.context.model);
        if let Some(ty @ Type::NominalInstance(_)) = ty
            && let Some(class) = class_of(self.context.db, &self.context.environment, ty)
        {
            return self.values_of_instance(argument, class);
        }
        match ty {
            Some(Type::LiteralValue(_)) => return Vec::new(),
            Some(Type::ModuleLiteral(_)) => return vec![self.written_value(argument)],
            // `None` at first, an object later.
            Some(ty @ Type::Union(_)) => {
                let classes = self.context.instance_classes(ty).into_iter();
                let mut classes =
                    classes.filter(|it| it.name(self.context.db).is_none_or(|it| it != "NoneType"));
                if let (Some(class), None) = (classes.next(), classes.next()) {
                    return self.values_of_instance(argument, class);
                }
            }
            _ => {}
        }
        if ty.is_some_and(is_unknown) {
            let known = self.tracked_instances(argument);
            if !known.is_empty() {
                return known;
            }
        }
        let callables = self.callable_targets(argument, 0);
        if callables.is_empty() && ty.is_some_and(is_unknown) {
            return vec![self.written_value(argument)];
        }
        callables.into_iter().map(Value::Callable).collect()
    }

    /// Returns what a parameter is declared to hold, of a class that is not the project's.
    fn declared_value(&mut self, parameter: &Expr) -> Option<Value> {
        let ty = parameter.inferred_type(&self.context.model)?;
        if is_unknown(ty) {
            return Some(self.written_value(parameter)).filter(|it| *it != Value::Unknown);
        }
        let Type::NominalInstance(_) = ty else { return None };
        let class = class_of(self.context.db, &self.context.environment, ty)?;
        self.values_of_instance(parameter, class)
            .pop()
            .filter(|it| !matches!(it, Value::Instance(_)))
    }

    /// Returns what an argument is of which ty knows the class: what the project's functions see of it, and its names.
    fn values_of_instance(&mut self, argument: &Expr, class: Definition<'db>) -> Vec<Value> {
        let db: &'db dyn Db = self.context.db;
        let name = qualified_name(db, class);
        if name.starts_with("builtins.") && name != "builtins.object" {
            // Text and numbers, the most of all arguments, wait for nobody.
            return vec![Value::Other];
        }
        let mut found = Vec::new();
        if !class.file(db).path(db).is_vendored_path() {
            let symbol = self.context.files.symbol(db, class);
            found.extend(symbol.map(Value::Instance));
            if is_first_party(db, class) {
                return found;
            }
        }
        let classes = ancestry(db, class).into_iter().take(CLASSES);
        let mut names: Vec<String> = classes
            .map(|it| qualified_name(db, it))
            .filter(|it| self.context.catalogue.mentions(it))
            .map(|it| format!("{it}()"))
            .collect();
        let written = self.context.written(argument);
        names.extend(written.filter(|it| self.context.catalogue.mentions(it)));
        found.push(if names.is_empty() { Value::Other } else { Value::Written(names) });
        found
    }

    /// Returns what an argument is of which at most its origin is known.
    fn written_value(&self, argument: &Expr) -> Value {
        let written = self.context.written(argument);
        let known = written.filter(|it| self.context.catalogue.mentions(it));
        known.map_or(Value::Unknown, |it| Value::Written(vec![it]))
    }

    /// Returns the instances that a value may be, where ty knows nothing of it.
    fn tracked_instances(&mut self, argument: &Expr) -> Vec<Value> {
        if !matches!(argument, Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_)) {
            return Vec::new();
        }
        let types = self.context.value_types(argument);
        let classes: Vec<_> =
            types.into_iter().flat_map(|ty| self.context.instance_classes(ty)).collect();
        classes.into_iter().flat_map(|class| self.values_of_instance(argument, class)).collect()
    }

    /// Returns the function and name of the parameter that a name stands for, also an enclosing function's.
    pub(super) fn parameter(&mut self, name: &ast::ExprName) -> Option<(Symbol, String)> {
        self.parameter_symbol(name)
    }

    /// Returns the function and name of the parameter that a name stands for.
    pub(super) fn parameter_symbol(&self, name: &ast::ExprName) -> Option<(Symbol, String)> {
        let definitions = definitions_for_name(
            &self.context.model,
            &name.id,
            name.into(),
            ImportAliasResolution::PreserveAliases,
        );
        let definitions = definitions.into_iter().filter_map(|it| it.definition());
        definitions.into_iter().find_map(|definition| self.symbol_of_parameter(definition))
    }

    /// Returns the function and name of a parameter that stands in the file that is read.
    pub(super) fn symbol_of_parameter(
        &self,
        definition: Definition<'db>,
    ) -> Option<(Symbol, String)> {
        let db: &'db dyn Db = self.context.db;
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
        Some((Symbol { file: 0, offset }, parameter_name(db, definition)?))
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
