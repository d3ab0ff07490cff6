//! The numbers that scripts rely on.

use std::io::Read;
use std::process::Stdio;

use crate::project::{BLOCKING, CLEAN, Project};

fn code(project: &Project, arguments: &[&str]) -> i32 {
    let outcome = project.run(arguments);
    outcome.code.unwrap_or_else(|| panic!("{outcome}"))
}

#[test]
fn clean_code_is_0_and_findings_are_1() {
    assert_eq!(code(&Project::of(&[("a.py", CLEAN)]), &["check"]), 0);
    assert_eq!(code(&Project::of(&[("a.py", BLOCKING)]), &["check"]), 1);
}

#[test]
fn findings_can_be_no_failure() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    assert_eq!(code(&project, &["check", "--exit-zero"]), 0);
    assert_eq!(code(&project, &["check", "--warn", "blocking-call"]), 1);
    assert_eq!(code(&project, &["check", "--warn", "blocking-call", "--fail-on", "error"]), 0);
    assert_eq!(code(&project, &["check", "--ignore", "NB101"]), 0);
}

#[test]
fn wrong_arguments_and_settings_are_2() {
    let project = Project::of(&[("a.py", BLOCKING)]);
    for arguments in [
        &["check", "--no-such-flag"][..],
        &["no-such-command"],
        &[],
        &["check", "--ignore", "no-such-rule"],
        &["check", "--output-format", "no-such-format"],
        &["check", "-c", "no-such-key=1"],
        &["check", "--config-file", "missing.toml"],
        &["check", "--baseline", "missing.json"],
        &["check", "--update-baseline"],
        &["check", "--python", "missing"],
        &["check", "--exit-zero", "missing.py"],
        &["check", "--output-file", "missing/report.txt"],
        &["rule", "no-such-rule"],
        &["explain", "no-such-place"],
    ] {
        assert_eq!(code(&project, arguments), 2, "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_0() {
    let project = Project::of(&[]);
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["rule", "--all"]] {
        assert_eq!(code(&project, arguments), 0, "{arguments:?}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let many = "    time.sleep(1)\n".repeat(2_000);
    let project = Project::of(&[("a.py", &BLOCKING.replace("    time.sleep(1)\n", &many))]);
    let mut command = project.command(&["check", "--output-format", "json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_130() {
    // Reading a pipe that nobody writes to holds the command where Ctrl-C can meet it.
    let project = Project::of(&[("a.py", CLEAN)]);
    let pipe = project.path("pipe.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = project.command(&["check", "--config-file", "pipe.toml"]).spawn().unwrap();
    // Opening it returns once the command has opened the other end.
    let _writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let killed =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
