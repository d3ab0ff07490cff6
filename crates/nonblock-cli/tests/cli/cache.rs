//! Facts kept between runs: faster, and never another answer.

use crate::project::{BLOCKING, Project};

const HELPER: &str = "import time\n\ndef pause():\n    time.sleep(1)\n\nclass Clock:\n    def tick(self):\n        return pause()\n";
const MAIN: &str = "from helper import Clock, pause\n\nasync def main():\n    pause()\n\nasync def other(clock: Clock):\n    clock.tick()\n";

/// Runs with and without the cache; returns the report that both give.
fn report(project: &Project) -> String {
    let kept = project.run(&["check", "--output-format=json"]);
    let fresh = project.run(&["check", "--output-format=json", "--no-cache"]);
    assert_eq!(kept.stdout, fresh.stdout);
    assert_eq!(kept.code, fresh.code);
    kept.stdout
}

#[test]
fn a_second_run_finds_the_same() {
    let project = Project::of(&[("main.py", MAIN), ("helper.py", HELPER)]);
    assert_eq!(report(&project), report(&project));
}

#[test]
fn edits_are_seen_where_they_are_and_where_they_lead() {
    let project = Project::of(&[("main.py", MAIN), ("helper.py", HELPER)]);
    let before = report(&project);
    for edited in [
        format!("# moved by one line\n{HELPER}"),
        HELPER.replace("    time.sleep(1)\n", "    print()\n"),
        HELPER.replace("def tick", "async def tick"),
        HELPER.replace("return pause()", "return None"),
        HELPER.replace("def pause", "def stop").replace("return pause", "return stop"),
        format!("{HELPER}\nasync def novel():\n    pause()\n"),
        "class Clock:\n    pass\n".to_owned(),
    ] {
        project.write("helper.py", &edited);
        assert_ne!(report(&project), before, "{edited}");
        project.write("helper.py", HELPER);
        assert_eq!(report(&project), before);
    }
}

#[test]
fn files_come_and_go() {
    let project = Project::of(&[("main.py", MAIN)]);
    let without = report(&project);
    project.write("helper.py", HELPER);
    let with = report(&project);
    assert_ne!(with, without);
    std::fs::remove_file(project.path("helper.py")).expect("it is there");
    assert_eq!(report(&project), without);
}

#[test]
fn a_file_alone_does_not_spoil_what_is_known_of_the_others() {
    let project = Project::of(&[("main.py", MAIN), ("helper.py", HELPER)]);
    let before = report(&project);
    project.write("helper.py", HELPER.replace("return pause()", "return None"));
    project.run(&["check", "main.py"]);
    assert_ne!(report(&project), before);
}

#[test]
fn the_cache_hides_from_version_control_and_goes_where_it_is_told() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    project.run(&["check", "--no-cache"]);
    assert!(!project.path(".nonblock_cache").exists());
    project.run(&["check", "--cache-dir", "elsewhere"]);
    assert!(!project.path(".nonblock_cache").exists());
    let ignore = std::fs::read_to_string(project.path("elsewhere/.gitignore"));
    assert!(ignore.expect("written").ends_with("*\n"));
}

#[test]
fn a_damaged_cache_is_made_anew() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    let before = report(&project);
    let file = project.path(".nonblock_cache/facts");
    let whole = std::fs::read(&file).expect("written");
    for damaged in [&whole[..whole.len() / 2], b"nonsense".as_slice(), &[]] {
        std::fs::write(&file, damaged).expect("writable");
        assert_eq!(report(&project), before);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_no_reason_to_fail() {
    let project = Project::of(&[("a.py", BLOCKING), ("cache", "a file, not a folder")]);
    let outcome = project.run(&["check", "--cache-dir", "cache"]);
    assert_eq!(outcome.code, Some(1), "{outcome}");
}

#[test]
fn values_that_functions_give_to_attributes_and_globals_are_seen_to_change() {
    let store = "import redis\n\nclient = None\n\ndef connect():\n    global client\n    client = redis.Redis()\n\nclass Bridge:\n    def __init__(self):\n        self.client = None\n\n    def connect(self):\n        self.client = redis.Redis()\n";
    let main = "import store\nfrom store import Bridge\n\nasync def one():\n    store.client.get('key')\n\nasync def two(bridge: Bridge):\n    bridge.client.get('key')\n";
    let project = Project::of(&[("main.py", main), ("store.py", store)]);
    let both = report(&project);
    let assignments = ["    client = redis.Redis()", "        self.client = redis.Redis()"];
    let others = ["    client = print()", "        self.client = print()"];
    for (assignment, other) in assignments.iter().zip(others) {
        project.write("store.py", store.replacen(assignment, other, 1));
        assert_ne!(report(&project), both, "{assignment}");
        project.write("store.py", store);
        assert_eq!(report(&project), both);
    }
}
