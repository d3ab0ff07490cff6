//! What follows from the evidence: the cause in a sentence, and the cure.

use super::evidence::{Evidence, Waited};
use super::place;
use crate::cause::Wait;
use nonblock_report::stall::{Cause, CauseKind, Frame, StackShare};
use std::time::Duration;

/// A share from which on something explains a stall.
const MOST: f64 = 0.5;

/// A cause, the line to change, and the cure.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Why.
    pub cause: Cause,
    /// The line.
    pub place: Option<Frame>,
    /// What to do.
    pub cure: String,
    /// The rule of `nonblock check` that finds it before merge; empty where none can.
    pub rule: String,
}

/// Judges a stall.
pub fn judge(evidence: &Evidence, stacks: &[StackShare], duration: Duration) -> Verdict {
    let place = busiest_place(stacks);
    let kind = kind(evidence, stacks, duration);
    let waited = evidence.waits.iter().max_by_key(|wait| wait.count);
    let holds_gil = MOST <= evidence.share(evidence.gil_held);
    let at =
        place.as_ref().map_or_else(|| "this code".to_owned(), |it| format!("`{}`", it.function));
    let explanation = explain(kind, evidence, waited, duration);
    let holder = evidence.holder.clone().filter(|_| kind == CauseKind::Gil);
    let holder_at = holder.as_ref().and_then(|holder| place::of(&holder.frames)).cloned();
    let is_waiting = !matches!(
        kind,
        CauseKind::Cpu
            | CauseKind::CpuReleased
            | CauseKind::Gil
            | CauseKind::Garbage
            | CauseKind::Starved
    );
    Verdict {
        cure: cure(kind, &at, holds_gil, holder_at.as_ref()),
        rule: if matches!(
            kind,
            CauseKind::Gil | CauseKind::Garbage | CauseKind::Starved | CauseKind::Unknown
        ) {
            String::new()
        } else {
            "blocking-call".to_owned()
        },
        cause: Cause {
            kind,
            explanation,
            waits_for: waited.filter(|_| is_waiting).map(|it| it.description.clone()),
            holder,
        },
        place,
    }
}

/// Returns the function in which most time went, with its most frequent line.
fn busiest_place(stacks: &[StackShare]) -> Option<Frame> {
    let mut places: Vec<(&Frame, u32)> = Vec::new();
    for stack in stacks {
        let Some(frame) = place::of(&stack.frames) else { continue };
        match places
            .iter_mut()
            .find(|(it, _)| it.file == frame.file && it.function == frame.function)
        {
            Some((_, count)) => *count += stack.samples,
            // Stacks come most frequent first: the first line of a function is its most frequent one.
            None => places.push((frame, stack.samples)),
        }
    }
    places.into_iter().rev().max_by_key(|(_, count)| *count).map(|(frame, _)| frame.clone())
}

fn kind(evidence: &Evidence, stacks: &[StackShare], duration: Duration) -> CauseKind {
    let used = evidence.used();
    if evidence.samples == 0 {
        return CauseKind::Unknown;
    }
    if MOST * duration.as_secs_f64() <= used.run_queue.as_secs_f64() {
        return CauseKind::Starved;
    }
    if MOST <= evidence.share(evidence.gil_awaited) {
        return CauseKind::Gil;
    }
    if MOST <= evidence.share(evidence.collecting) {
        return CauseKind::Garbage;
    }
    if evidence.has_many_callbacks() {
        return CauseKind::ManyCallbacks;
    }
    let is_in = |file: &str, function: &str| {
        let is_it = |frame: &Frame| frame.file.ends_with(file) && frame.function.contains(function);
        let seen: u32 =
            stacks.iter().filter(|it| it.frames.iter().any(is_it)).map(|it| it.samples).sum();
        MOST <= evidence.share(seen)
    };
    if is_in("<frozen importlib._bootstrap>", "_find_and_load") {
        return CauseKind::Import;
    }
    if MOST <= evidence.share(evidence.running) {
        let is_released = evidence.gil_held * 2 < evidence.running;
        return if is_released { CauseKind::CpuReleased } else { CauseKind::Cpu };
    }
    if is_in("/socket.py", "getaddrinfo") {
        return CauseKind::Dns;
    }
    if is_in("/subprocess.py", "") {
        return CauseKind::Process;
    }
    evidence.waits.iter().max_by_key(|wait| wait.count).map_or(CauseKind::Unknown, waiting_kind)
}

/// Returns the kind of a wait, by its system call and what is behind its descriptor.
fn waiting_kind(waited: &Waited) -> CauseKind {
    let target = waited.target.as_deref().unwrap_or_default();
    match waited.wait {
        Wait::Sleep => CauseKind::Sleep,
        Wait::Futex(_) => CauseKind::Lock,
        Wait::Child => CauseKind::Process,
        Wait::Readiness => CauseKind::Network,
        Wait::Other => CauseKind::SystemCall,
        Wait::Descriptor(_) | Wait::Path(_) if target == "fifo" || target.starts_with("pipe:") => {
            CauseKind::Pipe
        }
        Wait::Descriptor(_) if target.starts_with("socket:") => CauseKind::Network,
        Wait::Descriptor(_) if waited.name == "flock" => CauseKind::Lock,
        Wait::Descriptor(_) if target.starts_with("anon_inode:") => CauseKind::SystemCall,
        Wait::Descriptor(_) | Wait::Path(_) => CauseKind::Disk,
    }
}

