//! Findings that the watch has seen at run time.

use crate::project::{BLOCKING, Project};

fn stall(file: &str, line: u32, function: &str, duration: f64) -> String {
    let frame = format!(r#"{{"file":"{file}","line":{line},"function":"{function}"}}"#);
    format!(
        r#"{{"schema":1,"process":1,"thread":1,"started":1.0,"duration":{duration},"is_over":true,"task":null,"place":{frame},"cause":{{"kind":"sleep","explanation":"slept","waits_for":null,"holder":null}},"cure":"","rule":"blocking-call","measured":{{"cpu":0.0,"run_queue":0.0,"samples":1,"gil_wait":0.0,"garbage":0.0}},"stacks":[{{"share":1.0,"samples":1,"frames":[{frame}]}}]}}"#
    )
}

#[test]
fn what_blocked_longest_at_run_time_comes_first() {
    let project = Project::of(&[("a.py", BLOCKING), ("b.py", BLOCKING), ("c.py", BLOCKING)]);
    assert_eq!(
        project.findings(&[]),
        ["a.py:5 blocking-call", "b.py:5 blocking-call", "c.py:5 blocking-call"]
    );
    // Elsewhere on another machine, by line; and by function, because the line has moved since.
    let lines = [
        stall("/srv/other/c.py", 5, "main", 0.25),
        stall("/srv/app/b.py", 3, "main", 0.5),
        stall("/srv/other/c.py", 5, "main", 0.5),
        stall("/srv/app/unrelated.py", 5, "main", 9.0),
        stall("/srv/notb.py", 5, "main", 9.0),
    ];
    project.write("stalls.jsonl", lines.join("\n"));
    let ranked = project.findings(&["--confirmed", "stalls.jsonl"]);
    assert_eq!(ranked, ["c.py:5 blocking-call", "b.py:5 blocking-call", "a.py:5 blocking-call"]);
    let told = project.run(&["check", "--confirmed", "stalls.jsonl"]);
    assert!(
        told.stdout.contains("help: seen at run time: 2 stalls here, 0.75 s in all\n"),
        "{told}"
    );
}

#[test]
fn what_holds_no_stalls_is_refused() {
    let project = Project::of(&[("a.py", BLOCKING), ("stalls.jsonl", "\nno stall\n")]);
    let outcome = project.run(&["check", "--confirmed", "stalls.jsonl"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stderr.starts_with("error: cannot read the stall in line 2 of stalls.jsonl: "),
        "{outcome}"
    );
    let missing = project.run(&["check", "--confirmed", "missing.jsonl"]);
    assert!(missing.stderr.starts_with("error: cannot read the stalls in missing.jsonl: "));
    assert_eq!(missing.code, Some(2));
}
