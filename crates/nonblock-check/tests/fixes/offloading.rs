//! `f(a)` becomes `await asyncio.to_thread(f, a)`, when asked for.

use nonblock_catalogue::Effect;
use nonblock_check::rules::registry::BLOCKING_CALL;
use nonblock_report::Safety;

use crate::marked::{cured, cured_call, marked};

/// Returns the line of the call after the fix.
fn line(call: &str) -> Option<String> {
    let text = format!("import asyncio\nasync def f():\n    {call}\n");
    let (source, safety) = cured(BLOCKING_CALL, &text)?;
    assert_eq!(safety, Safety::Unsafe);
    let prefix = "import asyncio\nasync def f():\n    ";
    Some(source.strip_prefix(prefix).expect("the rest is kept").trim_end().to_owned())
}

#[test]
fn a_call_moves_to_a_thread_with_its_arguments() {
    for (before, after) in [
        ("«g()»", "await asyncio.to_thread(g)"),
        ("«g( )»", "await asyncio.to_thread(g )"),
        ("x = «a.b.g(1, *y, k=2, **z)»", "x = await asyncio.to_thread(a.b.g, 1, *y, k=2, **z)"),
        ("x: int = «g(1,)»", "x: int = await asyncio.to_thread(g, 1,)"),
        ("return not «g(1)»", "return not await asyncio.to_thread(g, 1)"),
        ("for x in «os.listdir(p)»: pass", "for x in await asyncio.to_thread(os.listdir, p): pass"),
        ("return «g(1)».text", "return (await asyncio.to_thread(g, 1)).text"),
        ("return «g(1)»[0]", "return (await asyncio.to_thread(g, 1))[0]"),
        ("return «g(1)»(2)", "return (await asyncio.to_thread(g, 1))(2)"),
        ("return «g(1)(2)»", "return await asyncio.to_thread(g(1), 2)"),
        ("return [«g(x)» for x in xs]", "return [await asyncio.to_thread(g, x) for x in xs]"),
        ("return h(«g((x for x in xs))»)", "return h(await asyncio.to_thread(g, (x for x in xs)))"),
        ("x = «(g)(1)»", "x = await asyncio.to_thread((g), 1)"),
        ("x = «super().g(1)»", "x = await asyncio.to_thread(super().g, 1)"),
    ] {
        assert_eq!(line(before).as_deref(), Some(after), "{before}");
    }
}

#[test]
fn comments_and_line_breaks_are_kept() {
    let before = "x = «g(  # first\n        1,  # second\n        # third\n    )»  # fourth";
    let after = "x = await asyncio.to_thread(g,  # first\n        1,  # second\n        # third\n    )  # fourth";
    assert_eq!(line(before).as_deref(), Some(after));
}

#[test]
fn no_fix_where_a_thread_cannot_take_the_call() {
    for call in [
        "await «g(1)»",
        "with «g(1)» as x: pass",
        "return «g(x for x in xs)»",
        "return lambda: «g(1)»",
        "def inner(): return «g(1)»",
    ] {
        assert_eq!(line(call), None, "{call}");
    }
}

#[test]
fn no_fix_where_a_thread_is_no_cure() {
    let text = "import asyncio\nasync def f():\n    «g(1)»\n";
    assert!(cured_call("requests.get", Effect::Network, text).is_some());
    assert_eq!(cured_call("threading.Lock.acquire", Effect::Lock, text), None);
    assert_eq!(cured_call("sqlite3.Cursor.execute", Effect::Database, text), None);
    assert_eq!(cured_call("importlib.import_module", Effect::Import, text), None);

    let (source, mut finding) = marked(BLOCKING_CALL, text);
    let sink = finding.sink.as_mut().expect("it has a sink");
    sink.effect = Effect::Cpu;
    sink.gil = nonblock_catalogue::Gil::Held;
    assert_eq!(nonblock_check::fix::propose(&finding, &source), None);
}

#[test]
fn no_fix_for_what_is_no_call() {
    let (source, mut finding) =
        marked(BLOCKING_CALL, "import asyncio\nasync def f():\n    «g(1)»\n");
    finding.entrances[0].chain[0].verb = "iterates".into();
    assert_eq!(nonblock_check::fix::propose(&finding, &source), None);
    let property = "import asyncio\nasync def f():\n    return «a.b»\n";
    assert_eq!(cured(BLOCKING_CALL, property), None);
}

#[test]
fn no_fix_for_a_module_of_another_library() {
    assert_eq!(cured(BLOCKING_CALL, "import trio\nasync def f():\n    «g(1)»\n"), None);
}
