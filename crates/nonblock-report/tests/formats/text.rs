//! What a person reads: `full`, `concise`, the summary, the statistics and the problems.

use nonblock_catalogue::Severity;
use nonblock_report::{
    Confidence, Finding, Format, MOST_ENTRANCES, Palette, Report, Settings, Threshold,
    write_problems, write_statistics, write_summary,
};

use crate::sample::{behind_calls, direct, frame, hostile, place, report, settings, written};

fn only(finding: Finding) -> Report {
    Report { findings: vec![finding], ..report() }
}

fn summary(report: &Report, settings: &Settings<'_>) -> String {
    let mut out = Vec::new();
    write_summary(&mut out, report, settings).unwrap();
    String::from_utf8(out).unwrap()
}

fn statistics(format: Format) -> String {
    let mut out = Vec::new();
    write_statistics(&mut out, &report(), format, &settings()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn full_shows_source_chain_and_cure() {
    insta::assert_snapshot!("full", written(&only(behind_calls()), Format::Full, &settings()));
}

#[test]
fn full_shows_what_a_fix_changes() {
    insta::assert_snapshot!("full_fix", written(&only(direct()), Format::Full, &settings()));
}

#[test]
fn full_in_colour_dims_what_is_not_ours() {
    let coloured = Settings { palette: Palette::Coloured, ..settings() };
    let text = written(&only(behind_calls()), Format::Full, &coloured).replace('\x1b', "␛");
    insta::assert_snapshot!("full_coloured", text);
}

#[test]
fn full_without_sources_still_says_where() {
    let blind = Settings { sources: &nonblock_report::NoSources, ..settings() };
    insta::assert_snapshot!("full_without_sources", written(&report(), Format::Full, &blind));
}

#[test]
fn full_shortens_a_long_chain_in_the_middle() {
    let mut finding = behind_calls();
    let deep = (0..20).map(|depth| {
        let callee = format!("package.f{}", depth + 1);
        frame(&format!("package.f{depth}"), place("/env/p.py", depth + 1, (1, 2)), "calls", &callee)
    });
    finding.entrances.truncate(1);
    finding.entrances[0].chain.extend(deep);
    let text = written(&only(finding), Format::Full, &settings());
    assert!(text.contains("... 18 more steps\n"), "{text}");
    assert!(text.contains(" 1. app/main.py:7:17 calls"), "{text}");
    assert!(text.contains(">  3. app/client.py:7:16 calls"), "{text}");
    assert!(text.contains("24. /env/p.py:20:1 calls `package.f20`"), "{text}");
}

#[test]
fn full_marks_a_range_that_no_longer_fits_its_file_by_its_place_alone() {
    let mut finding = direct();
    finding.fix = None;
    for location in [place("app/main.py", 999, (1, 4)), place("app/main.py", 1, (70, 80))] {
        finding.location = location.clone();
        let text = written(&only(finding.clone()), Format::Full, &settings());
        assert!(text.contains(&format!("--> {location}\n")), "{text}");
    }
}

#[test]
fn full_says_why_it_blocks_once() {
    let mut finding = direct();
    finding.message = "`time.sleep` blocks the event loop: waits for time to pass".into();
    let text = written(&only(finding), Format::Full, &settings());
    assert_eq!(text.matches("waits for time to pass").count(), 1, "{text}");
}

#[test]
fn full_cuts_a_range_of_many_lines() {
    let mut finding = direct();
    finding.location.start.row = 1;
    finding.location.start.column = 1;
    finding.location.end.row = 11;
    finding.location.end.column = 18;
    finding.fix = None;
    let text = written(&only(finding), Format::Full, &settings());
    assert!(text.contains("6 | | async def handler(request):"), "{text}");
    assert!(!text.contains("async def other"), "{text}");
}

#[test]
fn full_counts_the_entrances_it_does_not_name() {
    let mut finding = behind_calls();
    let other = finding.entrances[1].clone();
    finding.entrances.extend(std::iter::repeat_n(other, 10));
    let text = written(&only(finding.clone()), Format::Full, &settings());
    let named = "e.g. `app.main.handler`, `app.main.other`, `app.main.other`";
    assert!(text.contains(&format!("= reached from 12 entrances, {named}\n")), "{text}");

    let last = finding.entrances[1].clone();
    finding.entrances.resize(MOST_ENTRANCES, last);
    let text = written(&only(finding), Format::Full, &settings());
    assert!(text.contains(&format!("= reached from 100 or more entrances, {named}\n")), "{text}");
}

#[test]
fn text_formats_never_pass_on_what_steers_a_terminal() {
    for format in [Format::Full, Format::Concise] {
        let mut finding = hostile();
        finding.entrances = behind_calls().entrances;
        finding.entrances[0].why = "a\x1bb".into();
        finding.entrances[0].chain[0].callee = "c\u{9b}d".into();
        let text = written(&only(finding), format, &settings());
        let steers = |it: char| it != '\n' && (it.is_control() || it == '\u{202e}');
        assert_eq!(text.chars().find(|it| steers(*it)), None, "{text}");
    }
}

#[test]
fn concise_is_one_line_a_finding_in_the_order_of_the_code() {
    insta::assert_snapshot!(written(&report(), Format::Concise, &settings()), @"
    app/client.py:7:16: error[blocking-call] `requests.get` blocks the event loop
    app/main.py:7:2: error[blocking-call] `time.sleep` blocks the event loop
    we,ird: �<&>%.py:3:1: warning[unawaited-offload] `␛[31m<b>␊::error::100%` & co is not awaited
    ");
}

#[test]
fn the_order_of_the_input_changes_no_format() {
    let mut turned = report();
    turned.findings.reverse();
    for format in Format::ALL {
        let (one, two) =
            (written(&report(), format, &settings()), written(&turned, format, &settings()));
        assert_eq!(one, two, "{format}");
    }
}

#[test]
fn the_level_decides_what_text_shows() {
    let threshold = Threshold { severity: Severity::Note, ..Threshold::default() };
    let all = Settings { threshold, ..settings() };
    assert!(written(&report(), Format::Concise, &all).contains("note[blocking-call] `os.stat`"));
    assert!(!written(&report(), Format::Concise, &settings()).contains("os.stat"));
}

#[test]
fn the_summary_counts_what_is_found_understood_and_hidden() {
    insta::assert_snapshot!(summary(&report(), &settings()), @"
    Found 2 errors, 1 warning in 41 files; 96.8 % of 1,204 calls resolved; 1 note hidden, `--level note` shows it; 1 problem, see above
    [*] fixable 2 with `--fix`
    ");
}

#[test]
fn the_summary_of_a_clean_project_still_says_how_much_was_understood() {
    let clean = Report { findings: vec![], problems: vec![], ..report() };
    insta::assert_snapshot!(summary(&clean, &settings()), @"Found nothing in 41 files; 96.8 % of 1,204 calls resolved");
}

#[test]
fn the_summary_counts_what_is_hidden_for_lack_of_certainty() {
    let threshold = Threshold { severity: Severity::Error, confidence: Confidence::Proven };
    let strict = Settings { threshold, ..settings() };
    insta::assert_snapshot!(summary(&report(), &strict), @"
    Found 1 error in 41 files; 96.8 % of 1,204 calls resolved; 2 findings hidden, `--level note` shows them; 1 less certain hidden; 1 problem, see above
    [*] fixable 1 with `--fix`
    ");
}

#[test]
fn statistics_count_rules_and_sinks() {
    insta::assert_snapshot!(statistics(Format::Full), @"
    2  NB101    blocking-call  [*] 1 fixable
    1  NB402    unawaited-offload  [*] 1 fixable

    1  network  requests.get
    1  sleep    time.sleep  [*] 1 fixable
    ");
}

#[test]
fn statistics_are_json_too_and_then_count_the_quiet_ones() {
    let object: serde_json::Value = serde_json::from_str(&statistics(Format::JsonLines)).unwrap();
    let rule = &object["rules"][0];
    assert_eq!((rule["code"].as_str(), rule["count"].as_u64()), (Some("NB101"), Some(3)));
    assert_eq!(object["sinks"].as_array().map(Vec::len), Some(3));
}

#[test]
fn problems_are_one_line_each_with_the_way_out() {
    let mut out = Vec::new();
    write_problems(&mut out, &report(), Palette::Plain).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"warning: app/latin.py: cannot read the file: not UTF-8 at byte 12; save it as UTF-8, or declare its encoding");
}
