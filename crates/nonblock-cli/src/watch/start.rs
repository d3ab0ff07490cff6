//! Starting a program so that it watches its own loops.
//!
//! The program becomes this process: no parent stays in between, and signals and exit codes are its own; only where a
//! report is wanted, somebody has to stay and write it (`supervise`). A folder
//! first on `PYTHONPATH` starts the watch in it and in every Python process below it.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::arguments::Run;
use super::output::ReportFile;
use super::supervise;
use crate::command::Refusal;
use crate::exit::Exit;

/// Asks an interpreter where the watch's start-up file is.
const WHERE: &str =
    "import nonblock, os; print(os.path.join(os.path.dirname(nonblock.__file__), '_watch_site'))";

/// Runs the program; returns only if it cannot be started.
pub(super) fn run(arguments: &Run) -> anyhow::Result<Exit> {
    let python = arguments.python.clone().unwrap_or_else(neighbour);
    let whole: Vec<OsString> = std::env::args_os().collect();
    let mut command = match arguments.command.split_first() {
        Some((program, rest)) if arguments.is_program(&whole) => {
            let mut command = Command::new(program);
            command.args(rest);
            command
        }
        _ => {
            let mut command = Command::new(&python);
            if !arguments.module.is_empty() {
                command.arg("-m").args(&arguments.module);
            }
            command.args(&arguments.command);
            command
        }
    };
    let site = site(&python)?;
    command.env("PYTHONPATH", first_on_path(site)?);
    command.env("NONBLOCK_WATCH", "1");
    command.env("NONBLOCK_WATCH_THRESHOLD", arguments.report.threshold.as_secs_f64().to_string());
    command.env("NONBLOCK_WATCH_HANG", arguments.report.hang.as_secs_f64().to_string());
    if let Some(path) = &arguments.report.json_lines {
        let path = if path == Path::new("-") {
            PathBuf::from("/dev/stdout")
        } else {
            std::path::absolute(path)?
        };
        command.env("NONBLOCK_WATCH_JSON", path);
    }
    if let Some(address) = arguments.report.prometheus {
        command.env("NONBLOCK_WATCH_PROMETHEUS", address.to_string());
    }
    if let Some(file) = ReportFile::of(&arguments.output)? {
        return supervise::run(command, arguments.report.threshold, &file);
    }
    let error = command.exec();
    Err(not_started(&command, &error).into())
}

/// Returns why a program could not be started.
pub(super) fn not_started(command: &Command, error: &io::Error) -> Refusal {
    Refusal {
        message: format!("cannot run {}: {error}", command.get_program().display()),
        hint: "a program of a virtual environment is found when the environment is active"
            .to_owned(),
    }
}

/// Returns the interpreter beside this command, as in a virtual environment, or the first on the path.
fn neighbour() -> PathBuf {
    let folder = std::env::current_exe().ok().and_then(|path| Some(path.parent()?.to_owned()));
    let beside = folder.map(|folder| folder.join("python")).filter(|python| python.exists());
    beside.unwrap_or_else(|| PathBuf::from("python3"))
}

fn site(python: &Path) -> anyhow::Result<OsString> {
    // The process that answers must not watch itself.
    let output = Command::new(python).args(["-c", WHERE]).env("NONBLOCK_WATCH", "0").output();
    let output = output.map_err(|error| Refusal {
        message: format!("cannot run {}: {error}", python.display()),
        hint: "name an interpreter with --python".to_owned(),
    })?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let reason = words.lines().last().unwrap_or_default().to_owned();
        return Err(Refusal {
            message: format!("{} cannot import nonblock: {reason}", python.display()),
            hint: format!("install it there: {} -m pip install nonblock", python.display()),
        }
        .into());
    }
    let path = String::from_utf8_lossy(&output.stdout);
    Ok(OsString::from(path.trim_end_matches('\n')))
}

fn first_on_path(site: OsString) -> anyhow::Result<OsString> {
    let others = std::env::var_os("PYTHONPATH").filter(|it| !it.is_empty());
    let others: Vec<PathBuf> = others.iter().flat_map(std::env::split_paths).collect();
    Ok(std::env::join_paths(std::iter::once(PathBuf::from(site)).chain(others))?)
}
