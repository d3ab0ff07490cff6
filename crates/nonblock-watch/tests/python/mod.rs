//! Real interpreters running small scripts, for tests.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Returns the interpreters at hand of the given minor versions: of pyenv, or named in `NONBLOCK_PYTHONS`.
pub(crate) fn interpreters(minors: &[u8]) -> Vec<PathBuf> {
    let mut candidates: Vec<PathBuf> = Vec::new();
    if let Some(named) = std::env::var_os("NONBLOCK_PYTHONS") {
        candidates.extend(std::env::split_paths(&named));
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    if let Ok(versions) = std::fs::read_dir(home.join(".pyenv/versions")) {
        candidates.extend(versions.flatten().map(|version| version.path().join("bin/python")));
    }
    candidates.push("python3".into());
    let mut found = std::collections::BTreeMap::new();
    for candidate in candidates {
        if let Some(minor) = minor_of(&candidate).filter(|minor| minors.contains(minor)) {
            found.entry(minor).or_insert(candidate);
        }
    }
    assert!(!found.is_empty(), "no CPython of {minors:?} at hand: name some in NONBLOCK_PYTHONS");
    found.into_values().collect()
}

fn minor_of(python: &Path) -> Option<u8> {
    let script = "import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else '')";
    let output = Command::new(python).args(["-c", script]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// A script that runs; ended when dropped.
pub(crate) struct Script {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Script {
    /// Starts a script and waits for its first line: `ready`.
    pub(crate) fn start(python: &Path, source: &str) -> Self {
        let mut child = Command::new(python)
            .args(["-u", "-c", source])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut script = Self { child, lines: BufReader::new(stdout).lines() };
        assert_eq!(script.line(), "ready");
        script
    }

    /// Returns the next line the script prints.
    pub(crate) fn line(&mut self) -> String {
        self.lines.next().expect("the script has ended").expect("its output can be read")
    }

    /// Returns the id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("the script can be ended");
    }
}

/// Tries until there is an answer; the script is on its way there, and nobody tells when it arrives.
pub(crate) fn until<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(answer) = attempt() {
            return answer;
        }
        std::thread::park_timeout(Duration::from_millis(2));
    }
    panic!("waited in vain for: {what}");
}
