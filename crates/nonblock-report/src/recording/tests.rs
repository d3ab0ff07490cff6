//! The faces of a recording, and what a recorder keeps.

use super::*;
use crate::stall::{Cause, CauseKind, Frame, Holder, Measured, StackShare, Stall, Task};
use serde_json::Value;

const HOSTILE: &str =
    "</script><img src=x onerror=alert(1)>\u{2028}\u{202e}&quot;\"'`\\\n]]>--><!--";

fn frame(file: &str, line: u32, function: &str) -> Frame {
    Frame { file: file.to_owned(), line, function: function.to_owned() }
}

fn stall(started: f64, duration: f64, function: &str) -> Stall {
    let place = frame("app.py", 12, function);
    Stall {
        process: 7,
        thread: 8,
        started,
        duration,
        is_over: true,
        task: Some(Task { name: "Task-7".into(), awaiters: vec!["Task-1".into()] }),
        place: Some(place.clone()),
        cause: Cause {
            kind: CauseKind::Sleep,
            explanation: "slept".into(),
            waits_for: None,
            holder: None,
        },
        cure: "write `await asyncio.sleep(...)`".into(),
        rule: "blocking-call".into(),
        measured: Measured::default(),
        stacks: vec![StackShare {
            share: 1.0,
            samples: 9,
            frames: vec![place, frame("main.py", 3, "main")],
        }],
    }
}

/// Two stacks that share their outer frame, an idle stretch, a gap, and a stall.
fn sample() -> Recording {
    let mut recorder = Recorder::new(1000.0, 0.1, Some(100));
    let (load, save) = (frame("app.py", 12, "load"), frame("app.py", 20, "save"));
    let main = frame("main.py", 3, "main");
    recorder.look(7, 8, 0.0, Doing::Stack(&[load, main.clone()]));
    recorder.look(7, 8, 0.01, Doing::Stack(&[save, main]));
    recorder.look(7, 8, 0.02, Doing::Nothing);
    recorder.look(7, 8, 0.03, Doing::Nothing);
    recorder.look(7, 8, 0.5, Doing::Nothing);
    recorder.stall(&stall(1000.0, 0.21, "load"));
    recorder.finish("app.py".into(), 1.0)
}

fn hostile() -> Recording {
    let mut recorder = Recorder::new(1000.0, 0.1, Some(100));
    let evil = frame(HOSTILE, 1, HOSTILE);
    recorder.look(7, 8, 0.0, Doing::Stack(std::slice::from_ref(&evil)));
    recorder.look(7, 8, 0.01, Doing::Nothing);
    let mut it = stall(1000.0, 0.2, HOSTILE);
    it.task = Some(Task { name: HOSTILE.into(), awaiters: vec![HOSTILE.into()] });
    it.cause.explanation = HOSTILE.into();
    it.cause.holder = Some(Holder { thread: 1, name: HOSTILE.into(), frames: vec![evil] });
    it.cure = HOSTILE.into();
    it.rule = HOSTILE.into();
    recorder.stall(&it);
    recorder.finish(HOSTILE.into(), 1.0)
}

