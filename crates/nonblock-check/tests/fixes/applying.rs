//! Many fixes in one file: those that agree are applied, those that collide are counted.

use nonblock_check::fix::{apply, unified_diff};
use nonblock_check::rules::registry::BLOCKING_CALL;
use nonblock_report::{Fix, Safety};
use ruff_python_parser::parse_module;

use crate::marked::proposed;

const TEXT: &str =
    "import time\n\nasync def f():\n    time.sleep(1)\n    time.sleep(2)\n    return g(h(1))\n";

/// Returns the fix for the part of the text.
fn at(part: &str) -> Fix {
    let marked = TEXT.replacen(part, &format!("«{part}»"), 1);
    let (source, fix) = proposed(BLOCKING_CALL, &marked);
    assert_eq!(source, TEXT);
    fix
}

#[test]
fn fixes_share_the_import_they_need() {
    let fixes = ["time.sleep(1)", "time.sleep(2)"].map(at);
    let applied = apply(TEXT, &fixes, Safety::Safe);
    assert_eq!((applied.applied, applied.conflicts, applied.withheld), (2, 0, 0));
    assert!(applied.source.starts_with("import asyncio\nimport time\n\nasync def f():\n    await asyncio.sleep(1)\n    await asyncio.sleep(2)\n"));
}

#[test]
fn fixes_of_nested_calls_agree() {
    let applied = apply(TEXT, &["g(h(1))", "h(1)"].map(at), Safety::Unsafe);
    assert_eq!(applied.applied, 2);
    assert!(
        applied
            .source
            .ends_with("return await asyncio.to_thread(g, await asyncio.to_thread(h, 1))\n")
    );
}

#[test]
fn a_fix_that_changes_the_same_text_is_a_conflict() {
    let mut fixes = vec![at("time.sleep(1)"), at("time.sleep(1)")];
    fixes[1].edits[1].content = "pass".into();
    let applied = apply(TEXT, &fixes, Safety::Safe);
    assert_eq!((applied.applied, applied.conflicts), (1, 1));
    assert_eq!(applied.source, apply(TEXT, &fixes[..1], Safety::Safe).source);
}

#[test]
fn unsafe_fixes_wait_to_be_asked_for() {
    let fixes = ["time.sleep(1)", "h(1)"].map(at);
    let applied = apply(TEXT, &fixes, Safety::Safe);
    assert_eq!((applied.applied, applied.withheld), (1, 1));
    assert!(applied.source.ends_with("return g(h(1))\n"));
}

#[test]
fn a_fix_that_breaks_the_file_is_left_out() {
    let mut fixes = vec![at("time.sleep(1)"), at("time.sleep(2)")];
    fixes[0].edits[1].content = ")".into();
    let applied = apply(TEXT, &fixes, Safety::Safe);
    assert_eq!((applied.applied, applied.conflicts), (1, 1));
    assert!(parse_module(&applied.source).is_ok());
}

#[test]
fn a_fix_for_another_text_is_left_out() {
    let mut fix = at("h(1)");
    fix.edits[0].end = 100_000;
    let applied = apply(TEXT, &[fix], Safety::Unsafe);
    assert_eq!((applied.source.as_str(), applied.conflicts), (TEXT, 1));
}

#[test]
fn nothing_to_apply_changes_nothing() {
    assert_eq!(apply("def broken(:", &[], Safety::Safe).source, "def broken(:");
}

#[test]
fn a_diff_shows_what_changes() {
    let after = apply(TEXT, &[at("time.sleep(2)")], Safety::Safe).source;
    let expected = "\
--- app/main.py
+++ app/main.py
@@ -1,6 +1,7 @@
+import asyncio
 import time
\x20
 async def f():
     time.sleep(1)
-    time.sleep(2)
+    await asyncio.sleep(2)
     return g(h(1))
";
    assert_eq!(unified_diff("app/main.py", TEXT, &after), expected);
    assert_eq!(unified_diff("app/main.py", TEXT, TEXT), "");
}
