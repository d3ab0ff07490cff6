//! `time.sleep(x)` becomes `await asyncio.sleep(x)`, safely.

use nonblock_check::rules::registry::BLOCKING_CALL;
use nonblock_report::Safety;

use crate::marked::{cured, proposed};

fn fixed(text: &str) -> String {
    let (source, safety) = cured(BLOCKING_CALL, text).expect("there is a fix");
    assert_eq!(safety, Safety::Safe, "{source}");
    source
}

#[test]
fn a_sleep_awaits_with_the_import_that_is_there() {
    let text = "import asyncio\nimport time\n\nasync def f():\n    «time.sleep(1)»  # a pause\n";
    let after =
        "import asyncio\nimport time\n\nasync def f():\n    await asyncio.sleep(1)  # a pause\n";
    assert_eq!(fixed(text), after);
}

#[test]
fn the_callee_alone_may_be_marked() {
    let text = "import asyncio, time\nasync def f():\n    «time.sleep»(1)\n";
    assert_eq!(fixed(text), "import asyncio, time\nasync def f():\n    await asyncio.sleep(1)\n");
}

#[test]
fn other_spellings_are_known() {
    for (import, call) in [
        ("from time import sleep", "sleep(1)"),
        ("from time import sleep as pause", "pause(1)"),
        ("import time as clock", "clock.sleep(1)"),
    ] {
        let text = format!("import asyncio as aio\n{import}\nasync def f():\n    x = «{call}»\n");
        let after = format!(
            "import asyncio as aio\n{import}\nasync def f():\n    x = await aio.sleep(1)\n"
        );
        assert_eq!(fixed(&text), after);
    }
}

#[test]
fn a_missing_import_goes_where_it_belongs() {
    let body = "async def f():\n    «sleep(1)»\n";
    let cured = "async def f():\n    await asyncio.sleep(1)\n";
    for (before, after) in [
        ("from time import sleep\n", "import asyncio\nfrom time import sleep\n"),
        (
            "import abc\nimport os\nfrom time import sleep\n",
            "import abc\nimport asyncio\nimport os\nfrom time import sleep\n",
        ),
        (
            "\"\"\"Doc.\n\nMore.\n\"\"\"\n\nfrom __future__ import annotations\n\nfrom time import sleep\n\nimport b\n",
            "\"\"\"Doc.\n\nMore.\n\"\"\"\n\nfrom __future__ import annotations\n\nimport asyncio\nfrom time import sleep\n\nimport b\n",
        ),
        (
            "#!/usr/bin/env python\n# Licence\n\nimport abc\n\nfrom time import sleep\n",
            "#!/usr/bin/env python\n# Licence\n\nimport abc\nimport asyncio\n\nfrom time import sleep\n",
        ),
        ("\u{feff}from time import sleep\n", "\u{feff}import asyncio\nfrom time import sleep\n"),
    ] {
        assert_eq!(fixed(&format!("{before}{body}")), format!("{after}{cured}"));
    }
}

#[test]
fn a_missing_import_goes_above_the_first_statement_of_a_file_without_imports() {
    let text = "# Licence\n@x\nasync def f():\n    from time import sleep\n    «sleep(1)»\n";
    let after = "# Licence\nimport asyncio\n\n\n@x\nasync def f():\n    from time import sleep\n    await asyncio.sleep(1)\n";
    assert_eq!(fixed(text), after);
    let text = "\"\"\"Doc.\"\"\"\nasync def f():\n    from time import sleep\n    «sleep(1)»\n";
    let after = "\"\"\"Doc.\"\"\"\n\nimport asyncio\nasync def f():\n    from time import sleep\n    await asyncio.sleep(1)\n";
    assert_eq!(fixed(text), after);
}

#[test]
fn line_ends_of_the_file_are_kept() {
    let text = "import time\r\n\r\nasync def f():\r\n    «time.sleep(1)»\r\n";
    let after =
        "import asyncio\r\nimport time\r\n\r\nasync def f():\r\n    await asyncio.sleep(1)\r\n";
    assert_eq!(fixed(text), after);
}

#[test]
fn what_binds_tighter_gets_parentheses() {
    let text = "import asyncio, time\nasync def f():\n    return «time.sleep(1)».x\n";
    assert_eq!(
        fixed(text),
        "import asyncio, time\nasync def f():\n    return (await asyncio.sleep(1)).x\n"
    );
}

#[test]
fn the_library_of_the_module_is_used() {
    for library in ["anyio", "trio"] {
        let text = format!("import {library}\nimport time\nasync def f():\n    «time.sleep(1)»\n");
        assert!(fixed(&text).ends_with(&format!("    await {library}.sleep(1)\n")));
    }
}

#[test]
fn columns_count_characters() {
    let text = "import asyncio, time\nasync def f():\n    x = 'é日本😀'; «time.sleep(1)»\n";
    let after = "import asyncio, time\nasync def f():\n    x = 'é日本😀'; await asyncio.sleep(1)\n";
    assert_eq!(fixed(text), after);
    let (_, fix) = proposed(BLOCKING_CALL, text);
    assert_eq!(fix.edits[0].location.start.column, 17);
}

#[test]
fn no_safe_fix_where_it_could_change_the_meaning() {
    for text in [
        // Not in a coroutine.
        "import time\ndef f():\n    «time.sleep(1)»\n",
        "import time\nasync def f():\n    def g():\n        «time.sleep(1)»\n",
        "import time\nasync def f():\n    return lambda: «time.sleep(1)»\n",
        "import time\nasync def f():\n    class A:\n        «time.sleep(1)»\n",
        "import time\nasync def f(x=«time.sleep(1)»):\n    pass\n",
        "import time\nasync def f():\n    return (x + «time.sleep(1)» for x in [])\n",
        "import time\nasync def f():\n    return [[«time.sleep(1)» for x in []] for y in []]\n",
        "import time\nasync def f():\n    return f'{«time.sleep(1)»}'\n",
        // Not known to be the function.
        "async def f(time):\n    «time.sleep(1)»\n",
        "import time\nasync def f():\n    time = g()\n    «time.sleep(1)»\n",
        "import other as time\nasync def f():\n    «time.sleep(1)»\n",
        // No name for the library.
        "import time\nasyncio = None\nasync def f():\n    «time.sleep(1)»\n",
        "import time\nimport other as asyncio\nasync def f():\n    «time.sleep(1)»\n",
        // Not as called.
        "import time\nasync def f():\n    «time.sleep(*a)»\n",
        "import time\nasync def f():\n    await «time.sleep(1)»\n",
    ] {
        let safety = cured(BLOCKING_CALL, text).map(|(_, safety)| safety);
        assert_ne!(safety, Some(Safety::Safe), "{text}");
    }
}

#[test]
fn no_fix_for_a_file_that_does_not_parse_or_a_place_that_is_not_there() {
    assert_eq!(cured(BLOCKING_CALL, "import time\nasync def f(:\n    «time.sleep(1)»\n"), None);
    let text = "import time\nasync def f():\n    «time.sleep(1)»\n";
    let (source, mut finding) = crate::marked::marked(BLOCKING_CALL, text);
    for (row, column) in [(0, 1), (1, 0), (3, 99), (99, 1)] {
        finding.location.start.row = row;
        finding.location.start.column = column;
        assert_eq!(nonblock_check::fix::propose(&finding, &source), None);
    }
}
