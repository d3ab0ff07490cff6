//! Attributes that are named by a string: `getattr(self, "_connection", None)`.

use ruff_python_ast::{self as ast, AtomicNodeIndex, Expr, ExprContext, Identifier};
use ruff_text_size::Ranged;

/// Returns the attribute that a call of `getattr` with a constant name reads.
///
/// No type was inferred for it: only its receiver may be asked for one.
pub(super) fn named_attribute(call: &ast::ExprCall) -> Option<ast::ExprAttribute> {
    let is_getattr = call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "getattr");
    let [object, Expr::StringLiteral(name), ..] = &*call.arguments.args else { return None };
    is_getattr.then(|| ast::ExprAttribute {
        node_index: AtomicNodeIndex::NONE,
        range: call.range(),
        value: Box::new(object.clone()),
        attr: Identifier::new(name.value.to_str(), name.range()),
        ctx: ExprContext::Load,
    })
}
