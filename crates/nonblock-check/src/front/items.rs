//! What collections of the project hold: `CLIENTS = {"a": Redis()}`, `pools: dict[str, Redis]`, `for client in clients`.

use ruff_db::parsed::{ParsedModuleRef, parsed_module};
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::{
    AssignmentDefinitionKind, Definition, DefinitionKind, ParameterDefinitionNodeKind,
};
use ty_python_semantic::{Db, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::containers::STORING;
use super::declared::written_instance;
use super::values::definitions_of_name;
use super::written::{Trail, is_first_party, written};

/// Collections by key: iterating over them gives the keys.
const TABLES: [&str; 7] = [
    "dict",
    "Dict",
    "Mapping",
    "MutableMapping",
    "defaultdict",
    "OrderedDict",
    "WeakValueDictionary",
];
/// Collections of nothing but items.
const ROWS: [&str; 14] = [
    "list",
    "List",
    "set",
    "Set",
    "frozenset",
    "FrozenSet",
    "tuple",
    "Tuple",
    "deque",
    "Deque",
    "Sequence",
    "Iterable",
    "Iterator",
    "Collection",
];
/// Methods of a table that give one of its values.
const TAKES: [&str; 3] = ["get", "pop", "setdefault"];
/// Functions that give the same items.
const COPIES: [&str; 6] = ["iter", "list", "reversed", "set", "sorted", "tuple"];

/// How an item is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// `collection[key]`
    ByKey,
    /// `for item in collection`
    InTurn,
}

/// Returns how an item of a collection is written, where the project shows what it holds.
pub(super) fn written_item<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    collection: &Expr,
    taken: Taken,
    trail: Trail<'_>,
) -> Option<String> {
    let trail = trail.deeper()?;
    let first = |items: &[Expr]| items.iter().find_map(|it| written(db, model, it, trail));
    match collection {
        Expr::List(it) => first(&it.elts),
        Expr::Tuple(it) => first(&it.elts),
        Expr::Set(it) => first(&it.elts),
        Expr::Dict(it) if taken == Taken::ByKey => {
            it.items.iter().find_map(|item| written(db, model, &item.value, trail))
        }
        Expr::ListComp(it) => written(db, model, &it.elt, trail),
        Expr::SetComp(it) => written(db, model, &it.elt, trail),
        Expr::Generator(it) => written(db, model, &it.elt, trail),
        Expr::DictComp(it) if taken == Taken::ByKey => written(db, model, &it.value, trail),
        Expr::Name(name) => of_definitions(db, &definitions_of_name(model, name), taken, trail),
        Expr::Attribute(attribute) => {
            of_definitions(db, &definitions_of_attribute(model, attribute), taken, trail)
        }
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(method) if method.attr.as_str() == "values" => {
                written_item(db, model, &method.value, Taken::ByKey, trail)
            }
            Expr::Name(name) if COPIES.contains(&name.id.as_str()) => {
                written_item(db, model, call.arguments.args.first()?, taken, trail)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns how the result of `table.get(key)` and its like is written.
pub(super) fn written_taken<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    call: &ast::ExprCall,
    trail: Trail<'_>,
) -> Option<String> {
    let method = call.func.as_attribute_expr().filter(|it| TAKES.contains(&it.attr.as_str()))?;
    written_item(db, model, &method.value, Taken::ByKey, trail)
}

/// Returns how each of the items of an iterable is written.
pub(super) fn written_in_turn<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    iterable: &Expr,
    trail: Trail<'_>,
) -> Option<String> {
    written_item(db, model, iterable, Taken::InTurn, trail)
        .or_else(|| Some(format!("{}[]", written(db, model, iterable, trail)?)))
}

/// Returns the part of a value that a name gets: of `one, two = Redis(), Redis()`.
pub(super) fn unpacked<'ast>(
    db: &dyn Db,
    assignment: &AssignmentDefinitionKind<'_>,
    parsed: &'ast ParsedModuleRef,
) -> Option<&'ast Expr> {
    let targets = assignment.unpack()?.target(db, parsed).as_tuple_expr()?;
    let values = assignment.value(parsed).as_tuple_expr()?;
    let own = assignment.target(parsed).range();
    let at = targets.elts.iter().position(|it| it.range() == own)?;
    values.elts.get(at).filter(|_| targets.elts.len() == values.elts.len())
}

