//! Comments against findings.

use std::sync::Arc;

use nonblock_catalogue::Severity;
use nonblock_report::{Confidence, Entrance, Finding, Frame, Location, Position, Rule};

use super::{Scope, Suppressed, add_ignores, suppress};
use crate::rules::registry::{ASYNC_WITHOUT_AWAIT, BLOCKING_CALL};

const FILE: &str = "a.py";

fn location(path: &str, row: u32) -> Location {
    let at = |column| Position { row, column };
    Location { path: path.to_owned(), start: at(5), end: at(9) }
}

fn finding(rule: Rule, row: u32, ways: &[&[(&str, u32)]]) -> Finding {
    let entrances = ways.iter().map(|way| {
        let frames = way.iter().map(|(path, row)| Frame {
            function: "f".to_owned(),
            location: location(path, *row),
            verb: "calls".to_owned(),
            callee: "g".to_owned(),
            first_party: !path.starts_with('/'),
        });
        let chain: Vec<Frame> = frames.collect();
        Entrance {
            function: "f".to_owned(),
            location: location(FILE, 100),
            why: "`async def`".to_owned(),
            chain,
        }
    });
    Finding {
        rule,
        severity: Severity::Error,
        confidence: Confidence::Proven,
        message: String::new(),
        location: location(FILE, row),
        function: "f".to_owned(),
        sink: None,
        entrances: entrances.collect(),
        help: Vec::new(),
        fix: None,
        fingerprint: String::new(),
    }
}

fn run_on(files: &[(&str, &str)], findings: Vec<Finding>, off: Option<Rule>) -> Suppressed {
    let names: Vec<String> = files.iter().map(|it| it.0.to_owned()).collect();
    let source = |path: &str| {
        let file = files.iter().find(|it| it.0 == path);
        file.map(|it| Arc::from(it.1))
    };
    let is_on = |rule: Rule, _: &str| Some(rule) != off;
    suppress(findings, &Scope { files: &names, source: &source, is_on: &is_on })
}

fn run(text: &str, findings: Vec<Finding>) -> Suppressed {
    run_on(&[(FILE, text)], findings, None)
}

/// Returns whether a blocking call in `row` is tolerated.
fn is_tolerated(text: &str, row: u32) -> bool {
    let result = run(text, vec![finding(BLOCKING_CALL, row, &[])]);
    assert_eq!(result.count + result.kept.len(), 1);
    result.kept.is_empty()
}

fn told(result: &Suppressed) -> Vec<String> {
    let line = |it: &Finding| {
        let Position { row, column } = it.location.start;
        format!("{row}:{column} {:?} {}: {}", it.severity, it.rule.name, it.message)
    };
    result.unused.iter().map(line).collect()
}

/// Applies every fix of the reports.
fn fixed(text: &str, result: &Suppressed) -> String {
    let mut edits: Vec<_> =
        result.unused.iter().filter_map(|it| it.fix.as_ref()).flat_map(|it| &it.edits).collect();
    edits.sort_by_key(|it| std::cmp::Reverse(it.start));
    let mut fixed = text.to_owned();
    for edit in edits {
        fixed.replace_range(edit.start as usize..edit.end as usize, &edit.content);
    }
    fixed
}

#[test]
fn a_comment_tolerates_the_rules_it_names_on_its_line() {
    for comment in [
        "nonblock: ignore",
        "nonblock: ignore[blocking-call]",
        "nonblock:ignore[NB101]  a reason, with [brackets]",
        "nonblock: ignore[hollow-async, blocking-call]",
        "type: ignore  # nonblock: ignore[blocking-call]",
        "noqa: ASYNC251",
        "NOQA:E501,ASYNC210",
        "noqa: NB101",
        "nonblock: ignore[hollow-async]  # noqa: ASYNC230",
    ] {
        assert!(is_tolerated(&format!("x = 1\nsleep(1)  # {comment}\n"), 2), "{comment}");
        assert!(!is_tolerated(&format!("x = 1  # {comment}\nsleep(1)\n"), 2), "{comment}");
    }
    for comment in [
        "nonblock: ignore[hollow-async]",
        "nonblock: ignored",
        "noqa",
        "noqa: ASYNC100",
        "noqa: E501",
        "nonblock is nice: ignore",
        "nonblock: ignore[blocking-call",
        "nonblock: ignore[]",
    ] {
        assert!(!is_tolerated(&format!("x = 1\nsleep(1)  # {comment}\n"), 2), "{comment}");
    }
}

#[test]
fn a_string_is_no_comment() {
    assert!(!is_tolerated("sleep('# nonblock: ignore')\n", 1));
    assert!(!is_tolerated("sleep('''\n# nonblock: ignore''')\n", 1));
    assert!(!is_tolerated("sleep(f'''{x}\n  # nonblock: ignore\n''')\n", 1));
}

