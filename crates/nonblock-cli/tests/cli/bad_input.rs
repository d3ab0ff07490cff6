//! A corpus of everything that goes wrong with input: one clear line each, the rest is still checked, never a panic.

use std::fs;

use crate::project::{BLOCKING, CLEAN, Outcome, Project, binary};

/// Runs on the whole project, which has one finding in `good.py` beside its defect, and returns what is said.
fn told(project: &Project, code: i32) -> String {
    project.write("good.py", BLOCKING);
    let outcome = project.run(&["check", "-v", "--output-format", "concise"]);
    let found = outcome.stdout.lines().filter(|it| it.starts_with("good.py:5:")).count();
    assert_eq!((found, outcome.code), (1, Some(code)), "{outcome}");
    assert_no_panic(&outcome);
    let says = |it: &&str| it.starts_with("warning:") || it.starts_with("error:");
    outcome.stderr.lines().filter(says).collect::<Vec<_>>().join("\n")
}

fn assert_no_panic(outcome: &Outcome) {
    assert!(!outcome.stderr.contains("bug in nonblock"), "{outcome}");
    assert_ne!(outcome.code, Some(101));
}

#[test]
fn broken_syntax_is_told_and_the_rest_of_the_file_is_checked() {
    let project = Project::of(&[("bad.py", &format!("{BLOCKING}\ndef f(:\n"))]);
    let told = told(&project, 1);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with("warning: bad.py: syntax error in line 8: "), "{told}");
    assert_eq!(project.findings(&["bad.py"]), ["bad.py:5 blocking-call"]);
}

#[test]
fn text_that_is_not_utf_8_is_told() {
    let project = Project::of(&[]);
    project.write("latin.py", b"# coding: latin-1\nname = '\xe4'\n");
    let told = told(&project, 1);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("latin.py") && told.contains("UTF-8"), "{told}");
}

#[test]
fn marks_line_ends_and_empty_files_are_no_problem() {
    let project = Project::of(&[
        ("empty.py", ""),
        ("mark.py", &format!("\u{feff}{BLOCKING}")),
        ("windows.py", &BLOCKING.replace('\n', "\r\n")),
        ("old_mac.py", &BLOCKING.replace('\n', "\r")),
        ("feeds.py", &format!("\u{c}\n{BLOCKING}")),
        ("no_end.py", BLOCKING.trim_end()),
    ]);
    let expected = [
        "feeds.py:6 blocking-call",
        "mark.py:5 blocking-call",
        "no_end.py:5 blocking-call",
        "old_mac.py:5 blocking-call",
        "windows.py:5 blocking-call",
    ];
    assert_eq!(project.findings(&[]), expected);
    assert_eq!(told(&project, 1), "");
}

#[test]
fn null_bytes_and_binaries_are_told() {
    let project = Project::of(&[]);
    project.write("null.py", b"x = 1\0\ny = 2\n");
    project.write("binary.py", b"\x7fELF\x02\x01\x01\0\0\xff\xfe\xfd");
    let told = told(&project, 1);
    assert!(told.contains("null.py") && told.contains("binary.py"), "{told}");
}