fn of_definitions<'db>(
    db: &'db dyn Db,
    definitions: &[Definition<'db>],
    taken: Taken,
    trail: Trail<'_>,
) -> Option<String> {
    let mut own = definitions.iter().filter(|it| is_first_party(db, **it));
    let given = own.clone();
    let shown = own.find_map(|definition| {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, definition.program_file(db));
        let declared = |annotation: &Expr| declared_item(db, &model, annotation, taken, trail);
        let assigned = |value: &Expr| written_item(db, &model, value, taken, trail);
        match definition.kind(db) {
            DefinitionKind::Assignment(it) if it.unpack().is_none() => assigned(it.value(&parsed)),
            DefinitionKind::AnnotatedAssignment(it) => {
                declared(it.annotation(&parsed)).or_else(|| it.value(&parsed).and_then(assigned))
            }
            DefinitionKind::Parameter(ParameterDefinitionNodeKind::Parameter(node)) => {
                node.node(&parsed).parameter.annotation().and_then(declared)
            }
            _ => None,
        }
    });
    shown.or_else(|| given.take(1).find_map(|it| written_gift(db, *it, taken, trail)))
}

/// Returns how what functions put into a collection later is written: `self.clients[name] = Redis()`.
fn written_gift<'db>(
    db: &'db dyn Db,
    collection: Definition<'db>,
    taken: Taken,
    trail: Trail<'_>,
) -> Option<String> {
    let parsed = parsed_module(db, collection.python_file(db)).load(db);
    let target = match collection.kind(db) {
        DefinitionKind::Assignment(it) => it.target(&parsed),
        DefinitionKind::AnnotatedAssignment(it) => it.target(&parsed),
        _ => return None,
    };
    let name = match target {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let class = collection.scope(db).class_definition_of_method(db);
    let body = match class.map(|it| it.kind(db)) {
        Some(DefinitionKind::Class(class)) => class.node(&parsed).body.as_slice(),
        _ if collection.scope(db).node(db).scope_kind().is_module() => parsed.suite(),
        _ => return None,
    };
    let mut gifts = Gifts { name, is_kept: class.is_some(), taken, values: Vec::new() };
    walk_body(&mut gifts, body);
    let model = SemanticModel::new(db, collection.program_file(db));
    gifts.values.into_iter().find_map(|value| written(db, &model, value, trail))
}

/// Collects what is put into a collection that a name, or an attribute of `self`, stands for.
struct Gifts<'ast, 'n> {
    name: &'n str,
    is_kept: bool,
    taken: Taken,
    values: Vec<&'ast Expr>,
}

impl Gifts<'_, '_> {
    fn is_collection(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Name(name) => !self.is_kept && name.id.as_str() == self.name,
            Expr::Attribute(it) => {
                let of_own = it.value.as_name_expr().is_some_and(|own| own.id.as_str() == "self");
                self.is_kept && of_own && it.attr.as_str() == self.name
            }
            _ => false,
        }
    }
}

impl<'ast> SourceOrderVisitor<'ast> for Gifts<'ast, '_> {
    fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtAssign(statement) if self.taken == Taken::ByKey => {
                let mut targets = statement.targets.iter().filter_map(Expr::as_subscript_expr);
                if targets.any(|it| self.is_collection(&it.value)) {
                    self.values.push(&statement.value);
                }
            }
            AnyNodeRef::ExprCall(call) => {
                if let Expr::Attribute(method) = &*call.func
                    && STORING.contains(&method.attr.as_str())
                    && self.is_collection(&method.value)
                {
                    self.values.extend(call.arguments.args.last());
                }
            }
            _ => {}
        }
        TraversalSignal::Traverse
    }
}

/// Returns how an item is written of what an annotation says: `dict[str, Redis]`.
fn declared_item<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    annotation: &Expr,
    taken: Taken,
    trail: Trail<'_>,
) -> Option<String> {
    if let Expr::StringLiteral(quoted) = annotation {
        let (quoted, inside) = model.enter_string_annotation(quoted)?;
        return declared_item(db, &inside, quoted.expr(), taken, trail);
    }
    let generic = annotation.as_subscript_expr()?;
    let name = match &*generic.value {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let parts = match &*generic.slice {
        Expr::Tuple(parts) => parts.elts.as_slice(),
        part => std::slice::from_ref(part),
    };
    let item = match taken {
        Taken::ByKey if TABLES.contains(&name) => parts.get(1),
        _ if ROWS.contains(&name) => parts.first(),
        _ => None,
    }?;
    written_instance(db, model, item, trail)
}
