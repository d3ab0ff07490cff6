//! Calls: who is called, and what is handed over.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::ide_support::call_signature_details;
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{Db, HasType};

use super::attributes::definitions_of_attribute;
use super::body::{BodyVisitor, Step, receiver};
use super::classes::{alternatives, class_of, is_property};
use super::closed::is_own_class;
use super::values::{definitions_of_name, is_unknown};
use crate::facts::{Certainty, Receiver, Target, Verb};

/// Unions in unions that are looked into.
const DEPTH: u32 = 6;

/// How far a call was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolution {
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
        if self.calls_coroutines && self.is_stored(&call.func) {
            return self.read_arguments(call, &[], None);
        }
        let first_edge = self.facts.edges.len();
        self.callees.clear();
        let resolution = self.resolve_call(call);
        let callees = std::mem::take(&mut self.callees);
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
        self.read_super(call);
        self.read_dispatch(call);
        self.enter_stack(call);
        self.call_what_it_holds(call);
        self.drop_excused(call, first_edge);
        self.doubt(call, first_edge);
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

    fn resolve_call(&mut self, call: &ast::ExprCall) -> Resolution {
        let ty = call.func.inferred_type(&self.context.model);
        let mut step = Step::new(call.func.range(), Verb::Calls);
        step.overridable = self.is_overridable(&call.func);
        if let Expr::Attribute(attribute) = &*call.func {
            step.receiver = receiver(&attribute.value);
        }
        step.consumed = self.is_consumed(&Expr::Call(call.clone()));
        let Some(ty) = ty else { return Resolution::Unreachable };
        if !is_plain(ty)
            && let Some(resolution) = self.resolve_by_definition(call, ty, step)
        {
            return resolution;
        }
        match self.resolve_type(ty, Some(call), &step, 0) {
            Resolution::Dynamic => self.resolve_by_value(call, &step),
            other => other,
        }
    }

    /// Looks past a type that a decorator, an assignment or a parameter hides the function behind.
    fn resolve_by_definition(
        &mut self,
        call: &ast::ExprCall,
        ty: Type<'db>,
        mut step: Step,
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
                self.callees.push(definition);
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
        step.receiver = Receiver::Unknown;
        for target in targets {
            self.push(target, &step);
        }
        Some(Resolution::Resolved)
    }

    fn resolve_type(
        &mut self,
        ty: Type<'db>,
        call: Option<&ast::ExprCall>,
        step: &Step,
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
                    .map(|part| self.resolve_type(part, call, step, depth + 1))
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
                        self.callees.push(definition);
                        Resolution::Resolved
                    }
                    None => Resolution::Opaque("a function without a definition"),
                }
            }
            Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_) => {
                self.resolve_class(ty, call, step)
            }
            Type::NominalInstance(_) | Type::ProtocolInstance(_) => {
                self.resolve_instance(ty, call, step)
            }
            Type::Callable(_) => self.resolve_signature(call, step),
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

    fn resolve_class(
        &mut self,
        ty: Type<'db>,
        call: Option<&ast::ExprCall>,
        step: &Step,
    ) -> Resolution {
        let is_own = call.is_some_and(|call| is_own_class(&call.func));
        let class = self.context.class_object(ty);
        // Declared as `type[Base]`, assigned from a table of subclasses.
        if let (Type::SubclassOf(_), Some(call)) = (ty, call) {
            let mut step = *step;
            step.verb = Verb::Constructs;
            step.certainty = Certainty::Likely;
            for target in self.callable_targets(&call.func, 0) {
                self.push(target, &step);
            }
        }
        match class.or(self.context.enclosing_class.filter(|_| is_own)) {
            Some(class) => {
                let mut step = *step;
                step.receiver = match ty {
                    Type::ClassLiteral(_) | Type::GenericAlias(_) => self.made(class),
                    _ => Receiver::Unknown,
                };
                self.construct(class, &step);
                Resolution::Resolved
            }
            None => Resolution::Opaque("a class without a definition"),
        }
    }

    fn resolve_instance(
        &mut self,
        ty: Type<'db>,
        call: Option<&ast::ExprCall>,
        step: &Step,
    ) -> Resolution {
        let db: &'db dyn Db = self.context.db;
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
                self.callees.push(method);
                Resolution::Resolved
            }
            None => Resolution::Opaque("an instance without `__call__`"),
        }
    }

    fn resolve_signature(&mut self, call: Option<&ast::ExprCall>, step: &Step) -> Resolution {
        let signatures =
            call.map(|call| call_signature_details(&self.context.model, call)).unwrap_or_default();
        let definitions: Vec<_> = signatures.into_iter().filter_map(|it| it.definition).collect();
        if definitions.is_empty() {
            return Resolution::Opaque("a callable of unknown origin");
        }
        for definition in definitions {
            self.push_definition(definition, step);
            self.callees.push(definition);
        }
        Resolution::Resolved
    }

    /// Resolves what ty leaves unknown through the origins of the value.
    fn resolve_by_value(&mut self, call: &ast::ExprCall, step: &Step) -> Resolution {
        let mut step = *step;
        step.certainty = Certainty::Likely;
        let mut resolution = Resolution::Dynamic;
        if let Expr::Attribute(attribute) = &*call.func {
            let types = self.context.value_types(&attribute.value).into_iter();
            let mut classes: Vec<_> = types
                .filter_map(|ty| class_of(self.context.db, &self.context.environment, ty))
                .collect();
            if classes.is_empty() {
                classes.extend(self.context.gateway_instance(&attribute.value));
            }
            for class in classes {
                if let Some(member) = self.context.member(class, attribute.attr.as_str()) {
                    self.push_method(&[class], member, &step);
                    self.callees.push(member);
                    resolution = Resolution::Resolved;
                }
            }
        } else {
            for ty in self.context.value_types(&call.func) {
                if self.resolve_type(ty, None, &step, 0) == Resolution::Resolved {
                    resolution = Resolution::Resolved;
                }
            }
        }
        resolution
    }

    fn made(&mut self, class: Definition<'db>) -> Receiver {
        self.context
            .files
            .symbol(self.context.db, class)
            .map_or(Receiver::Unknown, Receiver::Exactly)
    }

    /// Adds what making an instance of the class runs.
    fn construct(&mut self, class: Definition<'db>, step: &Step) {
        let mut step = *step;
        step.verb = Verb::Constructs;
        step.overridable = false;
        self.callees.push(class);
        let callee = self.context.callee(class);
        if !callee.targets.is_empty() || callee.offload.is_some() {
            for target in &callee.targets {
                self.push(*target, &step);
            }
            return;
        }
        if let Some(method) = self.context.metaclass_call(class) {
            // Its `self` is the class, not the instance.
            let mut step = step;
            step.receiver = Receiver::Unknown;
            self.push_definition(method, &step);
        }
        for name in ["__new__", "__init__", "__post_init__"] {
            if let Some(member) = self.context.member(class, name) {
                self.push_definition(member, &step);
                self.callees.push(member);
            }
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
