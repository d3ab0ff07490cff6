//! Known findings in a file.

use crate::project::{BLOCKING, CLEAN, Project};

#[test]
fn known_findings_are_left_out_and_new_ones_are_told() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    let written = project.run(&["check", "--baseline", "known.json", "--update-baseline"]);
    assert_eq!(written.stderr, "baseline [ROOT]/known.json: 1 finding, 1 more than before\n");
    assert_eq!(written.code, Some(0), "{written}");
    let known = project.run(&["check", "--baseline", "known.json"]);
    assert!(known.stdout.ends_with("Tolerated: 1 by the baseline\n"), "{known}");
    assert_eq!(known.code, Some(0));
    project.write("b.py", BLOCKING);
    assert_eq!(project.findings(&["--baseline", "known.json"]), ["b.py:5 blocking-call"]);
}

#[test]
fn moving_a_finding_within_its_function_changes_nothing() {
    let project =
        Project::of(&[("a.py", BLOCKING), ("nonblock.toml", "[check]\nbaseline = 'known.json'\n")]);
    project.run(&["check", "--update-baseline"]);
    let before = project.read("known.json");
    project.write("a.py", format!("# moved\n\n{BLOCKING}"));
    assert_eq!(project.findings(&[]), [""; 0]);
    project.run(&["check", "--update-baseline"]);
    assert_eq!(project.read("known.json"), before);
}

#[test]
fn cured_findings_are_told_and_forgotten_on_request() {
    let project = Project::of(&[("a.py", BLOCKING), ("b.py", BLOCKING)]);
    let baseline = ["check", "--baseline", "known.json"];
    project.run(&[&baseline[..], &["--update-baseline"]].concat());
    project.write("a.py", CLEAN);
    insta::assert_snapshot!(project.run(&baseline));
    assert_eq!(project.run(&[&baseline[..], &["b.py"]].concat()).stderr, "");
    let updated = project.run(&[&baseline[..], &["--update-baseline"]].concat());
    assert_eq!(updated.stderr, "baseline [ROOT]/known.json: 1 finding, 1 fewer than before\n");
    assert!(!project.read("known.json").contains("a.py"));
}

#[test]
fn what_is_no_baseline_is_refused_and_left_as_it_is() {
    let project = Project::of(&[("a.py", BLOCKING), ("known.json", "{")]);
    let outcome = project.run(&["check", "--baseline", "known.json", "--update-baseline"]);
    assert!(
        outcome
            .stderr
            .starts_with("error: cannot read the baseline [ROOT]/known.json: not a baseline: ")
    );
    assert_eq!((outcome.code, project.read("known.json").as_str()), (Some(2), "{"));
}
