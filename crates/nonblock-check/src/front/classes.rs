//! Classes behind types, and the members that they define or inherit.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{Decorator, Expr};
use rustc_hash::{FxHashMap, FxHashSet};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::scope::NodeWithScopeRef;
use ty_python_core::{ProgramFile, place_table, semantic_index, use_def_map};
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{
    Db, HasType, ProgramEnvironment, SemanticModel, TypeHierarchyClass, type_hierarchy_supertypes,
};

use super::context::FileContext;
use super::outline::Outline;

/// Ancestors looked at before a hierarchy is given up as absurd.
const ANCESTORS: usize = 80;

/// Returns the members of a union or intersection, else the type itself.
pub(super) fn alternatives<'db>(db: &'db dyn Db, ty: Type<'db>) -> Vec<Type<'db>> {
    match ty {
        Type::Union(union) => {
            union.elements(db).iter().flat_map(|element| alternatives(db, *element)).collect()
        }
        Type::Intersection(intersection) => intersection.iter_positive(db).collect(),
        other => vec![other],
    }
}

/// Returns the definition of the class that `ty` is, or is an instance of.
pub(super) fn class_of<'db>(
    db: &'db dyn Db,
    environment: &ProgramEnvironment<'db>,
    ty: Type<'db>,
) -> Option<Definition<'db>> {
    match ty.definition(db, environment)? {
        TypeDefinition::StaticClass(definition) => Some(definition),
        _ => None,
    }
}

/// Returns whether the decorator makes a property of a function: its name ends so by convention (`cached_property`).
pub(super) fn is_property(decorator: &Decorator) -> bool {
    match &decorator.expression {
        Expr::Name(name) => name.id.ends_with("property"),
        Expr::Attribute(attribute) => {
            attribute.attr.ends_with("property")
                || matches!(attribute.attr.as_str(), "getter" | "setter" | "deleter")
        }
        Expr::Call(call) => match &*call.func {
            Expr::Name(name) => name.id.ends_with("property"),
            Expr::Attribute(attribute) => attribute.attr.ends_with("property"),
            _ => false,
        },
        _ => false,
    }
}

/// Returns whether the decorator is `@x.setter`.
pub(super) fn is_setter(decorator: &Decorator) -> bool {
    decorator
        .expression
        .as_attribute_expr()
        .is_some_and(|attribute| attribute.attr.as_str() == "setter")
}

