//! Calls: who is called, and what is handed over.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::ide_support::call_signature_details;
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{Db, HasType};

use super::body::{BodyVisitor, Step};
use super::classes::{alternatives, class_of, is_property};
use super::symbols::span;
use super::values::{definitions_of_attribute, definitions_of_name, is_unknown};
use crate::facts::{Certainty, Deferred, Symbol, Target, Unresolved, Verb};

/// Unions in unions that are looked into.
const DEPTH: u32 = 6;

/// How far a call was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resolution {
    /// Its target is known, or known not to matter.
    Resolved,
    /// It is never reached.
    Unreachable,
    /// ty knows nothing of the callee.
    Dynamic,
    /// The callee's type says nothing of its code.
    Opaque(&'static str),
}

impl<'db> BodyVisitor<'_, '_, 'db> {
    /// Adds what the call runs.
    pub(super) fn read_call(&mut self, call: &ast::ExprCall) {
        self.facts.calls += 1;
        let first_edge = self.facts.edges.len();
        let mut callees = Vec::new();
        let resolution = self.resolve_call(call, &mut callees);
        let mut written = None;
        if resolution == Resolution::Resolved
            && self.facts.edges.len() == first_edge
            && self.are_foreign_stubs(&callees)
        {
            // A compiled package: its stub names the definition, users know another name.
            written = self.context.written(&call.func);
            if let Some(name) = &written {
                self.push_written(call, name);
            }
        }
        if matches!(resolution, Resolution::Dynamic | Resolution::Opaque(_)) {
            written = self.context.written(&call.func);
            let settled = written.as_deref().is_some_and(|name| self.push_written(call, name));
            if !settled {
                self.leave_unresolved(call, resolution, written.as_deref());
            }
        }
        self.drop_excused(call, first_edge);
        self.read_arguments(call, &callees, written.as_deref());
        self.read_collection_call(call);
    }

