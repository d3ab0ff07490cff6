//! Configuration files, `-c`, and the flags that change what is reported.

use crate::project::{BLOCKING, CLEAN, Project};

#[test]
fn mistakes_are_errors_with_file_line_and_the_nearest_name() {
    let project = Project::of(&[("a.py", CLEAN)]);
    let text = "[tool.nonblock.check]\nlevle = 'note'\n[tool.nonblock.check.rules]\nblocking-cal = 'warn'\n";
    project.write("pyproject.toml", text);
    let outcome = project.run(&["check"]);
    let expected = "error: pyproject.toml:2: unknown key `levle`\nhint: did you mean `level`?\n\
                    error: pyproject.toml:4: unknown rule `blocking-cal`\nhint: did you mean `blocking-call`?\n";
    assert_eq!(
        (outcome.stderr.as_str(), outcome.stdout.as_str(), outcome.code),
        (expected, "", Some(2))
    );
}

#[test]
fn a_level_can_be_set_for_some_files() {
    let project = Project::of(&[
        ("a.py", BLOCKING),
        ("tests/b.py", BLOCKING),
        (
            "nonblock.toml",
            "[[check.overrides]]\nfiles = ['tests/']\nrules.blocking-call = 'ignore'\n",
        ),
    ]);
    assert_eq!(project.findings(&[]), ["a.py:5 blocking-call"]);
    assert_eq!(project.findings(&["--isolated"]).len(), 2);
}

#[test]
fn excluded_files_are_checked_only_if_named() {
    let project = Project::of(&[
        ("a.py", CLEAN),
        ("old/b.py", BLOCKING),
        ("nonblock.toml", "[check]\nexclude = ['old/']\n"),
    ]);
    assert_eq!(project.findings(&[]), [""; 0]);
    assert_eq!(project.findings(&["old/b.py"]), ["old/b.py:5 blocking-call"]);
}

#[test]
fn flags_speak_over_the_file() {
    let project =
        Project::of(&[("a.py", BLOCKING), ("nonblock.toml", "[check.rules]\nall = 'ignore'\n")]);
    assert_eq!(project.findings(&[]), [""; 0]);
    assert_eq!(project.findings(&["--error", "blocking-call"]), ["a.py:5 blocking-call"]);
    assert_eq!(project.findings(&["-c", "rules.NB101=warn"]), ["a.py:5 blocking-call"]);
}

#[test]
fn settings_in_force_can_be_shown_and_read_back() {
    let project =
        Project::of(&[("nonblock.toml", "[check]\nlevel = 'error'\nrules.NB101 = 'warn'\n")]);
    let shown = project.run(&["check", "--show-settings", "--confidence", "proven"]);
    insta::assert_snapshot!(shown);
    project.write("nonblock.toml", shown.stdout.as_bytes());
    assert_eq!(project.run(&["check", "--show-settings"]).stdout, shown.stdout);
}

#[test]
fn own_catalogue_entries_and_offloads_are_known() {
    let library =
        "import time\n\ndef wait_long():\n    pass\n\nasync def aside(f, *args):\n    pass\n";
    let text = "import asyncio\nimport time\nfrom library import aside, wait_long\n\nasync def main():\n    \
                wait_long()\n    await aside(time.sleep, 1)\n    await asyncio.sleep(0)\n";
    let project = Project::of(&[
        ("a.py", text),
        ("library.py", library),
        ("nonblock.toml", "[check]\ncatalogues = ['ours.toml']\noffloads = ['library.aside']\n"),
        (
            "ours.toml",
            "[[function]]\nname = 'library.wait_long'\neffect = 'network'\ncost = 'unbounded'\nreason = 'waits for \
             the warehouse'\nevidence = 'its manual'\n",
        ),
    ]);
    let findings = project.findings(&["--ignore", "async-without-await"]);
    assert_eq!(findings, ["a.py:6 blocking-call"]);
}
