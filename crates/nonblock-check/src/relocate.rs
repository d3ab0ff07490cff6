//! Every symbol in the facts of a file, to be written anew: indices of files when facts are linked, offsets when an
//! edit has moved what they point to.

use crate::facts::{ClassFacts, FileFacts, FunctionFacts, Receiver, Symbol, Target, Value};

/// Shows every symbol of a file's facts to `visit`.
pub(crate) fn symbols_of_file(facts: &mut FileFacts, visit: &mut impl FnMut(&mut Symbol)) {
    facts.functions.iter_mut().for_each(|function| symbols_of_function(function, visit));
    facts.classes.iter_mut().for_each(|class| symbols_of_class(class, visit));
}

/// Shows every symbol of a function's facts to `visit`.
pub(crate) fn symbols_of_function(
    function: &mut FunctionFacts,
    visit: &mut impl FnMut(&mut Symbol),
) {
    visit(&mut function.symbol);
    function.class.iter_mut().for_each(&mut *visit);
    for edge in &mut function.edges {
        in_target(&mut edge.target, visit);
        if let Receiver::Exactly(class) = &mut edge.receiver {
            visit(class);
        }
    }
    for argument in &mut function.arguments {
        visit(&mut argument.callee);
        in_value(&mut argument.value, visit);
    }
    function.invoked.iter_mut().for_each(|(symbol, _)| visit(symbol));
    function.decorators.iter_mut().for_each(&mut *visit);
    function.nested.iter_mut().for_each(&mut *visit);
    function.returned.iter_mut().for_each(|value| in_value(value, visit));
    for offloading in &mut function.offloadings {
        offloading.functions.iter_mut().for_each(|target| in_target(target, visit));
        offloading.parameter.iter_mut().for_each(|(symbol, _)| visit(symbol));
    }
    function.loop_callbacks.iter_mut().for_each(|callback| in_target(&mut callback.target, visit));
    function.stored.iter_mut().for_each(|stored| in_value(&mut stored.value, visit));
    function.deferred.iter_mut().for_each(|deferred| visit(&mut deferred.parameter.0));
    function.supers.iter_mut().for_each(|call| visit(&mut call.class));
}

/// Shows every symbol of a class's facts to `visit`.
pub(crate) fn symbols_of_class(class: &mut ClassFacts, visit: &mut impl FnMut(&mut Symbol)) {
    visit(&mut class.symbol);
    class.bases.iter_mut().for_each(&mut *visit);
    class.methods.iter_mut().for_each(|(_, method)| visit(method));
    class.held.iter_mut().for_each(|(_, method, _)| visit(method));
    class.typed.iter_mut().for_each(|(_, class)| visit(class));
    class.constants.iter_mut().for_each(|(_, target)| in_target(target, visit));
}

fn in_target(target: &mut Target, visit: &mut impl FnMut(&mut Symbol)) {
    if let Target::Function(symbol) = target {
        visit(symbol);
    }
}

fn in_value(value: &mut Value, visit: &mut impl FnMut(&mut Symbol)) {
    match value {
        Value::Callable(target) => in_target(target, visit),
        Value::Instance(symbol) | Value::Parameter(symbol, _) => visit(symbol),
        Value::Written(_) | Value::Other | Value::Unknown => {}
    }
}
