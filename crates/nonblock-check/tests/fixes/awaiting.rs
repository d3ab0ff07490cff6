//! `to_thread(f)` becomes `await to_thread(f)`.

use nonblock_check::rules::registry::UNAWAITED_OFFLOAD;
use nonblock_report::Safety;

use crate::marked::cured;

fn line(call: &str) -> Option<(String, Safety)> {
    let (source, safety) = cured(UNAWAITED_OFFLOAD, &format!("async def f():\n    {call}\n"))?;
    let rest = source.strip_prefix("async def f():\n    ").expect("the rest is kept");
    Some((rest.trim_end().to_owned(), safety))
}

#[test]
fn an_await_is_added() {
    for (before, after) in [
        ("«to_thread(g)»", "await to_thread(g)"),
        ("if «a.to_thread(g)»: pass", "if await a.to_thread(g): pass"),
        ("if not «a.to_thread(g)» == 1: pass", "if not await a.to_thread(g) == 1: pass"),
        ("return «to_thread(g)».x", "return (await to_thread(g)).x"),
        ("return («to_thread(\n  g)»)  # c", "return (await to_thread(\n  g))  # c"),
    ] {
        assert_eq!(line(before), Some((after.to_owned(), Safety::Safe)), "{before}");
    }
}

#[test]
fn none_is_added_where_it_could_not_stand() {
    for call in ["lambda: «to_thread(g)»", "await «to_thread(g)»", "any(«to_thread(g)» for g in h)"]
    {
        assert_eq!(line(call), None, "{call}");
    }
    assert_eq!(cured(UNAWAITED_OFFLOAD, "def f():\n    «to_thread(g)»\n"), None);
}
