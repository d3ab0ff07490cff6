//! `to_thread(f(x))` becomes `to_thread(f, x)`.

use nonblock_report::Safety;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Arguments, Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::cure::Cure;
use super::module::Module;
use super::offload::{has_bare_generator, opening, separator};
use super::site::Site;

/// Callables that take a function and its arguments: name, position of the function, whether keywords are passed on.
const TAKERS: [(&str, usize, bool); 9] = [
    ("async_add_executor_job", 0, false),
    ("in_process", 0, true),
    ("in_thread", 0, true),
    ("run_in_executor", 1, false),
    ("run_in_threadpool", 0, true),
    ("run_sync", 0, false),
    ("submit", 0, true),
    ("to_process", 0, true),
    ("to_thread", 0, true),
];

/// Returns the cure, whether the finding stands at the off-loading call or at the one inside.
pub(super) fn cure(module: &Module<'_>, site: &Site<'_>) -> Option<Cure> {
    let outer = match taken(site.call) {
        Some(_) => site.call,
        None => site.outer()?.call,
    };
    let inner = taken(outer)?;
    let message = "pass the function and its arguments, so that it runs there";
    let cure = Cure::new(message, Safety::Unsafe)
        .replace(opening(&inner.arguments), separator(module, &inner.arguments))
        .replace(closing(module, inner), "");
    Some(cure)
}

/// Returns the call in the place of the function, if its arguments can stand beside it.
fn taken(outer: &ExprCall) -> Option<&ExprCall> {
    let name = match &*outer.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let (_, position, keywords) = TAKERS.iter().find(|(taker, ..)| *taker == name)?;
    let Arguments { args, keywords: options, .. } = &outer.arguments;
    let inner = args.get(*position)?.as_call_expr()?;
    let alone = args.len() == position + 1 && options.is_empty();
    let passes = *keywords || inner.arguments.keywords.is_empty();
    (alone && passes && !has_bare_generator(&inner.arguments)).then_some(inner)
}

/// Returns the closing parenthesis of a call, with a trailing comma before it, as the outer call may have one too.
fn closing(module: &Module<'_>, call: &ExprCall) -> TextRange {
    let parenthesis = TextRange::new(call.end() - TextSize::new(1), call.end());
    let within =
        module.tokens().in_range(TextRange::new(call.arguments.start(), parenthesis.start()));
    let last = within.iter().rev().find(|token| !token.kind().is_trivia());
    match last {
        Some(comma)
            if comma.kind() == TokenKind::Comma
                && only_space(module, comma.end(), parenthesis.start()) =>
        {
            TextRange::new(comma.start(), parenthesis.end())
        }
        _ => parenthesis,
    }
}

fn only_space(module: &Module<'_>, start: TextSize, end: TextSize) -> bool {
    module.text(TextRange::new(start, end)).trim().is_empty()
}
