//! What the catalogue says of names as users write them, and of the arguments beside them.

use nonblock_catalogue::{Argument, BoundaryKind, Catalogue, Function, FunctionId};

/// What a caller writes to give an argument without asking for anything.
const NOTHING: [&str; 4] = ["None", "0", "0.0", "False"];

/// Returns the catalogue's function for a name as written.
pub(crate) fn known_as(catalogue: &Catalogue, name: &str) -> Option<FunctionId> {
    let variants = [Some(name.to_owned()), of_class(name), Some(format!("{name}.__init__"))];
    let known = variants.into_iter().flatten().find_map(|name| catalogue.by_alias(&name));
    known.or_else(|| catalogue.by_ends(name))
}

/// Returns whether users know a name not to block: `r.pipeline().get` only queues.
pub(crate) fn is_known_to_return(catalogue: &Catalogue, name: &str) -> bool {
    let boundary = catalogue.boundary_by_alias(name).map(|it| it.kind);
    match boundary {
        None => false,
        // Of a package whose calls are listed, what an object ends in says more than that the rest is handled.
        Some(BoundaryKind::Handled) => known_as(catalogue, name).is_none(),
        Some(_) => catalogue.by_alias(name).is_none(),
    }
}

/// Returns whether the arguments of a call say that it does not wait: `block=False`.
pub(crate) fn is_excused(
    function: &Function,
    given: &dyn Fn(Argument<'_>) -> Option<String>,
) -> bool {
    let excused = function.exemptions().any(|it| {
        let given = given(it.argument);
        given.is_some_and(|given| it.value.is_none_or(|value| given == value))
    });
    let mut required = function.requirements().peekable();
    let is_idle = required.peek().is_some()
        && !required.any(|it| {
            given(it.argument).is_some_and(|given| match it.value {
                Some(value) => given == value,
                None => !NOTHING.contains(&given.as_str()),
            })
        });
    excused || is_idle
}

/// Returns the method's name on its class, for a method of an instance: `pandas.DataFrame.to_csv`.
pub(crate) fn of_class(written: &str) -> Option<String> {
    let (receiver, method) = written.rsplit_once('.')?;
    let class = receiver.strip_suffix("()")?;
    let name = class.rsplit('.').next()?.trim_start_matches('_');
    name.starts_with(char::is_uppercase).then(|| format!("{class}.{method}"))
}

/// Returns a name and a step from it, as users write both.
pub(crate) fn joined(mut name: String, step: &str) -> String {
    if !matches!(step, "()" | "[]") {
        name.push('.');
    }
    name.push_str(step);
    name
}