fn explain(
    kind: CauseKind,
    evidence: &Evidence,
    waited: Option<&Waited>,
    duration: Duration,
) -> String {
    let used = evidence.used();
    let ms = |time: Duration| time.min(duration).as_millis();
    let whole = duration.as_millis();
    let of = |share: u32| format!("{:.0} %", evidence.share(share) * 100.0);
    let call = waited.map_or_else(|| "a system call".to_owned(), |it| it.description.clone());
    match kind {
        CauseKind::Cpu => {
            format!("computed: {} ms on a CPU of {whole} ms, holding the GIL", ms(used.cpu))
        }
        CauseKind::CpuReleased => {
            format!(
                "computed in C code: {} ms on a CPU of {whole} ms, with the GIL released",
                ms(used.cpu)
            )
        }
        CauseKind::Sleep => "slept".to_owned(),
        CauseKind::Network => format!("waited for the network: {call}"),
        CauseKind::Dns => format!("resolved a host name: {call}"),
        CauseKind::Disk => format!("waited for a disk: {call}"),
        CauseKind::Pipe => format!("waited for the other end of a pipe: {call}"),
        CauseKind::Process => format!("waited for a child process: {call}"),
        CauseKind::Lock => "waited for a lock, an event, a queue or a future".to_owned(),
        CauseKind::Gil => {
            let held =
                evidence.holder.as_ref().and_then(|it| place::of(&it.frames).map(|at| (it, at)));
            match held {
                Some((holder, at)) => format!(
                    "waited for the GIL ({} of samples), which thread {} \"{}\" held in {} ({}:{})",
                    of(evidence.gil_awaited),
                    holder.thread,
                    holder.name,
                    at.function,
                    at.file,
                    at.line
                ),
                None => format!(
                    "waited for the GIL ({} of samples), held by another thread",
                    of(evidence.gil_awaited)
                ),
            }
        }
        CauseKind::Garbage => format!("collected garbage ({} of samples)", of(evidence.collecting)),
        CauseKind::Import => "imported a module".to_owned(),
        CauseKind::Starved => format!(
            "was ready to run, but got no CPU for {} ms of {whole} ms (and used {} ms): the machine or its CPU \
             quota is full",
            ms(used.run_queue),
            ms(used.cpu)
        ),
        CauseKind::ManyCallbacks => {
            format!(
                "ran many callbacks in one turn ({} were seen); none of them is slow alone",
                evidence.callbacks()
            )
        }
        CauseKind::SystemCall => format!("waited in the kernel: {call}"),
        CauseKind::Unknown => "was too short to be seen".to_owned(),
    }
}

/// Whether the cure is to move the code away, so that it matters who holds the GIL meanwhile.
fn is_shorter_without_gil(kind: CauseKind) -> bool {
    !matches!(
        kind,
        CauseKind::Garbage
            | CauseKind::ManyCallbacks
            | CauseKind::Import
            | CauseKind::Starved
            | CauseKind::Unknown
    )
}

fn cure(kind: CauseKind, at: &str, holds_gil: bool, holder: Option<&Frame>) -> String {
    let thread = format!("move {at} off the loop: `await nonblock.in_thread(...)`");
    let process = format!("move {at} to another process: `await nonblock.in_process(...)`");
    match kind {
        CauseKind::Cpu => format!("{process}; a thread would still hold the GIL"),
        // Whatever it waits for: while it holds the GIL, a thread of ours would stop the loop all the same.
        _ if holds_gil && is_shorter_without_gil(kind) => {
            format!("{process}; it holds the GIL while it waits, so that a thread would not help")
        }
        CauseKind::CpuReleased => format!("{thread}; it lets go of the GIL, so that a thread is enough"),
        CauseKind::Sleep => format!("in {at} write `await asyncio.sleep(...)`"),
        CauseKind::Network => format!("use an async client in {at}, or {thread}"),
        CauseKind::Dns => format!("in {at} write `await loop.getaddrinfo(...)`, or {thread}"),
        CauseKind::Disk | CauseKind::Pipe | CauseKind::SystemCall => thread,
        CauseKind::Process => {
            format!("in {at} write `await asyncio.create_subprocess_exec(...)`, or {thread}")
        }
        CauseKind::Lock => format!("use asyncio's own lock, event or queue in {at}, or {thread}"),
        CauseKind::Gil => match holder {
            Some(at) => format!("move `{}` to another process: `await nonblock.in_process(...)`; it takes the GIL from the loop", at.function),
            None => "move the code that holds the GIL to another process: `nonblock.in_process(...)`".to_owned(),
        },
        CauseKind::Garbage => {
            "after start-up call `gc.collect(); gc.freeze()`, and raise `gc.set_threshold(...)`".to_owned()
        }
        CauseKind::Import => format!("import at the top of the module, before the loop starts, not in {at}"),
        CauseKind::Starved => "raise the CPU quota, or run fewer processes on this machine".to_owned(),
        CauseKind::ManyCallbacks => {
            "let the work arrive in smaller portions: bound what is scheduled at once (`nonblock.collect(..., workers=...)`)".to_owned()
        }
        CauseKind::Unknown => "lower the threshold to see more".to_owned(),
    }
}