fn text(recording: &Recording, format: RecordingFormat) -> String {
    let mut bytes = Vec::new();
    write(recording, format, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn json(recording: &Recording, format: RecordingFormat) -> Value {
    serde_json::from_str(&text(recording, format)).unwrap()
}

#[test]
fn looks_that_show_the_same_are_one_span_and_unseen_time_is_a_gap() {
    let recording = sample();
    let spans: Vec<_> =
        recording.loops[0].spans.iter().map(|it| (it.began, it.ended, it.stack)).collect();
    let expected =
        [(0.0, 0.01, Some(0)), (0.01, 0.02, Some(1)), (0.02, 0.03, None), (0.5, 0.5, None)];
    assert_eq!(spans, expected);
}

#[test]
fn a_recorder_that_is_never_stopped_keeps_the_longest_stalls_and_counts_all() {
    let mut recorder = Recorder::new(0.0, 0.1, None);
    for number in 0..6000_u32 {
        recorder.stall(&stall(f64::from(number), f64::from(number % 3000) / 100.0, "f"));
    }
    let recording = recorder.finish(String::new(), 6000.0);
    assert_eq!((recording.stalls.len(), recording.summary.count()), (5000, 6000));
    let shortest = recording.stalls.iter().map(|it| it.duration).fold(f64::MAX, f64::min);
    assert!((shortest - 5.0).abs() < 1e-9, "{shortest}");
    assert!(recording.stalls.is_sorted_by(|one, other| one.started <= other.started));
}

#[test]
fn a_program_with_endless_stacks_fills_no_memory() {
    let mut recorder = Recorder::new(0.0, 0.1, Some(100));
    for line in 0..30_000 {
        recorder.look(1, 1, f64::from(line) / 100.0, Doing::Stack(&[frame("a.py", line, "f")]));
    }
    let recording = recorder.finish(String::new(), 300.0);
    assert_eq!((recording.stacks.len(), recording.looks_forgotten), (20_000, 10_000));
}

#[test]
fn no_name_of_the_program_can_leave_its_place_in_the_page() {
    let page = text(&hostile(), RecordingFormat::Html);
    assert!(!page.contains("<img"), "markup of a name");
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("<script").count(), 2);
    assert!(!page.contains("<!--") && !page.contains('\u{2028}') && !page.contains('\u{202e}'));
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let data = &page[start..start + page[start..].find("</script>").unwrap()];
    let data: Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["frames"][0][0], HOSTILE);
    assert_eq!(data["stalls"][0]["task"]["name"], HOSTILE);
}

#[test]
fn a_page_asks_nobody_for_anything() {
    let page = text(&sample(), RecordingFormat::Html);
    for way_out in ["http://", "https://", "//cdn", "@import", "url(", " src=", "fetch("] {
        assert!(!page.contains(way_out), "{way_out}");
    }
    assert!(page.contains("Content-Security-Policy\" content=\"default-src 'none'; "));
}

#[test]
fn a_page_knows_each_stall_by_its_place() {
    let page = text(&sample(), RecordingFormat::Html);
    let start = page.find("id=\"data\">").unwrap() + "id=\"data\">".len();
    let data: Value =
        serde_json::from_str(&page[start..start + page[start..].find("</script>").unwrap()])
            .unwrap();
    assert_eq!(data["stalls"][0]["place"], 0);
    assert_eq!(data["places"][0]["place"]["function"], "load");
    assert_eq!(data["places"][0]["cause"], "sleep");
    let spans = data["loops"][0]["spans"].as_array().unwrap();
    assert_eq!(spans[..6], [0, 10_000, 0, 10_000, 20_000, 1].map(Value::from));
}

#[test]
fn a_picture_holds_no_markup_of_names_and_says_where_each_frame_is() {
    let picture = text(&hostile(), RecordingFormat::Svg);
    assert!(!picture.contains("<img") && !picture.contains("</script>"));
    let picture = text(&sample(), RecordingFormat::Svg);
    assert!(picture.contains("<title>main (main.py:3) 20.0 ms, 100.0 %</title>"), "{picture}");
    assert!(picture.contains("<title>load (app.py:12) 10.0 ms, 50.0 %</title>"), "{picture}");
}

#[test]
fn without_looks_a_picture_shows_the_stalls() {
    let mut recorder = Recorder::new(1000.0, 0.1, None);
    recorder.stall(&stall(1000.0, 0.2, "load"));
    let picture = text(&recorder.finish("app".into(), 1.0), RecordingFormat::Svg);
    assert!(picture.contains("<title>load (app.py:12) 200.0 ms, 100.0 %</title>"), "{picture}");
}

