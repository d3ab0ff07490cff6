//! From arguments to the exit code: parses, dispatches, and turns every way of failing into words.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use nonblock_check::project::Surroundings;
use nonblock_check::settings::SettingsError;

use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::streams::tell;
use crate::{check, completion, crash, rule};

/// An error whose way out is known.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) hint: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// Several settings that cannot be used.
#[derive(Debug)]
pub(crate) struct BadSettings(pub(crate) Vec<SettingsError>);

impl std::fmt::Display for BadSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> = self.0.iter().map(SettingsError::to_string).collect();
        formatter.write_str(&lines.join("\nerror: "))
    }
}

impl std::error::Error for BadSettings {}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    crash::remember();
    let exit = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        crash::tell_of_it();
        Exit::Bug
    });
    exit.into()
}

fn run() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse_arguments(&error),
    };
    match dispatch(&arguments) {
        Ok(exit) => exit,
        Err(error) if is_broken_pipe(&error) => Exit::Clean,
        Err(error) => {
            tell_error(&error);
            Exit::Failure
        }
    }
}

/// Says what went wrong, and the way out where it is known.
pub(crate) fn tell_error(error: &anyhow::Error) {
    tell(&format!("error: {error:#}"));
    if let Some(refusal) = error.downcast_ref::<Refusal>()
        && !refusal.hint.is_empty()
    {
        tell(&format!("hint: {}", refusal.hint));
    }
}

fn dispatch(arguments: &Arguments) -> anyhow::Result<Exit> {
    let surroundings = Surroundings::of_process().map_err(|error| Refusal {
        message: format!("cannot find the working directory: {error}"),
        hint: "change to a folder that exists".to_owned(),
    })?;
    match &arguments.command {
        Command::Check(check) => check::run(check, arguments.voice, &surroundings),
        Command::Rule(query) => rule::run(query),
        Command::Explain(it) => {
            let volume = arguments.voice.volume();
            check::explain(&it.place, &it.environment, &it.configuration, volume, &surroundings)
        }
        Command::Watch(watch) => crate::watch::run(watch),
        Command::GenerateShellCompletion { shell } => completion::run(*shell),
    }
}

/// `--help` and `--version` arrive as errors too.
fn refuse_arguments(error: &clap::Error) -> Exit {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    match error.print() {
        Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => Exit::Failure,
        _ if is_answer => Exit::Clean,
        _ => Exit::Failure,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|it| it.downcast_ref::<io::Error>())
        .any(|it| it.kind() == io::ErrorKind::BrokenPipe)
}
