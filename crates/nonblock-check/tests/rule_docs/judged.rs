//! The examples, analysed: what is found is what is marked.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nonblock_catalogue::{Catalogue, Severity};
use nonblock_check::fix::fix_files;
use nonblock_check::rules::registry::RULES;
use nonblock_check::suppress::{Scope, Suppressed, suppress};
use nonblock_check::{Options, Project, Silent, check};
use nonblock_report::{Report, Rule, Safety};

use crate::document::{Mark, projects};

/// Analyses the files as a project of their own, without an interpreter: with the standard library, and without packages.
fn check_folder(root: &Path, files: Vec<PathBuf>) -> Report {
    let project = Project {
        root: root.to_path_buf(),
        source_roots: vec![root.to_path_buf()],
        files,
        environment: None,
        python_version: Some((3, 12)),
    };
    let catalogue = Catalogue::builtin();
    check(&project, &Options::default(), &catalogue, &Silent).expect("the project is there")
}

/// Writes the files of a block, analyses them, and returns what is found.
fn judge(name: &str, files: &[(String, String)]) -> Report {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rule_docs").join(name);
    let mut paths = Vec::new();
    for (path, text) in files {
        let path = root.join(path);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        paths.push(path);
    }
    let mut report = check_folder(&root, paths);
    assert_eq!(report.problems, [], "{name}");
    let names: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let source = |path: &str| fs::read_to_string(root.join(path)).ok().map(Arc::from);
    let scope = Scope { files: &names, source: &source, is_on: &|_, _| true };
    let Suppressed { kept, unused, .. } = suppress(report.findings, &scope);
    report.findings = kept;
    report.findings.extend(unused);
    report
}

/// Returns what is found, as marks. A rule's own findings count however quiet they are, others only if users see them.
fn marks(rule: &Rule, report: &Report) -> BTreeSet<Mark> {
    let found = report.findings.iter();
    let counts = found.filter(|it| it.rule == *rule || Severity::Note < it.severity);
    counts
        .map(|it| (it.location.path.clone(), it.location.start.row, it.rule.name.to_owned()))
        .collect()
}

/// Returns, for each block of a section that is not judged as marked, what is marked and what is found.
fn misjudged(section: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for rule in RULES {
        for (index, project) in projects(rule, section).iter().enumerate() {
            let name = format!("{}-{}-{index}", rule.name, section.replace(' ', "-"));
            let found = marks(rule, &judge(&name, &project.files));
            if found != project.marks {
                let marks = &project.marks;
                wrong.push(format!("{name}:\n  marked {marks:?}\n  found  {found:?}"));
            }
        }
    }
    wrong
}

#[test]
fn every_example_is_found() {
    let wrong = misjudged("Example");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_cure_is_silent() {
    let wrong = misjudged("Use instead");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_fix_cures_is_found_no_more() {
    let mut cured = BTreeSet::new();
    for rule in RULES {
        for (index, project) in projects(rule, "Example").into_iter().enumerate() {
            let name = format!("{}-fix-{index}", rule.name);
            let before = judge(&name, &project.files);
            let text = |path: &str| {
                project.files.iter().find(|(known, _)| known == path).map(|(_, text)| text.clone())
            };
            let own = || before.findings.iter().filter(|it| it.rule == *rule && it.fix.is_some());
            let fixed = fix_files(own(), &text, Safety::Unsafe);
            let mut files = project.files.clone();
            for file in fixed {
                assert_eq!(file.applied.conflicts, 0, "{name}");
                files.retain(|(path, _)| *path != file.path);
                files.push((file.path, file.applied.source));
            }
            let after = judge(&name, &files);
            let open = before.findings.len() - own().count();
            assert!(after.findings.len() <= open, "{name}: {:?} {files:?}", after.findings);
            cured.extend(own().map(|it| it.rule.name));
        }
    }
    let known = [
        "blocking-call",
        "eager-offload-argument",
        "hollow-async",
        "unawaited-offload",
        "unknown-rule-in-suppression",
        "unused-suppression",
    ];
    assert_eq!(cured, BTreeSet::from(known));
}