#[test]
fn the_first_and_last_line_speak_for_the_whole_statement() {
    let text = |first: &str, middle: &str, last: &str| {
        format!("wait(  {first}\n    sleep(1),\n    read(2),  {middle}\n)  {last}\nsleep(3)\n")
    };
    let comment = "# nonblock: ignore";
    for row in 1..=4 {
        assert!(is_tolerated(&text(comment, "", ""), row), "first, row {row}");
        assert!(is_tolerated(&text("", "", comment), row), "last, row {row}");
        assert_eq!(is_tolerated(&text("", comment, ""), row), row == 3, "middle, row {row}");
    }
    assert!(!is_tolerated(&text(comment, "", comment), 5));
}

#[test]
fn the_head_of_a_block_does_not_speak_for_its_body() {
    let text = "with open(x) as f:  # nonblock: ignore\n    f.read()\n";
    assert!(is_tolerated(text, 1));
    assert!(!is_tolerated(text, 2));
}

#[test]
fn a_comment_on_its_own_line_speaks_for_the_statement_below() {
    let text = "x = 1\n# nonblock: ignore[blocking-call]  why\n\nwait(\n    sleep(1),\n    # nonblock: ignore\n    sleep(2),\n    sleep(3),\n)\nsleep(4)\n";
    let tolerated: Vec<u32> = (1..=10).filter(|row| is_tolerated(text, *row)).collect();
    assert_eq!(tolerated, [4, 5, 6, 7, 8, 9]);
}

#[test]
fn a_file_can_be_left_alone() {
    assert!(is_tolerated(
        "# nonblock: ignore-file[blocking-call]  generated\nx = 1\nsleep(1)\n",
        3
    ));
    assert!(is_tolerated("# ruff: noqa: ASYNC251\nx = 1\nsleep(1)\n", 3));
    assert!(!is_tolerated("# nonblock: ignore-file[hollow-async]\nx = 1\nsleep(1)\n", 3));
}

#[test]
fn a_comment_on_any_edge_takes_away_the_chains_through_it() {
    let text = "x = 1\nsite()\nedge()  # nonblock: ignore[blocking-call]\nother()\n";
    let through = [(FILE, 3), (FILE, 2)];
    let beside = [("b.py", 1), (FILE, 2)];
    let result = run(text, vec![finding(BLOCKING_CALL, 2, &[&through, &beside])]);
    assert_eq!(result.kept[0].entrances.len(), 1);
    assert_eq!(result.kept[0].entrances[0].chain[0].location.path, "b.py");
    let result = run(text, vec![finding(BLOCKING_CALL, 2, &[&through])]);
    assert!(result.kept.is_empty());
    assert_eq!(told(&result), [""; 0]);
}

#[test]
fn a_comment_in_another_file_of_the_project_counts_but_not_in_a_dependency() {
    let edge = "edge()  # nonblock: ignore\n";
    let files = [(FILE, "site()\n"), ("b.py", edge), ("/lib/c.py", edge)];
    let tolerated = |path| {
        let findings = vec![finding(BLOCKING_CALL, 1, &[&[(path, 1), (FILE, 1)]])];
        run_on(&files[..2], findings, None).kept.is_empty()
    };
    assert!(tolerated("b.py"));
    assert!(!tolerated("/lib/c.py"));
}

#[test]
fn an_unused_comment_is_told_and_its_fix_removes_it() {
    let text = "x = 1  # nonblock: ignore[blocking-call]  why\ny = 2  # keep  # nonblock: ignore\n# nonblock: ignore-file[NB404]\nz = 3\n";
    let result = run(text, Vec::new());
    assert_eq!(
        told(&result),
        [
            "1:27 Warning unused-suppression: unused suppression: `blocking-call` finds nothing here",
            "2:16 Warning unused-suppression: unused suppression: nothing is found here",
            "3:25 Warning unused-suppression: unused suppression: `hollow-async` finds nothing here",
        ]
    );
    assert_eq!(fixed(text, &result), "x = 1\ny = 2  # keep\nz = 3\n");
}

#[test]
fn of_several_names_only_the_unused_are_removed() {
    let both = |names: &str| {
        let text = format!("sleep(1)  # nonblock: ignore[{names}]  why\n");
        let result = run(&text, vec![finding(BLOCKING_CALL, 1, &[])]);
        fixed(&text, &result)
    };
    let expected = "sleep(1)  # nonblock: ignore[blocking-call]  why\n";
    assert_eq!(both("hollow-async, blocking-call"), expected);
    assert_eq!(both("blocking-call, hollow-async"), expected);
    assert_eq!(both("blocking-call"), expected);
}

