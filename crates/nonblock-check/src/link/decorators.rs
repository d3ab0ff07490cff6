//! What a decorator does to the function below it: runs a wrapper around it, or runs it elsewhere.

use nonblock_catalogue::Catalogue;

use super::program::Program;
use crate::facts::{FunctionFacts, Symbol};

/// Returns whether a decorator of the function runs its body elsewhere than on its caller's thread.
pub(super) fn runs_elsewhere(
    program: &Program,
    catalogue: &Catalogue,
    function: &FunctionFacts,
) -> bool {
    let by_name = |name: &String| {
        catalogue.offload(name).is_some() || catalogue.offload_by_alias(name).is_some()
    };
    function.decorator_names.iter().any(by_name)
        || function.decorators.iter().any(|decorator| offloads_its_function(program, *decorator))
}

/// Returns whether the decorator passes the function it is given to an off-loading call, and never calls it.
fn offloads_its_function(program: &Program, decorator: Symbol) -> bool {
    let family = family(program, decorator);
    let is_family = |symbol: Symbol| family.iter().any(|member| member.symbol == symbol);
    let passes = family.iter().flat_map(|member| &member.offloadings).any(|offloading| {
        offloading.parameter.as_ref().is_some_and(|(owner, _)| is_family(*owner))
            || offloading.functions.iter().any(|target| match target {
                // `to_thread(partial(fn, ...))` and `to_thread(lambda: fn(...))`
                crate::facts::Target::Function(symbol) => is_family(*symbol),
                crate::facts::Target::Sink(_) => false,
            })
    });
    let calls = family.iter().any(|member| {
        let is_handed_over = family.iter().flat_map(|other| &other.offloadings).any(|offloading| {
            offloading.functions.contains(&crate::facts::Target::Function(member.symbol))
        });
        !is_handed_over && member.invoked.iter().any(|(owner, _)| is_family(*owner))
    });
    passes && !calls
}

/// Returns the wrappers that calling the decorated function runs.
pub(super) fn wrappers(program: &Program, function: &FunctionFacts) -> Vec<Symbol> {
    let mut found = Vec::new();
    for decorator in &function.decorators {
        for member in family(program, *decorator).into_iter().skip(1) {
            // A coroutine of the project is an entrance by itself.
            let is_own_entrance = member.is_async && program.is_first_party(member.symbol);
            if !is_own_entrance
                && member.symbol != function.symbol
                && !member.name.ends_with("<lambda>")
            {
                found.push(member.symbol);
            }
        }
    }
    found
}

/// Returns the decorator and the functions inside it.
fn family(program: &Program, decorator: Symbol) -> Vec<&FunctionFacts> {
    let Some(facts) = program.function(decorator) else { return Vec::new() };
    let nested = facts.nested.iter().filter_map(|symbol| program.function(*symbol));
    std::iter::once(facts).chain(nested).collect()
}