impl<'db> FileContext<'_, 'db> {
    /// Returns the classes that a value of the type may be an instance of.
    pub(super) fn instance_classes(&self, ty: Type<'db>) -> Vec<Definition<'db>> {
        let mut found = Vec::new();
        for ty in alternatives(self.db, ty) {
            let class = match ty {
                Type::NominalInstance(_) | Type::ProtocolInstance(_) => {
                    class_of(self.db, &self.environment, ty)
                }
                Type::TypeVar(_) => self.enclosing_class,
                Type::TypeAlias(alias) => {
                    found.extend(self.instance_classes(alias.value_type(self.db)));
                    None
                }
                _ => None,
            };
            found.extend(class);
        }
        found
    }

    /// Returns the class object's definition for `C`, `type[C]` and `cls`.
    pub(super) fn class_object(&self, ty: Type<'db>) -> Option<Definition<'db>> {
        match ty {
            Type::ClassLiteral(_) | Type::GenericAlias(_) => {
                class_of(self.db, &self.environment, ty)
            }
            Type::SubclassOf(_) => match ty.definition(self.db, &self.environment)? {
                TypeDefinition::StaticClass(definition) => Some(definition),
                TypeDefinition::TypeVar(_) => self.enclosing_class,
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the `__call__` of the class's metaclass, where it is written beside `metaclass=`.
    pub(super) fn metaclass_call(&mut self, class: Definition<'db>) -> Option<Definition<'db>> {
        let db: &'db dyn Db = self.db;
        if class.file(db).path(db).is_vendored_path() {
            return None;
        }
        let metaclass = ancestry(db, class).into_iter().find_map(|class| {
            let DefinitionKind::Class(node) = class.kind(db) else { return None };
            let parsed = parsed_module(db, class.python_file(db)).load(db);
            let keyword = node.node(&parsed).arguments.as_ref()?.find_keyword("metaclass")?;
            let model = SemanticModel::new(db, class.program_file(db));
            self.class_object(keyword.value.inferred_type(&model)?)
        })?;
        self.member(metaclass, "__call__")
            .filter(|method| !method.file(db).path(db).is_vendored_path())
    }

    /// Returns the definition of `name` in the class or its nearest ancestor that has one.
    pub(super) fn member(&mut self, class: Definition<'db>, name: &str) -> Option<Definition<'db>> {
        let key = (class, name.to_owned());
        if let Some(known) = self.members.get(&key) {
            return *known;
        }
        let found = member_of(self.db, class, name, &mut FxHashSet::default());
        self.members.insert(key, found);
        found
    }
}

/// Searches a class and its bases, depth first.
fn member_of<'db>(
    db: &'db dyn Db,
    class: Definition<'db>,
    name: &str,
    seen: &mut FxHashSet<Definition<'db>>,
) -> Option<Definition<'db>> {
    if !seen.insert(class) || ANCESTORS < seen.len() {
        return None;
    }
    own_member(db, class, name)
        .or_else(|| bases(db, class).iter().find_map(|base| member_of(db, *base, name, seen)))
}

/// Returns the definition of `name` in the class's own body.
fn own_member<'db>(db: &'db dyn Db, class: Definition<'db>, name: &str) -> Option<Definition<'db>> {
    let DefinitionKind::Class(node) = class.kind(db) else { return None };
    let program_file = class.program_file(db);
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let index = semantic_index(db, program_file);
    let scope = index
        .try_node_scope(NodeWithScopeRef::Class(node.node(&parsed)))?
        .to_scope_id(db, program_file);
    let symbol = place_table(db, scope).symbol_id(name)?;
    let uses = use_def_map(db, scope);
    let bound =
        uses.end_of_scope_symbol_bindings(symbol).filter_map(|it| it.binding.definition()).last();
    bound.or_else(|| {
        uses.reachable_symbol_declarations(symbol)
            .filter_map(|it| it.declaration.definition())
            .last()
    })
}

/// Returns the direct bases that are classes with a definition.
#[salsa::tracked(returns(deref))]
pub(super) fn bases<'db>(db: &'db dyn Db, class: Definition<'db>) -> Vec<Definition<'db>> {
    let DefinitionKind::Class(node) = class.kind(db) else { return Vec::new() };
    let program_file = class.program_file(db);
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let node = node.node(&parsed);
    let Some(arguments) = node.arguments.as_ref().filter(|it| !it.args.is_empty()) else {
        return Vec::new();
    };
    let model = SemanticModel::new(db, program_file);
    let environment = ProgramEnvironment::from_file(program_file);
    // The class alone is cheap to ask for; the expressions of its bases need all of the scope around it.
    let known = node.inferred_type(&model).map_or_else(Vec::new, |ty| {
        let supertypes = type_hierarchy_supertypes(db, &environment, ty);
        supertypes.iter().filter_map(|it| class_at(db, it)).collect::<Vec<_>>()
    });
    if known.len() == arguments.args.len() || class.file(db).path(db).is_vendored_path() {
        return known;
    }
    let types = arguments.args.iter().filter_map(|base| base.inferred_type(&model));
    types
        .flat_map(|ty| alternatives(db, ty))
        .filter_map(|ty| class_of(db, &environment, ty))
        .collect()
}

/// Returns the definition of a class that ty tells the place of; none for `object`, which says nothing.
fn class_at<'db>(db: &'db dyn Db, class: &TypeHierarchyClass<'db>) -> Option<Definition<'db>> {
    let file = db.program_file(class.file.file(db));
    let start = class.selection_range.start().to_u32();
    classes_by_name(db, file).get(&start).copied().filter(|_| class.name.as_str() != "object")
}

/// Returns the classes of a file by where their names stand.
#[salsa::tracked(returns(ref))]
fn classes_by_name<'db>(
    db: &'db dyn Db,
    file: ProgramFile<'db>,
) -> FxHashMap<u32, Definition<'db>> {
    let parsed = parsed_module(db, file.python_file(db)).load(db);
    let index = semantic_index(db, file);
    let outline = Outline::of(parsed.suite());
    let classes = outline.classes.iter();
    classes
        .filter_map(|it| {
            Some((it.node.name.range.start().to_u32(), index.try_definition(it.node)?))
        })
        .collect()
}

/// Returns the class and its ancestors, the class first.
pub(super) fn ancestry<'db>(db: &'db dyn Db, class: Definition<'db>) -> Vec<Definition<'db>> {
    let mut found = vec![class];
    let mut next = 0;
    while let Some(class) = found.get(next).copied() {
        next += 1;
        for base in bases(db, class) {
            if found.len() < ANCESTORS && !found.contains(base) {
                found.push(*base);
            }
        }
    }
    found
}

/// Returns the methods of the class's own body whose names begin so.
pub(super) fn members_with_prefix<'db>(
    db: &'db dyn Db,
    class: Definition<'db>,
    prefix: &str,
) -> Vec<Definition<'db>> {
    let DefinitionKind::Class(node) = class.kind(db) else { return Vec::new() };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let names = node
        .node(&parsed)
        .body
        .iter()
        .filter_map(|statement| Some(statement.as_function_def_stmt()?.name.as_str()));
    let wanted: Vec<&str> =
        names.filter(|name| !prefix.is_empty() && name.starts_with(prefix)).collect();
    wanted.into_iter().filter_map(|name| own_member(db, class, name)).collect()
}
