//! SARIF 2.1.0: the shape that consumers rely on, checked property by property against the schema's requirements.

use std::collections::HashSet;

use nonblock_report::{Format, Report};
use serde_json::{Map, Value};

use crate::sample::{report, settings, written};

fn log() -> Value {
    serde_json::from_str(&written(&report(), Format::Sarif, &settings())).unwrap()
}

fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}

/// Calls `check` with the name and fields of every object in the log.
fn visit(name: &str, value: &Value, check: &mut dyn FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(fields) => {
            check(name, fields);
            // Property bags hold what they like.
            for (key, value) in fields.iter().filter(|(key, _)| *key != "properties") {
                visit(key, value, check);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| visit(name, value, check)),
        _ => {}
    }
}

/// Returns the fields that the schema requires, and those that it allows beside them among the ones we know.
fn schema(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match name {
        "log" => (&["version", "runs"], &["$schema"]),
        "runs" => (
            &["tool"],
            &["results", "columnKind", "originalUriBaseIds", "invocations", "properties"],
        ),
        "tool" => (&["driver"], &[]),
        "driver" => (&["name"], &["version", "semanticVersion", "rules"]),
        "rules" => {
            (&["id"], &["name", "shortDescription", "fullDescription", "help", "properties"])
        }
        "invocations" => (&["executionSuccessful"], &["toolExecutionNotifications"]),
        "toolExecutionNotifications" => (&["message"], &["level", "locations"]),
        "results" => (
            &["message"],
            &[
                "ruleId",
                "ruleIndex",
                "level",
                "locations",
                "codeFlows",
                "fixes",
                "partialFingerprints",
                "properties",
            ],
        ),
        "message" | "description" | "shortDescription" | "fullDescription" | "insertedContent" => {
            (&["text"], &[])
        }
        "help" => (&["text"], &["markdown"]),
        "location" => (&[], &["physicalLocation", "logicalLocations", "message"]),
        "physicalLocation" => (&[], &["artifactLocation", "region"]),
        "artifactLocation" => (&[], &["uri", "uriBaseId"]),
        "region" | "deletedRegion" => (&[], &["startLine", "startColumn", "endLine", "endColumn"]),
        "logicalLocations" => (&[], &["fullyQualifiedName", "kind"]),
        "codeFlows" => (&["threadFlows"], &[]),
        "threadFlows" => (&["locations"], &[]),
        "fixes" => (&["artifactChanges"], &["description"]),
        "artifactChanges" => (&["artifactLocation", "replacements"], &[]),
        "replacements" => (&["deletedRegion"], &["insertedContent"]),
        _ => return None,
    })
}

#[test]
fn every_object_has_what_the_schema_requires_and_nothing_it_forbids() {
    let mut seen = HashSet::new();
    visit("log", &log(), &mut |name, fields| {
        let Some((required, allowed)) = schema(name) else { return };
        seen.insert(name.to_owned());
        for field in required {
            assert!(fields.contains_key(*field), "{name} lacks {field}");
        }
        for field in fields.keys() {
            let known = required.contains(&field.as_str()) || allowed.contains(&field.as_str());
            assert!(known, "{name} has {field}");
        }
    });
    for name in ["results", "rules", "codeFlows", "fixes", "toolExecutionNotifications"] {
        assert!(seen.contains(name), "the sample has no {name}");
    }
}

#[test]
fn levels_and_versions_are_those_of_the_standard() {
    let log = log();
    assert_eq!(log["version"], "2.1.0");
    let levels: Vec<_> =
        items(&log["runs"][0]["results"]).iter().filter_map(|it| it["level"].as_str()).collect();
    assert_eq!(levels, ["error", "error", "warning"]);
}

#[test]
fn every_result_points_at_its_rule() {
    let log = log();
    let run = &log["runs"][0];
    for result in items(&run["results"]) {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

#[test]
fn each_entrance_is_a_code_flow_from_the_coroutine_to_the_blocking_call() {
    let log = log();
    let flows = items(&log["runs"][0]["results"][0]["codeFlows"]);
    assert_eq!(flows.len(), 2);
    let told: Vec<_> = items(&flows[0]["threadFlows"][0]["locations"])
        .iter()
        .map(|step| {
            let place = &step["location"]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            let line = &place["region"]["startLine"];
            let text = step["location"]["message"]["text"].as_str().unwrap();
            format!("{uri}:{line} {text} ({})", step["importance"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            "app/main.py:6 the event loop runs app.main.handler (async def) (essential)",
            "app/main.py:7 calls app.users.load (essential)",
            "app/users.py:2 reads property app.client.Client.user (essential)",
            "app/client.py:7 calls requests.api.get (essential)",
            "file:///env/requests/api.py:2 calls requests.api.request (unimportant)",
        ]
    );
}

#[test]
fn paths_are_uri_references_below_the_root() {
    let log = log();
    let place =
        &log["runs"][0]["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "we%2Cird%3A%20%E2%80%AE%3C%26%3E%25.py");
    assert_eq!(place["uriBaseId"], "PROJECTROOT");
    assert!(log["runs"][0]["originalUriBaseIds"]["PROJECTROOT"].is_object());
}

#[test]
fn what_could_not_be_analysed_is_a_notification() {
    let log = log();
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    let text = notification["message"]["text"].as_str().unwrap();
    assert!(text.starts_with("cannot read the file: not UTF-8"), "{text}");
}

#[test]
fn a_clean_run_has_an_empty_list_of_results() {
    let text = written(&Report::default(), Format::Sarif, &settings());
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(items(&log["runs"][0]["results"]).len(), 0);
}

#[test]
fn the_whole_log_is_a_contract() {
    insta::assert_snapshot!("sarif", written(&report(), Format::Sarif, &settings()));
}
