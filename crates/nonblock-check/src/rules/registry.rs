//! The rules by name and code.

use nonblock_report::Rule;

macro_rules! rules {
    ($($constant:ident $name:literal $code:literal $summary:literal;)*) => {
        $(pub const $constant: Rule = Rule { name: $name, code: $code, summary: $summary, documentation: "" };)*
    };
}
rules! {
    BLOCKING_CALL "blocking-call" "NB101" "a coroutine reaches a call that blocks the event loop";
    BLOCKING_IN_CALLBACK "blocking-in-callback" "NB102" "a callback of the event loop reaches a call that blocks it";
    ASYNC_WITHOUT_AWAIT "async-without-await" "NB201" "an `async def` that never awaits";
    NEVER_YIELDS "never-yields" "NB202" "a loop in a coroutine that never yields";
    CPU_BOUND_IN_THREAD "cpu-bound-in-thread" "NB301" "CPU-bound work that holds the GIL runs in a thread";
    IO_BOUND_IN_PROCESS "io-bound-in-process" "NB302" "I/O-bound work runs in a process";
    EAGER_OFFLOAD_ARGUMENT "eager-offload-argument" "NB401" "an argument of an off-loading call is evaluated on the loop";
    UNAWAITED_OFFLOAD "unawaited-offload" "NB402" "an off-loading call is not awaited";
    LAZY_RESULT "lazy-result" "NB403" "a thread returns an iterator that the loop then drives";
    HOLLOW_ASYNC "hollow-async" "NB404" "an `async def` only calls a blocking function";
}
