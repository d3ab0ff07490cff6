//! What programs read: JSON, GitHub, GitLab and JUnit.

use nonblock_report::{Format, Report};
use serde_json::Value;

use crate::sample::{behind_calls, report, settings, written};

fn json(format: Format, report: &Report) -> Value {
    serde_json::from_str(&written(report, format, &settings())).unwrap()
}

#[test]
fn json_is_an_array_with_everything() {
    insta::assert_snapshot!("json", written(&report(), Format::Json, &settings()));
}

#[test]
fn json_carries_what_text_hides() {
    let array = json(Format::Json, &report());
    let severities: Vec<_> =
        array.as_array().unwrap().iter().filter_map(|it| it["severity"].as_str()).collect();
    assert_eq!(severities, ["note", "error", "error", "warning"]);
}

#[test]
fn json_lines_are_the_elements_of_the_array() {
    let lines = written(&report(), Format::JsonLines, &settings());
    let objects = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::Array(objects), json(Format::Json, &report()));
}

#[test]
fn json_of_nothing_is_an_empty_array() {
    assert_eq!(written(&Report::default(), Format::Json, &settings()), "[]\n");
    assert_eq!(written(&Report::default(), Format::JsonLines, &settings()), "");
}

#[test]
fn github_gets_one_command_a_finding() {
    insta::assert_snapshot!("github", written(&report(), Format::Github, &settings()));
}

#[test]
fn github_gets_no_columns_for_a_range_of_lines() {
    let mut finding = behind_calls();
    finding.location.end.row = 9;
    let text =
        written(&Report { findings: vec![finding], ..report() }, Format::Github, &settings());
    assert!(
        text.starts_with(
            "::error title=nonblock (blocking-call),file=app/client.py,line=7,endLine=9::"
        ),
        "{text}"
    );
}

#[test]
fn gitlab_gets_a_code_quality_report() {
    insta::assert_snapshot!("gitlab", written(&report(), Format::Gitlab, &settings()));
}

#[test]
fn equal_fingerprints_are_told_apart() {
    let twice = Report { findings: vec![behind_calls(), behind_calls()], ..report() };
    let issues = json(Format::Gitlab, &twice);
    assert_eq!(issues[0]["fingerprint"], "5a17c0de");
    assert_eq!(issues[1]["fingerprint"], "5a17c0de:2");
}

#[test]
fn junit_is_one_suite_a_file() {
    insta::assert_snapshot!("junit", written(&report(), Format::Junit, &settings()));
}

#[test]
fn junit_of_nothing_is_a_passed_case() {
    insta::assert_snapshot!(written(&Report::default(), Format::Junit, &settings()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="nonblock" tests="1" failures="0" errors="0">
      <testsuite name="nonblock" tests="1" failures="0" errors="0">
        <testcase name="no findings" classname="nonblock"/>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn formats_are_known_by_their_names() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error = "xml".parse::<Format>().unwrap_err().to_string();
    insta::assert_snapshot!(error, @"unknown output format `xml`; the formats are full, concise, json, json-lines, github, gitlab, junit, sarif");
}
