//! Members that a class of the project inherits from a package that is not installed: `class Bot(TeleBot)`.

use std::cell::Cell;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::classes::{ancestry, class_of};
use super::values::{definitions_of_name, is_unknown};
use super::written::{Trail, is_first_party, written};

/// Returns how an attribute is written that only a missing base of its object's class can define:
/// `self.send_message` is `telebot.TeleBot().send_message`.
pub(super) fn written_inherited<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Option<String> {
    if attribute.inferred_type(model).is_none_or(|ty| !is_unknown(ty)) {
        return None;
    }
    let (class, is_instance) = receiver_class(db, model, &attribute.value)?;
    let base = missing_base(db, class)?;
    if !definitions_of_attribute(model, attribute).is_empty() {
        return None;
    }
    let object = if is_instance { "()" } else { "" };
    Some(format!("{base}{object}.{}", attribute.attr))
}

/// Returns the project's class that a receiver is, or is an instance of.
fn receiver_class<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    receiver: &Expr,
) -> Option<(Definition<'db>, bool)> {
    if let Expr::Name(name) = receiver
        && matches!(name.id.as_str(), "self" | "cls")
    {
        let definition = definitions_of_name(model, name).into_iter().next()?;
        let is_parameter = matches!(definition.kind(db), DefinitionKind::Parameter(_));
        let class = definition.scope(db).class_definition_of_method(db).filter(|_| is_parameter)?;
        return Some((class, name.id.as_str() == "self"));
    }
    let ty = receiver.inferred_type(model)?;
    let is_instance = match ty {
        Type::NominalInstance(_) => true,
        Type::ClassLiteral(_) => false,
        _ => return None,
    };
    let class = class_of(db, &model.program_environment(), ty)?;
    is_first_party(db, class).then_some((class, is_instance))
}

/// Returns how the nearest base of a class is written that ty knows nothing of.
#[salsa::tracked(returns(clone))]
fn missing_base<'db>(db: &'db dyn Db, class: Definition<'db>) -> Option<String> {
    ancestry(db, class).into_iter().filter(|it| is_first_party(db, *it)).find_map(|class| {
        let DefinitionKind::Class(node) = class.kind(db) else { return None };
        let parsed = parsed_module(db, class.python_file(db)).load(db);
        let model = SemanticModel::new(db, class.program_file(db));
        let arguments = node.node(&parsed).arguments.as_ref()?;
        arguments.args.iter().find_map(|base| {
            let is_missing = base.inferred_type(&model).is_some_and(is_unknown);
            let base = base.as_subscript_expr().map_or(base, |generic| &generic.value);
            let steps = Cell::new(super::written::STEPS);
            is_missing.then(|| written(db, &model, base, Trail::start(&steps))).flatten()
        })
    })
}
