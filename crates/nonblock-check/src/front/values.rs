//! Values that ty leaves unknown, followed through assignments, attributes and the returns of unannotated functions.

use std::rc::Rc;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeKind;
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{Db, HasType, ImportAliasResolution, SemanticModel, definitions_for_name};

use super::attributes::{definitions_of_attribute, later_assignments};
use super::callees::sources_of;
use super::classes::{alternatives, class_of, is_property};
use super::context::FileContext;
use super::reflection::named_attribute;
use super::yields::{injected_function, managed_function, yielded_expressions};

/// Steps after which a value is given up.
const DEPTH: u32 = 6;
/// Definitions of one name that are followed.
const DEFINITIONS: usize = 8;

/// Returns the definitions that a name stands for, imports resolved.
pub(super) fn definitions_of_name<'db>(
    model: &SemanticModel<'db>,
    name: &ast::ExprName,
) -> Vec<Definition<'db>> {
    let mut found: Vec<_> = definitions_for_name(
        model,
        name.id.as_str(),
        name.into(),
        ImportAliasResolution::ResolveAliases,
    )
    .into_iter()
    .filter_map(|it| it.definition())
    .collect();
    found.extend(later_assignments(model.db(), &found, name.id.as_str()));
    found
}

/// Returns whether ty knows nothing of the type.
pub(super) fn is_unknown(ty: Type<'_>) -> bool {
    matches!(ty, Type::Dynamic(_) | Type::Divergent(_))
}