#[test]
fn deep_nesting_ends_no_run() {
    let deep =
        |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(5_000), close.repeat(5_000));
    let ifs = (0..200)
        .map(|it| {
            format!(
                "{}if x:
",
                " ".repeat(it)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let project = Project::of(&[
        ("brackets.py", &deep("(", ")")),
        ("lists.py", &deep("[", "]")),
        ("unclosed.py", &deep("(", "")),
        ("nots.py", &deep("not ", "")),
        ("minus.py", &deep("-", "")),
        ("sums.py", &deep("1 + ", "")),
        ("attributes.py", &format!("x = a{}\n", ".b".repeat(5_000))),
        ("calls.py", &format!("x = a{}\n", "()".repeat(5_000))),
        ("strings.py", &format!("x = {}''\n", "'a' ".repeat(5_000))),
        ("ifs.py", &format!("{ifs}{}pass\n", " ".repeat(200))),
        ("lambdas.py", &deep("lambda: ", "")),
        ("functions.py", &deep("f(", ")")),
    ]);
    let told = told(&project, 1);
    let too_deep = |name: &str| format!("{name}: the expression in line 1 is nested too deeply");
    for name in ["brackets.py", "attributes.py", "calls.py", "functions.py", "sums.py"] {
        assert!(told.contains(&too_deep(name)), "{name}: {told}");
    }
}

#[test]
fn nesting_as_deep_as_is_allowed_is_checked() {
    let deep =
        |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(900), close.repeat(900));
    let project = Project::of(&[
        ("lists.py", &deep("[", "]")),
        ("functions.py", &deep("f(", ")")),
        ("calls.py", &format!("x = a{}\n", "()".repeat(900))),
        ("sums.py", &format!("x = {}1\n", "1 + ".repeat(3_900))),
    ]);
    let told = told(&project, 1);
    assert!(!told.contains("nested too deeply"), "{told}");
}

#[test]
fn a_file_of_five_megabytes_is_checked() {
    let rows: Vec<String> = (0..240_000).map(|it| format!("    'key {it}': {it},\n")).collect();
    let table = rows.concat();
    let project = Project::of(&[("table.py", &format!("TABLE = {{\n{table}}}\n{BLOCKING}"))]);
    assert!(5_000_000 < fs::metadata(project.path("table.py")).unwrap().len());
    assert_eq!(project.findings(&["table.py"]), ["table.py:240007 blocking-call"]);
}

#[test]
fn imports_in_circles_are_no_problem() {
    let project = Project::of(&[
        ("one.py", "from two import *\nfrom one import f\ndef g(): f()\n"),
        ("two.py", "from one import *\nimport two\ndef f(): g()\n"),
        ("package/__init__.py", "from . import part\nfrom package import *\n"),
        ("package/part.py", "from . import part\nfrom .part import part as part\n"),
        (
            "base.py",
            "class A(A): pass\nclass B(C): pass\nclass C(B): pass\nasync def f(x: B): x.y.z()\n",
        ),
    ]);
    assert_eq!(told(&project, 1), "");
}

#[cfg(unix)]
#[test]
fn links_in_circles_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let project = Project::of(&[("package/a.py", CLEAN)]);
    symlink(&project.root, project.path("package/up")).unwrap();
    symlink("b", project.path("a")).unwrap();
    symlink("a", project.path("b")).unwrap();
    symlink("nothing.py", project.path("gone.py")).unwrap();
    let told = told(&project, 1);
    let hint = "remove the link, or repair its target";
    assert_eq!(
        told,
        format!(
            "warning: a: symbolic link is part of a loop; {hint}\nwarning: b: symbolic link is part of a loop; \
             {hint}\nwarning: gone.py: symbolic link leads nowhere; {hint}"
        )
    );
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told_and_fails_the_run() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let project = Project::of(&[("good.py", BLOCKING), ("secret/a.py", CLEAN), ("b.py", CLEAN)]);
    let allow = |path: &str, mode| {
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    allow("", 0o755);
    allow("secret", 0o000);
    allow("b.py", 0o000);
    let mut command = project.command(&["check", "--output-format", "concise"]);
    if fs::read(project.path("b.py")).is_ok() {
        // Permissions do not hold for root, so somebody else runs it.
        let copy = project.path("nonblock");
        fs::copy(binary(), &copy).unwrap();
        command = std::process::Command::new(copy);
        command
            .args(["check", "--output-format", "concise"])
            .current_dir(&project.root)
            .env_clear();
        command.uid(65_534);
    }
    let outcome = project.finish(command);
    allow("secret", 0o755);
    assert!(outcome.stdout.starts_with("good.py:5:"), "{outcome}");
    assert!(
        outcome.stderr.contains("error: secret: cannot read the folder: permission denied\nhint: "),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("b.py: "), "{outcome}");
    assert_eq!(outcome.code, Some(2), "{outcome}");
}

#[test]
fn a_missing_path_is_told_and_the_others_are_checked() {
    let project = Project::of(&[("good.py", BLOCKING)]);
    let outcome = project.run(&["check", "--output-format", "concise", "missing.py", "good.py"]);
    assert!(outcome.stdout.starts_with("good.py:5:"), "{outcome}");
    assert_eq!(
        outcome.stderr,
        "error: missing.py: path does not exist\nhint: check the spelling\n"
    );
    assert_eq!(outcome.code, Some(2));
}

#[test]
fn a_package_of_extension_modules_alone_is_no_problem() {
    let project = Project::of(&[]);
    let installed = ".venv/lib/python3.11/site-packages/native";
    project.write(&format!("{installed}/__init__.cpython-311-x86_64-linux-gnu.so"), b"\x7fELF");
    project.write(&format!("{installed}/_core.abi3.so"), b"\x7fELF");
    project.write(
        "uses.py",
        "import native\nfrom native import _core\nasync def f():\n    await native.go(_core.x())\n",
    );
    assert_eq!(told(&project, 1), "");
}

#[test]
fn an_environment_that_is_missing_or_broken_is_told() {
    let project = Project::of(&[]);
    project.write(".venv/pyvenv.cfg", "nonsense\n");
    let broken = told(&project, 1);
    assert!(broken.starts_with("warning: the Python environment `.venv` is ignored: "), "{broken}");
    fs::remove_dir_all(project.path(".venv/lib")).unwrap();
    let empty = told(&project, 1);
    assert!(empty.starts_with(
        "warning: the virtual environment .venv is ignored: it has no `site-packages`"
    ));
    assert!(empty.contains("\nwarning: no Python environment found: "), "{empty}");
    fs::remove_dir_all(project.path(".venv")).unwrap();
    let missing = told(&project, 1);
    assert!(missing.starts_with("warning: no Python environment found: "), "{missing}");
}

#[test]
fn a_named_environment_that_is_none_fails_the_run() {
    let project = Project::of(&[("good.py", CLEAN)]);
    let outcome = project.run(&["check", "--python", "nowhere"]);
    assert!(
        outcome
            .stderr
            .starts_with("error: `--python`: nowhere is not a Python environment\nhint: "),
        "{outcome}"
    );
    assert_eq!(outcome.code, Some(2));
}

#[test]
fn a_broken_configuration_is_one_line() {
    let project = Project::of(&[("a.py", CLEAN)]);
    for text in ["[project\n", "x = \n", "a = 1\na = 2\n", "\u{0}"] {
        project.write("pyproject.toml", text);
        let outcome = project.run(&["check"]);
        assert!(outcome.stderr.starts_with("error: pyproject.toml:"), "{outcome}");
        assert_eq!((outcome.stderr.lines().count(), outcome.code), (2, Some(2)), "{outcome}");
    }
    project.write("pyproject.toml", b"name = '\xff'\n");
    let outcome = project.run(&["check"]);
    let expected = "error: pyproject.toml: cannot read the configuration file: it is not UTF-8\nhint: check the path\n";
    assert_eq!((outcome.stderr.as_str(), outcome.code), (expected, Some(2)));
}

#[test]
fn nothing_to_check_is_told() {
    let outcome = Project::of(&[]).run(&["check"]);
    assert!(outcome.stderr.starts_with("warning: no Python files found; "), "{outcome}");
    assert_eq!(outcome.code, Some(0));
}

#[test]
fn strange_names_are_no_problem() {
    let project = Project::of(&[
        ("a b.py", BLOCKING),
        ("ünïcode.py", BLOCKING),
        ("with-dash/x.py", BLOCKING),
        ("class.py", BLOCKING),
        ("quo'te\"s.py", BLOCKING),
    ]);
    assert_eq!(project.findings(&[]).len(), 5);
}
