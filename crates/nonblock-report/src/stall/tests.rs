//! The faces of a stall.

use super::*;

fn frame(file: &str, line: u32, function: &str) -> Frame {
    Frame { file: file.to_owned(), line, function: function.to_owned() }
}

fn stall(duration: f64, function: &str) -> Stall {
    let place = frame("app.py", 12, function);
    Stall {
        process: 7,
        thread: 8,
        started: 1.5,
        duration,
        is_over: true,
        task: Some(Task {
            name: "Task-7".into(),
            awaiters: vec!["Task-3".into(), "Task-1".into()],
        }),
        place: Some(place.clone()),
        cause: Cause {
            kind: CauseKind::Sleep,
            explanation: "slept".into(),
            waits_for: Some("in clock_nanosleep".into()),
            holder: None,
        },
        cure: "write `await asyncio.sleep(...)`".into(),
        rule: "blocking-call".into(),
        measured: Measured { cpu: 0.001, run_queue: 0.0, samples: 9, gil_wait: 0.0, garbage: 0.0 },
        stacks: vec![StackShare {
            share: 1.0,
            samples: 9,
            frames: vec![place, frame("main.py", 3, "main")],
        }],
    }
}

fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_stall_says_how_long_where_who_and_what_to_do() {
    let shown = text(|out| write_stall(&stall(0.5034, "load"), out).unwrap());
    assert_eq!(
        shown,
        "nonblock: the event loop was blocked for 503 ms: slept
  --> app.py:12 in load
  task: Task-7, awaited by Task-3 <- Task-1
  help: write `await asyncio.sleep(...)`
  note: `nonblock check` finds such calls before merge: nonblock rule blocking-call
  100 % of the time in:
    app.py:12 in load
    main.py:3 in main
"
    );
}

#[test]
fn what_is_seldom_or_the_importers_own_is_left_out() {
    let mut it = stall(0.5, "load");
    let importer = frame("<frozen importlib._bootstrap>", 1176, "_find_and_load");
    it.stacks[0].frames.insert(1, importer);
    it.stacks[0].share = 0.04;
    it.stacks.push(StackShare { share: 0.03, ..it.stacks[0].clone() });
    let shown = text(|out| write_stall(&it, out).unwrap());
    let stacks = &shown[shown.find("  4 %").unwrap()..];
    assert_eq!(stacks, "  4 % of the time in:\n    app.py:12 in load\n    main.py:3 in main\n");
}

#[test]
fn a_hang_is_told_in_the_present() {
    let shown =
        text(|out| write_stall(&Stall { is_over: false, ..stall(12.0, "f") }, out).unwrap());
    assert!(shown.starts_with("nonblock: the event loop has been blocked for 12.0 s: slept\n"));
}

#[test]
fn names_of_the_program_cannot_drive_the_terminal() {
    let evil = Stall { place: Some(frame("a\u{1b}[2J.py", 1, "f\n")), ..stall(0.2, "f") };
    let shown = text(|out| write_stall(&evil, out).unwrap());
    assert!(!shown.contains('\u{1b}'), "{shown}");
}

#[test]
fn a_json_line_comes_back_as_the_same_stall() {
    let written = stall(0.25, "load");
    let line = text(|out| write_json_line(&written, out).unwrap());
    assert!(line.starts_with("{\"schema\":1,\"process\":7,") && line.ends_with("}\n"));
    assert_eq!(read_json_line(&line).unwrap(), written);
}

#[test]
fn a_line_of_a_later_schema_is_refused_with_the_way_out() {
    let line = text(|out| write_json_line(&stall(0.25, "load"), out).unwrap());
    let refused = read_json_line(&line.replace("\"schema\":1", "\"schema\":2")).unwrap_err();
    assert!(refused.to_string().contains("hint: pip install --upgrade nonblock"));
    assert!(matches!(read_json_line("{}"), Err(ReadError::Malformed(_))));
}

#[test]
fn a_summary_folds_by_place_and_puts_the_most_expensive_first() {
    let mut summary = Summary::default();
    for hundredths in 1..=100 {
        summary.add(&stall(f64::from(hundredths) / 100.0, "load"));
    }
    summary.add(&stall(90.0, "save"));
    let shown = text(|out| summary.write(out).unwrap());
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], "nonblock: the event loop was blocked 101 times, 140.5 s in all");
    assert_eq!(lines[1], "      1 x  p50 90.0 s, p95 90.0 s, longest 90.0 s  app.py:12 in save");
    assert_eq!(lines[4], "    100 x  p50 500 ms, p95 950 ms, longest 1000 ms  app.py:12 in load");
}

#[test]
fn a_summary_of_a_million_places_stays_small() {
    let mut summary = Summary::default();
    for place in 0..2000 {
        summary.add(&stall(0.1, &format!("f{place}")));
    }
    let shown = text(|out| summary.write(out).unwrap());
    assert!(shown.ends_with("   1488 x  in other places\n"));
}
