//! Annotations as users write them: `Optional[Session]`, `Annotated[Session, Depends(get_session)]`, and names for those.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::Expr;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{Db, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::values::definitions_of_name;
use super::written::{Trail, is_first_party, written};

/// Returns how an instance of the annotated class is written, `None` and `Optional` aside.
pub(super) fn written_instance<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    annotation: &Expr,
    trail: Trail<'_>,
) -> Option<String> {
    let trail = trail.deeper()?;
    match annotation {
        Expr::BinOp(union) => written_instance(db, model, &union.left, trail)
            .or_else(|| written_instance(db, model, &union.right, trail)),
        Expr::Subscript(subscript) => {
            let origin = written(db, model, &subscript.value, trail)?;
            match (origin.rsplit('.').next()?, &*subscript.slice) {
                ("Optional" | "Union" | "Annotated" | "ClassVar" | "Final", Expr::Tuple(parts)) => {
                    parts.elts.iter().find_map(|it| written_instance(db, model, it, trail))
                }
                ("Optional" | "Union" | "ClassVar" | "Final", part) => {
                    written_instance(db, model, part, trail)
                }
                ("Annotated", _) => None,
                _ => Some(format!("{origin}()")),
            }
        }
        Expr::NoneLiteral(_) => None,
        Expr::StringLiteral(quoted) => {
            // What is in quotes means what it means without them; often only type checkers import it.
            let (quoted, inside) = model.enter_string_annotation(quoted)?;
            written_instance(db, &inside, quoted.expr(), trail)
        }
        Expr::Name(name) => of_alias(db, definitions_of_name(model, name), trail)
            .or_else(|| Some(format!("{}()", written(db, model, annotation, trail)?))),
        Expr::Attribute(attribute) => {
            of_alias(db, definitions_of_attribute(model, attribute), trail)
                .or_else(|| Some(format!("{}()", written(db, model, annotation, trail)?)))
        }
        other => Some(format!("{}()", written(db, model, other, trail)?)),
    }
}

/// Returns how an instance of what a name for a type stands for is written: `SessionDep = Annotated[Session, ...]`.
fn of_alias<'db>(
    db: &'db dyn Db,
    definitions: Vec<Definition<'db>>,
    trail: Trail<'_>,
) -> Option<String> {
    definitions.into_iter().filter(|it| is_first_party(db, *it)).find_map(|definition| {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, definition.program_file(db));
        let value = match definition.kind(db) {
            DefinitionKind::Assignment(assignment) if assignment.unpack().is_none() => {
                Some(assignment.value(&parsed))
            }
            DefinitionKind::AnnotatedAssignment(assignment) => assignment.value(&parsed),
            DefinitionKind::TypeAlias(alias) => Some(&*alias.node(&parsed).value),
            _ => None,
        }?;
        let is_form = matches!(value, Expr::Subscript(_) | Expr::BinOp(_));
        is_form.then(|| written_instance(db, &model, value, trail)).flatten()
    })
}
