//! `f(a, k=v)` becomes `await asyncio.to_thread(f, a, k=v)`.

use nonblock_catalogue::{Effect, Gil};
use nonblock_report::{Finding, Safety, Sink};
use ruff_python_ast::Arguments;
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::cure::Cure;
use super::module::Module;
use super::site::Site;
use super::sleep::{library, reach};

/// Returns the cure for a call in a coroutine that blocks, where a thread is one.
pub(super) fn cure(module: &Module<'_>, site: &Site<'_>, finding: &Finding) -> Option<Cure> {
    let movable = is_called(finding)
        && finding.sink.as_ref().is_some_and(thread_helps)
        && site.may_await()
        && !site.is_entered()
        && !has_bare_generator(&site.call.arguments)
        && library(module) == "asyncio";
    if !movable {
        return None;
    }
    let cure = Cure::new("`await asyncio.to_thread(...)` runs it in a thread", Safety::Unsafe);
    let (cure, name) = reach(module, "asyncio", cure)?;
    let call = site.call;
    let start = format!("await {name}.to_thread(");
    let (start, cure) = if site.binds_tighter() {
        (format!("({start}"), cure.insert(call.end(), ")"))
    } else {
        (start, cure)
    };
    Some(
        cure.insert(call.start(), start)
            .replace(opening(&call.arguments), separator(module, &call.arguments)),
    )
}

/// Returns the opening parenthesis of a call's arguments.
pub(super) fn opening(arguments: &Arguments) -> TextRange {
    TextRange::at(arguments.start(), TextSize::new(1))
}

/// Returns what stands between a function and its arguments when both are arguments.
pub(super) fn separator(module: &Module<'_>, arguments: &Arguments) -> &'static str {
    let rest = &module.source()[arguments.start().to_usize() + 1..];
    match rest.chars().next() {
        _ if arguments.is_empty() => "",
        Some(next) if next.is_whitespace() => ",",
        _ => ", ",
    }
}

/// Returns whether the only argument is a generator expression without parentheses of its own.
pub(super) fn has_bare_generator(arguments: &Arguments) -> bool {
    matches!(&*arguments.args, [argument] if argument.as_generator_expr().is_some_and(|it| !it.parenthesized))
}

/// Returns whether the site is a call as written: not a property, an iteration or a `with`.
fn is_called(finding: &Finding) -> bool {
    let frames = finding.entrances.iter().flat_map(|entrance| &entrance.chain);
    let mut here = frames.filter(|frame| frame.location == finding.location);
    here.all(|frame| matches!(frame.verb.as_str(), "calls" | "constructs"))
}

/// Returns whether the call may and should run in another thread.
fn thread_helps(sink: &Sink) -> bool {
    match sink.effect {
        // Its thread would hold the interpreter's lock.
        Effect::Cpu => sink.gil == Gil::Released,
        // A lock belongs to the thread that takes it; the lock of a module is held for as long.
        Effect::Lock | Effect::Import => false,
        // Its connections refuse other threads than the one that opened them.
        Effect::Database => !sink.name.starts_with("sqlite3"),
        _ => true,
    }
}