    /// Returns the functions and classes that the call's callee is, with what each runs.
    pub(super) fn called_definitions(&mut self, call: &ast::ExprCall) -> Vec<Definition<'db>> {
        let mut found = Vec::new();
        match call.func.inferred_type(&self.context.model) {
            Some(ty @ (Type::FunctionLiteral(_) | Type::BoundMethod(_))) => {
                found.extend(function_of(self.context.db, &self.context.environment, ty));
            }
            _ => found.extend(self.function_definitions(&call.func)),
        }
        found
    }

    fn resolve_call(
        &mut self,
        call: &ast::ExprCall,
        callees: &mut Vec<Definition<'db>>,
    ) -> Resolution {
        let ty = call.func.inferred_type(&self.context.model);
        let mut step = Step::new(call.func.range(), Verb::Calls);
        step.overridable = self.is_overridable(&call.func);
        step.consumed = self.is_consumed(&Expr::Call(call.clone()));
        let Some(ty) = ty else { return Resolution::Unreachable };
        if !is_plain(ty)
            && let Some(resolution) = self.resolve_by_definition(call, ty, step, callees)
        {
            return resolution;
        }
        match self.resolve_type(ty, Some(call), &step, callees, 0) {
            Resolution::Dynamic => self.resolve_by_value(call, &step, callees),
            other => other,
        }
    }

    /// Looks past a type that a decorator, an assignment or a parameter hides the function behind.
    fn resolve_by_definition(
        &mut self,
        call: &ast::ExprCall,
        ty: Type<'db>,
        mut step: Step,
        callees: &mut Vec<Definition<'db>>,
    ) -> Option<Resolution> {
        step.certainty = Certainty::Likely;
        let definitions: Vec<_> = self
            .function_definitions(&call.func)
            .into_iter()
            .filter(|it| matches!(it.kind(self.context.db), DefinitionKind::Function(_)))
            .collect();
        if !definitions.is_empty() {
            // A decorator changes the type, not the fact that this function is the one called.
            step.certainty = Certainty::Proven;
            let classes = self.receiver_classes(&call.func);
            for definition in definitions {
                self.push_method(&classes, definition, &step);
                callees.push(definition);
            }
            return Some(Resolution::Resolved);
        }
        if let Expr::Attribute(attribute) = &*call.func {
            for class in self.receiver_classes(&call.func) {
                if let Some(sink) = self.context.known_attribute(class, attribute.attr.as_str()) {
                    self.push(Target::Sink(sink), &step);
                    return Some(Resolution::Resolved);
                }
            }
        }
        if let Expr::Name(name) = &*call.func
            && let Some(parameter) = self.parameter(name)
        {
            self.facts.invoked.push(parameter);
            if matches!(ty, Type::Callable(_)) || is_unknown(ty) {
                return Some(Resolution::Resolved);
            }
        }
        let targets = self.callable_targets(&call.func, 0);
        if targets.is_empty() {
            return None;
        }
        targets.into_iter().for_each(|target| self.push(target, &step));
        Some(Resolution::Resolved)
    }

    fn resolve_type(
        &mut self,
        ty: Type<'db>,
        call: Option<&ast::ExprCall>,
        step: &Step,
        callees: &mut Vec<Definition<'db>>,
        depth: u32,
    ) -> Resolution {
        let db: &'db dyn Db = self.context.db;
        if DEPTH < depth {
            return Resolution::Opaque("a deeply nested type");
        }
        match ty {
            Type::Never => Resolution::Unreachable,
            Type::Dynamic(_) | Type::Divergent(_) => Resolution::Dynamic,
            Type::Union(_) | Type::Intersection(_) => {
                let parts = alternatives(db, ty);
                let outcomes: Vec<_> = parts
                    .into_iter()
                    .map(|part| self.resolve_type(part, call, step, callees, depth + 1))
                    .collect();
                let first = |wanted: Resolution| outcomes.contains(&wanted).then_some(wanted);
                first(Resolution::Resolved)
                    .or_else(|| first(Resolution::Dynamic))
                    .unwrap_or(Resolution::Opaque("a union without a known function"))
            }
            Type::FunctionLiteral(_) | Type::BoundMethod(_) => {
                match function_of(db, &self.context.environment, ty) {
                    Some(definition) => {
                        let classes =
                            call.map(|call| self.receiver_classes(&call.func)).unwrap_or_default();
                        self.push_method(&classes, definition, step);
                        callees.push(definition);
                        Resolution::Resolved
                    }
                    None => Resolution::Opaque("a function without a definition"),
                }
            }
            Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_) => {
                let is_cls = call.is_some_and(|call| {
                    call.func.as_name_expr().is_some_and(|it| it.id.as_str() == "cls")
                });
                let class = self.context.class_object(ty);
                // Declared as `type[Base]`, assigned from a table of subclasses.
                if let (Type::SubclassOf(_), Some(call)) = (ty, call) {
                    let mut step = *step;
                    step.verb = Verb::Constructs;
                    step.certainty = Certainty::Likely;
                    self.callable_targets(&call.func, 0)
                        .into_iter()
                        .for_each(|it| self.push(it, &step));
                }
                match class.or(self.context.enclosing_class.filter(|_| is_cls)) {
                    Some(class) => {
                        self.construct(class, step, callees);
                        Resolution::Resolved
                    }
                    None => Resolution::Opaque("a class without a definition"),
                }
            }
            Type::NominalInstance(_) | Type::ProtocolInstance(_) => {
                // `shutil.rmtree` is an instance in its stub.
                if let Some(call) = call
                    && let Some(name) = self.context.written(&call.func)
                    && self.push_written(call, &name)
                {
                    return Resolution::Resolved;
                }
                let class = class_of(db, &self.context.environment, ty);
                match class.and_then(|class| self.context.member(class, "__call__")) {
                    Some(method) => {
                        self.push_definition(method, step);
                        callees.push(method);
                        Resolution::Resolved
                    }
                    None => Resolution::Opaque("an instance without `__call__`"),
                }
            }
            Type::Callable(_) => self.resolve_signature(call, step, callees),
            Type::TypeVar(_) => Resolution::Opaque("a type variable"),
            Type::KnownBoundMethod(_)
            | Type::WrapperDescriptor(_)
            | Type::DataclassDecorator(_)
            | Type::DataclassTransformer(_)
            | Type::SpecialForm(_)
            | Type::KnownInstance(_) => Resolution::Resolved,
            _ => Resolution::Opaque("a value of a type that says nothing of its code"),
        }
    }

    fn resolve_signature(
        &mut self,
        call: Option<&ast::ExprCall>,
        step: &Step,
        callees: &mut Vec<Definition<'db>>,
    ) -> Resolution {
        let signatures =
            call.map(|call| call_signature_details(&self.context.model, call)).unwrap_or_default();
        let definitions: Vec<_> = signatures.into_iter().filter_map(|it| it.definition).collect();
        if definitions.is_empty() {
            return Resolution::Opaque("a callable of unknown origin");
        }
        for definition in definitions {
            self.push_definition(definition, step);
            callees.push(definition);
        }
        Resolution::Resolved
    }

    /// Resolves what ty leaves unknown through the origins of the value.
    fn resolve_by_value(
        &mut self,
        call: &ast::ExprCall,
        step: &Step,
        callees: &mut Vec<Definition<'db>>,
    ) -> Resolution {
        let mut step = *step;
        step.certainty = Certainty::Likely;
        let mut resolution = Resolution::Dynamic;
        if let Expr::Attribute(attribute) = &*call.func {
            for ty in self.context.value_types(&attribute.value) {
                let class = class_of(self.context.db, &self.context.environment, ty);
                if let Some(class) = class
                    && let Some(member) = self.context.member(class, attribute.attr.as_str())
                {
                    self.push_method(&[class], member, &step);
                    callees.push(member);
                    resolution = Resolution::Resolved;
                }
            }
        } else {
            for ty in self.context.value_types(&call.func) {
                if self.resolve_type(ty, None, &step, callees, 0) == Resolution::Resolved {
                    resolution = Resolution::Resolved;
                }
            }
        }
        resolution
    }

    /// Adds what making an instance of the class runs.
    fn construct(
        &mut self,
        class: Definition<'db>,
        step: &Step,
        callees: &mut Vec<Definition<'db>>,
    ) {
        let mut step = *step;
        step.verb = Verb::Constructs;
        step.overridable = false;
        callees.push(class);
        let callee = self.context.callee(class);
        if !callee.targets.is_empty() || callee.offload.is_some() {
            callee.targets.iter().for_each(|target| self.push(*target, &step));
            return;
        }
        if let Some(method) = self.context.metaclass_call(class) {
            self.push_definition(method, &step);
        }
        for name in ["__new__", "__init__", "__post_init__"] {
            if let Some(member) = self.context.member(class, name) {
                self.push_definition(member, &step);
                callees.push(member);
            }
        }
    }

    /// Adds the catalogue's function for a name as written; returns whether there is one.
    fn push_written(&mut self, call: &ast::ExprCall, name: &str) -> bool {
        let mut step = Step::new(call.func.range(), Verb::Calls);
        step.certainty = Certainty::Likely;
        step.consumed = self.is_consumed(&Expr::Call(call.clone()));
        let catalogue = self.context.catalogue;
        let variants = [Some(name.to_owned()), of_class(name), Some(format!("{name}.__init__"))];
        match variants.into_iter().flatten().find_map(|name| catalogue.by_alias(&name)) {
            Some(sink) => {
                self.push(Target::Sink(sink), &step);
                true
            }
            None => {
                catalogue.offload_by_alias(name).is_some() || catalogue.boundary(name).is_some()
            }
        }
    }

    /// Returns whether all callees are declared in stubs of packages.
    fn are_foreign_stubs(&self, callees: &[Definition<'db>]) -> bool {
        let db = self.context.db;
        let is_foreign = |callee: &Definition<'db>| {
            let file = callee.file(db);
            file.is_stub(db) && !file.path(db).is_vendored_path()
        };
        !callees.is_empty() && callees.iter().all(is_foreign)
    }

    /// Records that the call's target is not known, and what linking needs to try again.
    fn leave_unresolved(
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
            self.facts.deferred.push(Deferred { site, parameter, path });
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

    /// Returns the functions and classes that a name or attribute is defined as, decorators aside.
    pub(super) fn function_definitions(&self, expression: &Expr) -> Vec<Definition<'db>> {
        let db = self.context.db;
        let definitions = match expression {
            Expr::Name(name) => definitions_of_name(&self.context.model, name),
            Expr::Attribute(attribute) => definitions_of_attribute(&self.context.model, attribute),
            _ => Vec::new(),
        };
        let plain = |definition: &Definition<'db>| match definition.kind(db) {
            DefinitionKind::Function(function) => {
                let parsed =
                    ruff_db::parsed::parsed_module(db, definition.python_file(db)).load(db);
                !function.node(&parsed).decorator_list.iter().any(is_property)
            }
            DefinitionKind::Class(_) => true,
            _ => false,
        };
        definitions.into_iter().filter(plain).collect()
    }

    /// Returns whether an override in a subclass may be what is called.
    fn is_overridable(&self, callee: &Expr) -> bool {
        let Expr::Attribute(attribute) = callee else { return false };
        let is_super = attribute.value.as_call_expr().is_some_and(|call| {
            call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "super")
        });
        let receiver = attribute.value.inferred_type(&self.context.model);
        !is_super
            && !matches!(
                receiver,
                Some(Type::ClassLiteral(_) | Type::ModuleLiteral(_) | Type::BoundSuper(_))
            )
    }

    /// Drops the edges to sinks that the call's arguments excuse: `block=False`.
    fn drop_excused(&mut self, call: &ast::ExprCall, first: usize) {
        let context = &*self.context;
        let text = |expression: &Expr| context.source.as_str()[expression.range()].to_owned();
        let is_excused = |target: Target| match target {
            Target::Sink(sink) => {
                let excused = context.catalogue.get(sink).exemptions().any(|exemption| {
                    let argument = match exemption.argument {
                        nonblock_catalogue::Argument::Position(position) => {
                            call.arguments.args.get(position)
                        }
                        nonblock_catalogue::Argument::Keyword(name) => {
                            call.arguments.find_keyword(name).map(|it| &it.value)
                        }
                    };
                    argument.is_some_and(|it| exemption.value.is_none_or(|value| text(it) == value))
                });
                excused || writes_to_console(call, &text)
            }
            Target::Function(_) => false,
        };
        let site = span(call.func.range());
        let mut index = 0;
        let excused: Vec<bool> = self
            .facts
            .edges
            .iter()
            .map(|edge| edge.site == site && is_excused(edge.target))
            .collect();
        self.facts.edges.retain(|_| {
            index += 1;
            index <= first || !excused[index - 1]
        });
    }
}

/// Returns the method's name on its class, for a method of an instance: `pandas.DataFrame.to_csv`.
pub(super) fn of_class(written: &str) -> Option<String> {
    let (receiver, method) = written.rsplit_once('.')?;
    Some(format!("{}.{method}", receiver.strip_suffix("()")?))
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

/// Returns the definition of a function or bound method.
pub(super) fn function_of<'db>(
    db: &'db dyn Db,
    environment: &ty_python_semantic::ProgramEnvironment<'db>,
    ty: Type<'db>,
) -> Option<Definition<'db>> {
    match ty.definition(db, environment)? {
        TypeDefinition::Function(definition) => Some(definition),
        _ => None,
    }
}

/// Returns whether the type itself names what is called.
fn is_plain(ty: Type<'_>) -> bool {
    matches!(
        ty,
        Type::FunctionLiteral(_)
            | Type::BoundMethod(_)
            | Type::ClassLiteral(_)
            | Type::GenericAlias(_)
            | Type::SubclassOf(_)
            | Type::Never
            | Type::KnownBoundMethod(_)
    )
}
