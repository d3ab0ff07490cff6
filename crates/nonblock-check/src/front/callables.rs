//! Expressions that are callables: functions, lambdas, partials, entries of tables, results of factories.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::body::BodyVisitor;
use super::calls::function_of;
use super::classes::members_with_prefix;
use super::reflection::named_attribute;
use super::values::{definitions_of_name, returned_expressions};
use crate::facts::{Symbol, Target};

/// Alternatives of one callable that are followed.
const CANDIDATES: usize = 8;
/// Expressions looked at in all before a callable is given up.
const SEARCH: u32 = 40;
/// Values of values that are looked into: a lambda in a `partial` in a variable.
const DEPTH: u32 = 5;

impl<'db> BodyVisitor<'_, '_, 'db> {
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
        if let Some(targets) = ty.and_then(|ty| self.targets_of_type(ty)) {
            return targets;
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
        if !matches!(ty, Some(Type::Callable(_) | Type::Dynamic(_) | Type::NominalInstance(_))) {
            return Vec::new();
        }
        let definitions = self.function_definitions(expression);
        definitions.into_iter().flat_map(|it| self.context.callee(it).targets.clone()).collect()
    }

    /// Returns what a value of the type runs when it is called, where the type alone says so.
    fn targets_of_type(&mut self, ty: Type<'db>) -> Option<Vec<Target>> {
        match ty {
            Type::FunctionLiteral(_) | Type::BoundMethod(_) => {
                let definition = function_of(self.context.db, &self.context.environment, ty);
                Some(
                    definition
                        .map(|it| self.context.callee(it).targets.clone())
                        .unwrap_or_default(),
                )
            }
            Type::ClassLiteral(_) | Type::GenericAlias(_) => {
                let class = self.context.class_object(ty);
                Some(class.map(|class| self.constructors(class)).unwrap_or_default())
            }
            Type::ModuleLiteral(_) | Type::LiteralValue(_) => Some(Vec::new()),
            _ => None,
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
                let methods = self.targets_by_name(&arguments[0], &arguments[1]);
                match named_attribute(call) {
                    Some(attribute) if methods.is_empty() => {
                        self.targets_of_definitions(&Expr::Attribute(attribute), depth)
                    }
                    _ => methods,
                }
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
                    found.extend(self.context.callee(definition).targets.iter().copied());
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
        self.elsewhere(definition, |visitor| visitor.callable_targets(value, depth))
    }

    /// Looks at an expression of the file of `definition`.
    fn elsewhere<T>(
        &mut self,
        definition: Definition<'db>,
        look: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let db: &'db dyn Db = self.context.db;
        if definition.file(db) == self.context.file {
            return look(self);
        }
        let model = SemanticModel::new(db, definition.program_file(db));
        let own = std::mem::replace(&mut self.context.model, model);
        let own_file = std::mem::replace(&mut self.context.file, definition.file(db));
        let found = look(self);
        self.context.model = own;
        self.context.file = own_file;
        found
    }

    /// Shows the values that a name or attribute was assigned, each with the eyes of its own file.
    pub(super) fn with_assigned_values(
        &mut self,
        expression: &Expr,
        look: &mut dyn FnMut(&mut Self, &Expr),
    ) {
        let db: &'db dyn Db = self.context.db;
        for (definition, _) in self.assigned(expression) {
            let parsed = parsed_module(db, definition.python_file(db)).load(db);
            if let Some(value) = assigned_value(db, definition, &parsed) {
                self.elsewhere(definition, |visitor| look(visitor, value));
            }
        }
    }

    /// Returns the callables in a table or list that an expression evaluates to.
    pub(super) fn targets_of_items(&mut self, expression: &Expr, depth: u32) -> Vec<Target> {
        if depth == 0 {
            self.search_left = SEARCH;
        }
        if DEPTH < depth {
            return Vec::new();
        }
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
                self.with_assigned_values(expression, &mut |visitor, value| {
                    found.extend(visitor.targets_of_items(value, depth + 1));
                });
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
