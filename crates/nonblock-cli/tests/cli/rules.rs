//! `nonblock rule`.

use crate::project::Project;

#[test]
fn a_rule_is_found_by_name_and_by_code() {
    let project = Project::of(&[]);
    let by_name = project.run(&["rule", "blocking-call"]);
    let by_code = project.run(&["rule", "nb101"]);
    assert!(by_name.stdout.starts_with("# blocking-call (NB101)\n"), "{by_name}");
    assert!(by_name.stdout.contains("## Why is this bad"));
    assert_eq!(by_name.stdout, by_code.stdout);
}

#[test]
fn an_unknown_rule_is_told_with_the_nearest() {
    let outcome = Project::of(&[]).run(&["rule", "blocking-cal"]);
    let expected = "error: unknown rule `blocking-cal`\nhint: did you mean `blocking-call`?\n";
    assert_eq!((outcome.stderr.as_str(), outcome.code), (expected, Some(2)));
    let outcome = Project::of(&[]).run(&["rule", "xyz"]);
    assert!(outcome.stderr.ends_with("hint: `nonblock rule --all` lists the rules\n"), "{outcome}");
}

#[test]
fn all_rules_are_listed_for_people_and_for_programs() {
    let project = Project::of(&[]);
    let text = project.run(&["rule", "--all"]).stdout;
    let json = project.run(&["rule", "--all", "--output-format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let rules = json.as_array().unwrap();
    assert_eq!(text.lines().count(), rules.len());
    for rule in rules {
        let name = rule["name"].as_str().unwrap();
        assert!(text.contains(name));
        assert!(rule["documentation"].as_str().unwrap().contains("## What it does"), "{name}");
    }
}
