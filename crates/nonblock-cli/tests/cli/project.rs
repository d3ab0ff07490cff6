//! A project in a temporary folder, and the command run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Reported as `blocking-call` in line 5.
pub(crate) const BLOCKING: &str = "import asyncio\nimport time\n\nasync def main():\n    time.sleep(1)\n    await asyncio.sleep(0)\n";

/// A coroutine that is as it should be.
pub(crate) const CLEAN: &str = "import asyncio\n\nasync def main():\n    await asyncio.sleep(0)\n";

/// A folder with a `pyproject.toml` and an empty virtual environment, so that nothing outside of it matters.
pub(crate) struct Project {
    _folder: TempDir,
    pub(crate) root: PathBuf,
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("its path");
        let project = Self { _folder: folder, root };
        project.write("pyproject.toml", "");
        project.write(".venv/pyvenv.cfg", "home = /nowhere\nversion = 3.11.7\n");
        project.write(".venv/lib/python3.11/site-packages/py.typed", "");
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a readable file")
    }

    /// Returns the command, with an environment that says nothing.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(&self.root).env_clear();
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.finish(self.command(arguments))
    }

    pub(crate) fn finish(&self, mut command: Command) -> Outcome {
        let output = command.output().expect("the command starts");
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("output is UTF-8");
            text.replace(self.root.to_str().expect("a path that is text"), "[ROOT]")
        };
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Checks, and returns the findings as "path:row rule".
    pub(crate) fn findings(&self, arguments: &[&str]) -> Vec<String> {
        let mut all = vec!["check", "--output-format", "json"];
        all.extend(arguments);
        let outcome = self.run(&all);
        let findings: serde_json::Value = serde_json::from_str(&outcome.stdout)
            .unwrap_or_else(|error| panic!("{error}: {outcome}"));
        let line = |it: &serde_json::Value| {
            let field = |name: &str| it[name].as_str().expect("a text").to_owned();
            format!("{}:{} {}", field("filename"), it["location"]["row"], field("name"))
        };
        let loud = |it: &&serde_json::Value| it["severity"] != "note";
        findings.as_array().expect("an array").iter().filter(loud).map(line).collect()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self.code.map_or_else(|| "none".to_owned(), |it| it.to_string());
        write!(
            formatter,
            "exit code: {code}\n--- stdout\n{}--- stderr\n{}",
            self.stdout, self.stderr
        )
    }
}

pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_nonblock"))
}
