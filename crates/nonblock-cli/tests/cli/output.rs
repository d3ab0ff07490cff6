//! What is written where: streams, files, colours, loudness.

use crate::project::{BLOCKING, CLEAN, Project};

#[test]
fn findings_and_summary_go_to_standard_output_alone() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    insta::assert_snapshot!(project.run(&["check"]));
}

#[test]
fn the_concise_format_is_one_line_a_finding() {
    let project = Project::of(&[("a.py", BLOCKING), ("b.py", CLEAN)]);
    insta::assert_snapshot!(project.run(&["check", "--output-format", "concise"]));
}

#[test]
fn clean_code_is_told_so() {
    let project = Project::of(&[("a.py", CLEAN)]);
    insta::assert_snapshot!(project.run(&["check"]));
}

#[test]
fn machine_formats_have_no_summary() {
    let project = Project::of(&[("a.py", CLEAN)]);
    for (format, expected) in
        [("json", "[]\n"), ("json-lines", ""), ("github", ""), ("gitlab", "[]\n")]
    {
        let outcome = project.run(&["check", "--output-format", format]);
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expected, ""), "{format}");
    }
}

#[test]
fn the_format_comes_from_the_flag_then_the_environment_then_the_settings() {
    let project =
        Project::of(&[("a.py", CLEAN), ("nonblock.toml", "[check]\noutput-format = 'github'\n")]);
    let with = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = project.command(arguments);
        command.envs(environment.iter().copied());
        project.finish(command).stdout
    };
    let variable = [("NONBLOCK_OUTPUT_FORMAT", "json")];
    assert_eq!(with(&["check"], &[]), "");
    assert_eq!(with(&["check"], &variable), "[]\n");
    assert!(with(&["check", "--output-format", "full"], &variable).starts_with("Found nothing"));
}

#[test]
fn a_report_in_a_file_leaves_the_summary_to_standard_output() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    let outcome =
        project.run(&["check", "--output-format", "json", "--output-file", "report.json"]);
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert!(outcome.stdout.starts_with("Found 1 error in 1 file"), "{outcome}");
    assert!(project.read("report.json").contains("\"blocking-call\""));
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let project = Project::of(&[("a.py", CLEAN)]);
    let outcome = project.run(&["check", "--output-file", "missing/report.txt"]);
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert!(lines[0].starts_with("error: cannot write missing/report.txt: "), "{outcome}");
    assert!(lines[1].starts_with("hint: "), "{outcome}");
}

#[test]
fn quiet_leaves_the_findings_and_silent_nothing() {
    let project = Project::of(&[("a.py", BLOCKING), ("broken.py", "def f(:\n")]);
    let quiet = project.run(&["check", "--quiet", "--output-format", "concise"]);
    assert_eq!((quiet.stdout.lines().count(), quiet.stderr.as_str()), (1, ""), "{quiet}");
    let silent = project.run(&["check", "--silent"]);
    assert_eq!((silent.stdout.as_str(), silent.stderr.as_str()), ("", ""));
    assert_eq!((quiet.code, silent.code), (Some(1), Some(1)));
}

#[test]
fn verbose_tells_what_was_found_out_about_the_project() {
    let project = Project::of(&[("src/shop/__init__.py", CLEAN), ("nonblock.toml", "")]);
    let outcome = project.run(&["check", "--verbose"]);
    let told: Vec<&str> = outcome.stderr.lines().take(5).collect();
    assert_eq!(
        told,
        [
            "project: [ROOT]",
            "settings: nonblock.toml",
            "interpreter: [ROOT]/.venv (`.venv`)",
            "python version: 3.11",
            "source roots: src, ."
        ]
    );
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    let is_coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = project.command(&[&["check"], arguments].concat());
        command.envs(environment.iter().copied());
        project.finish(command).stdout.contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]));
    assert!(is_coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_coloured(&[], &[("FORCE_COLOR", "1")]));
    assert!(!is_coloured(&[], &[("FORCE_COLOR", "0")]));
    assert!(!is_coloured(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!is_coloured(&["--color", "never"], &[("FORCE_COLOR", "1")]));
}

#[test]
fn paths_start_where_the_user_is() {
    let project = Project::of(&[("src/a.py", BLOCKING), ("b.py", BLOCKING)]);
    let mut command =
        project.command(&["check", "-q", "--output-format", "concise", ".", "../b.py"]);
    command.current_dir(project.path("src"));
    let outcome = project.finish(command);
    let starts: Vec<&str> = outcome.stdout.lines().filter_map(|it| it.split(':').next()).collect();
    assert_eq!(starts, ["../b.py", "a.py"], "{outcome}");
}

#[test]
fn statistics_count_instead_of_showing() {
    let project = Project::of(&[("a.py", BLOCKING), ("b.py", BLOCKING)]);
    let outcome = project.run(&["check", "--statistics"]);
    assert!(outcome.stdout.starts_with("2  NB101  blocking-call"), "{outcome}");
    assert_eq!(outcome.code, Some(1));
}

#[test]
fn the_level_decides_what_is_shown() {
    let text = "import asyncio\nimport os\n\nasync def main():\n    os.stat('x')\n    await asyncio.sleep(0)\n";
    let project = Project::of(&[("a.py", text)]);
    let shown = |arguments: &[&str]| {
        let all = [&["check", "-q", "--output-format", "concise"], arguments].concat();
        let outcome = project.run(&all);
        (outcome.stdout.lines().count(), outcome.code)
    };
    assert_eq!(shown(&[]), (0, Some(0)));
    assert_eq!(shown(&["--level", "note"]), (1, Some(0)));
    assert_eq!(shown(&["--level", "note", "--fail-on", "note"]), (1, Some(1)));
}

#[test]
fn files_are_listed_and_nothing_is_checked() {
    let project = Project::of(&[("a.py", BLOCKING), ("src/b.py", ""), ("build/c.py", "")]);
    let outcome = project.run(&["check", "--show-files"]);
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("a.py\nsrc/b.py\n", Some(0)));
    let outcome = project.run(&["check", "--show-files", "a.py", "missing.py"]);
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("a.py\n", Some(2)));
    assert!(outcome.stderr.starts_with("error: missing.py: "), "{outcome}");
}

#[test]
fn every_shell_gets_a_script() {
    let project = Project::of(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let outcome = project.run(&["generate-shell-completion", shell]);
        assert!(outcome.stdout.contains("add-ignore"), "{shell}");
        assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
    }
}

#[test]
fn a_mark_at_the_start_of_a_file_is_no_column() {
    let text = "\u{feff}import time; f = lambda: time.sleep(1)\nasync def g(): f()\n";
    let project = Project::of(&[("a.py", text)]);
    let outcome = project.run(&["check", "--output-format", "concise"]);
    assert!(outcome.stdout.contains("a.py:1:26: "), "{}", outcome.stdout);
}