impl<'db> FileContext<'_, 'db> {
    /// Returns the types that a value may have: ty's, or where ty gives up, those that its origins have.
    pub(super) fn value_types(&mut self, expression: &Expr) -> Vec<Type<'db>> {
        let model = SemanticModel::new(self.db, self.db.program_file(self.file));
        self.types_in(&model, expression, 0)
    }

    fn types_in(
        &mut self,
        model: &SemanticModel<'db>,
        expression: &Expr,
        depth: u32,
    ) -> Vec<Type<'db>> {
        if DEPTH < depth {
            return Vec::new();
        }
        let mut found = Vec::new();
        if let Some(ty) = expression.inferred_type(model) {
            let (unknown, known): (Vec<_>, Vec<_>) =
                alternatives(self.db, ty).into_iter().partition(|ty| is_unknown(*ty));
            found = known;
            if unknown.is_empty() {
                return found;
            }
        }
        let depth = depth + 1;
        let mut branches: Vec<&Expr> = Vec::new();
        match expression {
            Expr::Name(name) => {
                for definition in definitions_of_name(model, name).into_iter().take(DEFINITIONS) {
                    found.extend(self.types_of_definition(definition, depth));
                }
            }
            Expr::Attribute(attribute) => {
                found.extend(self.attribute_types(model, attribute, depth));
            }
            Expr::Call(call) => match named_attribute(call) {
                Some(attribute) => found.extend(self.attribute_types(model, &attribute, depth)),
                None => {
                    for callee in self.callee_definitions(model, call, depth) {
                        found.extend(self.return_types(callee, depth).iter().copied());
                    }
                }
            },
            Expr::Await(inner) => branches.push(&inner.value),
            Expr::If(choice) => branches.extend([&*choice.body, &*choice.orelse]),
            Expr::BoolOp(operation) => branches.extend(&operation.values),
            Expr::Named(named) => branches.push(&named.value),
            _ => {}
        }
        for branch in branches {
            found.extend(self.types_in(model, branch, depth));
        }
        found
    }

    fn attribute_types(
        &mut self,
        model: &SemanticModel<'db>,
        attribute: &ast::ExprAttribute,
        depth: u32,
    ) -> Vec<Type<'db>> {
        let definitions = self.attribute_definitions(model, attribute, depth);
        if definitions.is_empty() {
            let receivers = self.types_in(model, &attribute.value, depth);
            return self.types_of_missing(model, attribute, &receivers);
        }
        let definitions = definitions.into_iter().take(DEFINITIONS);
        definitions.flat_map(|it| self.types_of_definition(it, depth)).collect()
    }

    /// Returns what the attribute may be defined as, also where only tracking tells the receiver's class.
    fn attribute_definitions(
        &mut self,
        model: &SemanticModel<'db>,
        attribute: &ast::ExprAttribute,
        depth: u32,
    ) -> Vec<Definition<'db>> {
        let mut found = definitions_of_attribute(model, attribute);
        if found.is_empty() {
            for ty in self.types_in(model, &attribute.value, depth) {
                let class = class_of(self.db, &model.program_environment(), ty);
                found.extend(class.and_then(|class| self.member(class, attribute.attr.as_str())));
            }
        }
        found
    }

    fn callee_definitions(
        &mut self,
        model: &SemanticModel<'db>,
        call: &ast::ExprCall,
        depth: u32,
    ) -> Vec<Definition<'db>> {
        if let Some(ty) = call.func.inferred_type(model)
            && let Some(TypeDefinition::Function(definition)) =
                ty.definition(self.db, &model.program_environment())
        {
            return vec![definition];
        }
        if let Some(function) = managed_function(self.db, model, &call.func) {
            return vec![function];
        }
        match &*call.func {
            Expr::Attribute(attribute) => self.attribute_definitions(model, attribute, depth),
            Expr::Name(name) => definitions_of_name(model, name),
            _ => Vec::new(),
        }
    }

    fn types_of_definition(&mut self, definition: Definition<'db>, depth: u32) -> Vec<Type<'db>> {
        let db: &'db dyn Db = self.db;
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, definition.program_file(db));
        let value = match definition.kind(db) {
            DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
                Some(assignment.value(&parsed))
            }
            DefinitionKind::AnnotatedAssignment(assignment) => {
                // What it is declared as says more than what it starts as, which often is `None`.
                let declared = self.declared_types(&model, assignment.annotation(&parsed));
                if !declared.is_empty() {
                    return declared;
                }
                assignment.value(&parsed)
            }
            DefinitionKind::NamedExpression(named) => Some(&*named.node(&parsed).value),
            DefinitionKind::WithItem(item) => Some(item.context_expr(&parsed)),
            DefinitionKind::Parameter(_) => {
                let injected = injected_function(db, definition);
                return injected.map_or_else(Vec::new, |it| self.return_types(it, depth).to_vec());
            }
            DefinitionKind::Function(function) => {
                return if function.node(&parsed).decorator_list.iter().any(is_property) {
                    self.return_types(definition, depth).to_vec()
                } else {
                    Vec::new()
                };
            }
            _ => None,
        };
        value.map_or_else(Vec::new, |value| self.types_in(&model, value, depth))
    }

    /// Returns the types that an annotation allows, but for those that ty does not know.
    fn declared_types(&self, model: &SemanticModel<'db>, annotation: &Expr) -> Vec<Type<'db>> {
        let ty = annotation.inferred_type(model);
        let types = ty.map_or_else(Vec::new, |ty| alternatives(self.db, ty)).into_iter();
        types.filter(|ty| !is_unknown(*ty)).collect()
    }

    /// Returns the classes of objects that a function says it returns; what its first overload says, where it has some.
    fn declared_returns(&self, function: Definition<'db>) -> Vec<Type<'db>> {
        let db: &'db dyn Db = self.db;
        let DefinitionKind::Function(node) = function.kind(db) else { return Vec::new() };
        let parsed = parsed_module(db, function.python_file(db)).load(db);
        let node = node.node(&parsed);
        let model = SemanticModel::new(db, function.program_file(db));
        let of_class = match function.scope(db).node(db) {
            NodeWithScopeKind::Class(class) => class.node(&parsed).body.as_slice(),
            _ => &[],
        };
        let overloads = of_class.iter().filter_map(ast::Stmt::as_function_def_stmt);
        let overloads = overloads
            .filter(|it| it.name.id == node.name.id && it.name.range() != node.name.range());
        for function in std::iter::once(node).chain(overloads) {
            let Some(annotation) = &function.returns else { continue };
            let mut types = self.declared_types(&model, annotation);
            types.retain(|ty| matches!(ty, Type::NominalInstance(_)));
            if !types.is_empty() {
                return types;
            }
        }
        Vec::new()
    }

    /// Returns the types of what a function returns, as far as it says so or its source shows.
    fn return_types(&mut self, function: Definition<'db>, depth: u32) -> Rc<[Type<'db>]> {
        if let Some(known) = self.returns.get(&function) {
            return Rc::clone(known);
        }
        // A recursive function adds nothing to its own types.
        self.returns.insert(function, Rc::from([]));
        let db: &'db dyn Db = self.db;
        let mut found = Vec::new();
        let sources = sources_of(db, function).iter().copied();
        for source in std::iter::once(function).chain(sources.filter(|it| *it != function)) {
            let DefinitionKind::Function(node) = source.kind(db) else { continue };
            let parsed = parsed_module(db, source.python_file(db)).load(db);
            let node = node.node(&parsed);
            if node.returns.is_some() {
                // ty knows it as well, but for methods of objects that only tracking knows. `Any` says nothing.
                let declared = self.declared_returns(source);
                if !declared.is_empty() || source.file(db).is_stub(db) {
                    found.extend(declared);
                    continue;
                }
            }
            let model = SemanticModel::new(db, source.program_file(db));
            let handed_out =
                returned_expressions(node).into_iter().chain(yielded_expressions(node));
            for value in handed_out.take(DEFINITIONS) {
                found.extend(self.types_in(&model, value, depth + 1));
            }
        }
        let found: Rc<[Type<'db>]> = found.into();
        self.returns.insert(function, Rc::clone(&found));
        found
    }
}

/// Returns the expressions of the function's own `return` statements.
pub(super) fn returned_expressions(function: &ast::StmtFunctionDef) -> Vec<&Expr> {
    struct Returns<'ast>(Vec<&'ast Expr>);
    impl<'ast> SourceOrderVisitor<'ast> for Returns<'ast> {
        fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
            match node {
                AnyNodeRef::StmtFunctionDef(_) | AnyNodeRef::StmtClassDef(_) => {
                    TraversalSignal::Skip
                }
                AnyNodeRef::StmtReturn(statement) => {
                    self.0.extend(statement.value.as_deref());
                    TraversalSignal::Skip
                }
                node if node.is_expression() => TraversalSignal::Skip,
                _ => TraversalSignal::Traverse,
            }
        }
    }
    let mut returns = Returns(Vec::new());
    walk_body(&mut returns, &function.body);
    returns.0
}
