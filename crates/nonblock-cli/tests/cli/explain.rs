//! `nonblock explain` and `nonblock check --why-not`.

use crate::project::{BLOCKING, Project};

#[test]
fn a_line_is_explained_with_its_calls_and_who_leads_there() {
    let text = "import asyncio\nfrom b import pause\n\nasync def main():\n    pause()\n    await asyncio.sleep(0)\n";
    let helper = "import time\n\ndef pause():\n    time.sleep(1)\n";
    let project = Project::of(&[("a.py", text), ("b.py", helper)]);
    let outcome = project.run(&["explain", "b.py:4"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome}");
    assert!(outcome.stdout.starts_with("b.py:4: time.sleep(1)\n"), "{outcome}");
    assert!(
        outcome.stdout.contains("time.sleep") && outcome.stdout.contains("a.main"),
        "{outcome}"
    );
    assert_eq!(project.run(&["explain", "b.py:4:5"]).stdout, outcome.stdout);
    assert_eq!(project.run(&["check", "--why-not", "b.py:4"]).stdout, outcome.stdout);
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    project.write("b.py", b"\xff");
    let refused = |place: &str| {
        let outcome = project.run(&["explain", place]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{outcome}");
        outcome.stderr.lines().next().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(refused("a.py"), "error: `a.py` is not a place");
    assert_eq!(refused("missing.py:1"), "error: missing.py: file does not exist");
    assert_eq!(refused("a.py:99"), "error: a.py has no line 99");
    assert_eq!(refused("b.py:1"), "error: cannot explain b.py: not UTF-8 (byte 0xff in line 1)");
}
