//! Comments that tolerate findings, read and written.

use crate::project::{BLOCKING, Project};

fn marked(comment: &str) -> String {
    BLOCKING.replace("time.sleep(1)", &format!("time.sleep(1)  # {comment}"))
}

#[test]
fn a_comment_tolerates_a_finding() {
    let project =
        Project::of(&[("a.py", &marked("nonblock: ignore[blocking-call]  measured: 1 ms"))]);
    let outcome = project.run(&["check"]);
    assert!(outcome.stdout.ends_with("Tolerated: 1 by comments\n"), "{outcome}");
    assert_eq!(outcome.code, Some(0));
}

#[test]
fn a_comment_on_the_way_tolerates_what_lies_behind() {
    let helper = "import time\n\ndef pause():\n    time.sleep(1)\n";
    let main = |comment: &str| {
        format!(
            "import asyncio\nfrom b import pause\n\nasync def main():\n    pause()  {comment}\n    await asyncio.sleep(0)\n"
        )
    };
    let project = Project::of(&[("a.py", &main("")), ("b.py", helper)]);
    assert_eq!(project.findings(&[]), ["b.py:4 blocking-call"]);
    project.write("a.py", main("# nonblock: ignore[blocking-call]"));
    assert_eq!(project.findings(&[]), [""; 0]);
}

#[test]
fn an_unused_comment_is_a_finding_of_its_own() {
    let project = Project::of(&[("a.py", "x = 1  # nonblock: ignore[blocking-call]\n")]);
    insta::assert_snapshot!(project.run(&["check"]));
    assert_eq!(project.findings(&["--ignore", "unused-suppression"]), [""; 0]);
    assert_eq!(project.findings(&["--ignore", "blocking-call"]), [""; 0]);
}

#[test]
fn an_unknown_rule_in_a_comment_is_a_finding_of_its_own() {
    let project = Project::of(&[("a.py", &marked("nonblock: ignore[blocking-cal]"))]);
    let expected = ["a.py:5 blocking-call", "a.py:5 unknown-rule-in-suppression"];
    assert_eq!(project.findings(&[]), expected);
}

#[test]
fn comments_are_added_where_findings_are_and_leave_nothing_to_find() {
    let project = Project::of(&[("a.py", BLOCKING), ("src/b.py", BLOCKING)]);
    let outcome = project.run(&["check", "--add-ignore=known since 2024"]);
    assert_eq!(outcome.stderr, "2 findings marked as tolerated in 2 files\n");
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("", Some(0)));
    assert_eq!(project.read("a.py"), marked("nonblock: ignore[blocking-call]  known since 2024"));
    assert_eq!(project.findings(&[]), [""; 0]);
}

#[test]
fn added_comments_need_no_reason_and_take_no_second_line() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    assert_eq!(project.run(&["check", "--add-ignore=one\ntwo"]).code, Some(2));
    assert_eq!(project.read("a.py"), BLOCKING);
    assert_eq!(project.run(&["check", "--add-ignore", "--quiet"]).stderr, "");
    assert_eq!(project.read("a.py"), marked("nonblock: ignore[blocking-call]"));
}
