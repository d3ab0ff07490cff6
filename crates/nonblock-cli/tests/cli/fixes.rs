//! `--fix`, `--unsafe-fixes`, `--diff`.

use crate::project::{BLOCKING, Project};

fn cured() -> String {
    BLOCKING.replace("    time.sleep(1)", "    await asyncio.sleep(1)")
}

#[test]
fn safe_fixes_are_written_and_what_is_left_is_reported() {
    let project =
        Project::of(&[("a.py", BLOCKING), ("b.py", &format!("{BLOCKING}    open('x').read()\n"))]);
    let outcome = project.run(&["check", "--fix", "--output-format", "concise"]);
    assert_eq!(outcome.stderr, "fixed 2 findings in 2 files\n", "{outcome}");
    assert!(
        outcome.stdout.lines().all(|it| it.starts_with("b.py:7:") || !it.contains(".py:")),
        "{outcome}"
    );
    assert_eq!(project.read("a.py"), cured());
}

#[test]
fn a_diff_changes_nothing() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    let outcome = project.run(&["check", "--diff"]);
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(
        outcome.stdout.contains("-    time.sleep(1)\n+    await asyncio.sleep(1)\n"),
        "{outcome}"
    );
    assert_eq!(outcome.stderr, "would fix 1 finding\n");
    assert_eq!(project.read("a.py"), BLOCKING);
    project.write("a.py", cured());
    let outcome = project.run(&["check", "--diff"]);
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("", Some(0)), "{outcome}");
}

#[test]
fn unsafe_fixes_are_asked_for() {
    let text = "import asyncio\nimport subprocess\n\nasync def main():\n    subprocess.run(['ls'])\n    await asyncio.sleep(0)\n";
    let project = Project::of(&[("a.py", text)]);
    let safe = project.run(&["check", "--diff"]);
    assert_eq!(safe.stderr, "would fix 0 findings\nhint: `--unsafe-fixes` would fix 1 more\n");
    project.run(&["check", "--fix"]);
    assert_eq!(project.read("a.py"), text);
    project.run(&["check", "--fix", "--unsafe-fixes"]);
    assert_ne!(project.read("a.py"), text);
    assert_eq!(project.findings(&[]), [""; 0]);
}

#[test]
fn unused_comments_are_removed() {
    let project = Project::of(&[("a.py", "x = 1  # nonblock: ignore[blocking-call]  why\n")]);
    let outcome = project.run(&["check", "--fix"]);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    assert_eq!(project.read("a.py"), "x = 1\n");
}