#[test]
fn a_rule_that_is_off_makes_a_note_and_no_fix() {
    let text = "x = 1  # nonblock: ignore[blocking-call]\n";
    let result = run_on(&[(FILE, text)], Vec::new(), Some(BLOCKING_CALL));
    let expected =
        "1:27 Note unused-suppression: suppression without effect: the rule `blocking-call` is off";
    assert_eq!(told(&result), [expected]);
    assert_eq!(result.unused[0].fix, None);
}

#[test]
fn an_unknown_rule_is_told_with_the_nearest() {
    let text = "sleep(1)  # nonblock: ignore[blocking-cal]\nx  # nonblock: ignore[nb109]\n";
    let result = run(text, Vec::new());
    assert_eq!(
        told(&result),
        [
            "1:30 Warning unknown-rule-in-suppression: unknown rule `blocking-cal`; did you mean `blocking-call`?",
            "2:23 Warning unknown-rule-in-suppression: unknown rule `nb109`; did you mean `NB101`?",
        ]
    );
    assert!(fixed(text, &result).contains("[blocking-call]"));
}

#[test]
fn a_misspelt_instruction_is_told_and_prose_is_not() {
    let text = "a  # nonblock: ingore[blocking-call]\nb  # nonblock: ignore[blocking-call\nc  # nonblock: finds what blocks\n";
    let result = run(text, Vec::new());
    let told = told(&result);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].ends_with("write `nonblock: ignore[rule]` or `nonblock: ignore-file[rule]`"));
    assert!(told[1].ends_with("its list of rules has no `]`"));
}

#[test]
fn a_comment_can_ask_to_be_kept() {
    let text = "x = 1  # nonblock: ignore[blocking-call, unused-suppression]  only on Windows\n";
    assert_eq!(told(&run(text, Vec::new())), [""; 0]);
}

#[test]
fn comments_for_other_linters_are_never_unused() {
    assert_eq!(told(&run("x = 1  # noqa: ASYNC210\n", Vec::new())), [""; 0]);
}

#[test]
fn columns_count_characters_and_rows_any_line_end() {
    let text = "\u{feff}x = 'ä'\r\ny = 'ü'  # nonblock: ignore[hollow-async]\r\n";
    let told = told(&run(text, Vec::new()));
    assert!(told[0].starts_with("2:29 "), "{told:?}");
}

#[test]
fn broken_syntax_hides_no_comment() {
    assert!(is_tolerated("def f(:\n    sleep(1)  # nonblock: ignore\n", 2));
    assert!(is_tolerated("sleep(1)  # nonblock: ignore", 1));
}

fn added(text: &str, findings: &[(Rule, u32)], reason: &str) -> String {
    let findings: Vec<Finding> = findings.iter().map(|it| finding(it.0, it.1, &[])).collect();
    let (text, _) = add_ignores(text, &findings.iter().collect::<Vec<_>>(), reason);
    text
}

#[test]
fn added_comments_tolerate_what_they_were_added_for() {
    let texts = [
        "x = 1\nsleep(1)\n",
        "x = 1\r\nsleep(1)\r\n",
        "x = 1\nsleep(1)",
        "x = 1\nsleep('''\n  # text\n''')\n",
        "x = 1\nsleep(f'''\n{x}''', \\\n  2)  # kept\n",
        "x = 1\nwait(sleep(1),\n  2)\n",
        "x = 1\nsleep(1)  # kept\n",
        "x = 1\nsleep(1)  # nonblock: ignore[hollow-async]  kept\n",
        "x = 1\nsleep(1) \\\n  + 2\n",
    ];
    for text in texts {
        let edited = added(text, &[(BLOCKING_CALL, 2)], "known");
        assert!(is_tolerated(&edited, 2), "{edited}");
        assert_eq!(edited.contains("kept"), text.contains("kept"), "{edited}");
        assert_eq!(edited.matches("\r\n").count(), text.matches("\r\n").count(), "{edited:?}");
    }
}

#[test]
fn added_comments_join_rules_and_carry_the_reason() {
    let both = [(BLOCKING_CALL, 1), (ASYNC_WITHOUT_AWAIT, 1)];
    assert_eq!(
        added("sleep(1)\n", &both, "known"),
        "sleep(1)  # nonblock: ignore[async-without-await, blocking-call]  known\n"
    );
    assert_eq!(
        added("a  # nonblock: ignore[NB404]  why\n", &[(BLOCKING_CALL, 1)], ""),
        "a  # nonblock: ignore[NB404, blocking-call]  why\n"
    );
}
