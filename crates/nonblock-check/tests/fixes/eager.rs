//! `to_thread(f(x))` becomes `to_thread(f, x)`, when asked for.

use nonblock_check::rules::registry::EAGER_OFFLOAD_ARGUMENT;
use nonblock_report::Safety;

use crate::marked::cured;

fn line(call: &str) -> Option<String> {
    let (source, safety) = cured(EAGER_OFFLOAD_ARGUMENT, &format!("async def f():\n    {call}\n"))?;
    assert_eq!(safety, Safety::Unsafe);
    let rest = source.strip_prefix("async def f():\n    ").expect("the rest is kept");
    Some(rest.trim_end().to_owned())
}

#[test]
fn the_function_is_passed_instead_of_called() {
    for (before, after) in [
        ("await «a.to_thread(g(1, k=2))»", "await a.to_thread(g, 1, k=2)"),
        ("await a.to_thread(«g(1)»)", "await a.to_thread(g, 1)"),
        ("await «to_thread(g())»", "await to_thread(g)"),
        ("await «to_thread(g(1,),)»", "await to_thread(g, 1,)"),
        ("await «loop.run_in_executor(None, g(1))»", "await loop.run_in_executor(None, g, 1)"),
        ("await «in_process(g(1, *a, **k))»", "await in_process(g, 1, *a, **k)"),
        (
            "await «to_thread(  # one\n        g(  # two\n            1,  # three\n        )\n    )»",
            "await to_thread(  # one\n        g,  # two\n            1,  # three\n        \n    )",
        ),
    ] {
        assert_eq!(line(before).as_deref(), Some(after), "{before}");
    }
}

#[test]
fn no_fix_where_the_arguments_would_not_arrive() {
    for call in [
        "await «loop.run_in_executor(None, g(k=1))»",
        "await «to_thread(g(1), 2)»",
        "await «to_thread(g(1), k=2)»",
        "await «to_thread(g)»",
        "await «to_thread(g(x for x in y))»",
        "await «sync_to_async(g(1))»",
        "Thread(«g(1)»)",
    ] {
        assert_eq!(line(call), None, "{call}");
    }
}