#[test]
fn speedscope_gets_a_weight_a_sample_and_frames_that_exist() {
    for recording in [sample(), hostile()] {
        let file = json(&recording, RecordingFormat::Speedscope);
        assert_eq!(file["$schema"], "https://www.speedscope.app/file-format-schema.json");
        let frames = file["shared"]["frames"].as_array().unwrap();
        assert!(frames.iter().all(|it| it["name"].is_string() && it["line"] != 0));
        let profiles = file["profiles"].as_array().unwrap();
        assert_eq!(profiles.len(), 2);
        for profile in profiles {
            assert_eq!(
                (&profile["type"], &profile["unit"]),
                (&"sampled".into(), &"seconds".into())
            );
            let samples = profile["samples"].as_array().unwrap();
            let weights: Vec<f64> = profile["weights"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it.as_f64().unwrap())
                .collect();
            assert_eq!(samples.len(), weights.len());
            let length =
                profile["endValue"].as_f64().unwrap() - profile["startValue"].as_f64().unwrap();
            assert!((weights.iter().sum::<f64>() - length).abs() < 1e-9);
            let indices = samples.iter().flat_map(|it| it.as_array().unwrap());
            assert!(indices.into_iter().all(|it| it.as_u64().unwrap() < frames.len() as u64));
        }
    }
}

#[test]
fn speedscope_shows_outermost_frames_first_and_unseen_time_as_nothing() {
    let file = json(&sample(), RecordingFormat::Speedscope);
    let name = |index: &Value| {
        file["shared"]["frames"][usize::try_from(index.as_u64().unwrap()).unwrap()]["name"].clone()
    };
    let stacks: Vec<Vec<Value>> = file["profiles"][0]["samples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stack| stack.as_array().unwrap().iter().map(name).collect())
        .collect();
    assert_eq!(stacks[0], ["main", "load"]);
    assert_eq!(stacks[2], ["(idle)"]);
    assert!(stacks[3].is_empty());
}

#[test]
fn a_trace_ends_what_it_begins_in_the_order_of_time() {
    for recording in [sample(), hostile()] {
        let file = json(&recording, RecordingFormat::Trace);
        let (mut depth, mut now) = (0_i32, 0.0);
        for event in file["traceEvents"].as_array().unwrap() {
            let kind = event["ph"].as_str().unwrap();
            assert!(event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
            if kind == "M" || kind == "X" {
                continue;
            }
            let at = event["ts"].as_f64().unwrap();
            assert!(now <= at, "{event}");
            now = at;
            depth += if kind == "B" { 1 } else { -1 };
            assert!(0 <= depth);
        }
        assert_eq!(depth, 0);
    }
}

#[test]
fn a_trace_shows_a_call_that_goes_on_once_and_stalls_on_a_track_of_their_own() {
    let file = json(&sample(), RecordingFormat::Trace);
    let events = file["traceEvents"].as_array().unwrap();
    let begun: Vec<&Value> =
        events.iter().filter(|it| it["ph"] == "B").map(|it| &it["name"]).collect();
    assert_eq!(begun, ["main", "load", "save"]);
    let stalled = events.iter().find(|it| it["ph"] == "X").unwrap();
    assert_eq!(stalled["name"], "210 ms in load: slept");
    assert_eq!((&stalled["ts"], &stalled["dur"]), (&0.0.into(), &210_000.0.into()));
    assert_ne!(stalled["tid"], 8);
}

#[test]
fn a_files_ending_says_its_format() {
    let of = |name: &str| RecordingFormat::of_file(std::path::Path::new(name));
    assert_eq!(of("out.html"), Some(RecordingFormat::Html));
    assert_eq!(of("a/OUT.SVG"), Some(RecordingFormat::Svg));
    assert_eq!(of("x.speedscope.json"), Some(RecordingFormat::Speedscope));
    assert_eq!(of("x.trace.json"), Some(RecordingFormat::Trace));
    assert_eq!(of("stalls.jsonl"), Some(RecordingFormat::JsonLines));
    assert_eq!((of("x.json"), of("x")), (None, None));
    assert!("pdf".parse::<RecordingFormat>().unwrap_err().to_string().contains("html, svg"));
}
