//! Running a program to its end and writing a report of its stalls, and of its children's.
//!
//! The processes append their stalls to one file, so that nothing is lost if one is killed. This process does nothing
//! but pass signals on and wait. The kernel sends Ctrl-C to the program as well: only signals that were sent to this
//! process alone are passed on.

mod sys;

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use anyhow::Context;
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::signalfd::SignalFd;
use nix::unistd::Pid;
use nonblock_report::recording::Recording;
use nonblock_report::stall::read_json_line;
use nonblock_watch::record::Tape;
use nonblock_watch::watchdog::Listener;

use super::output::ReportFile;
use super::start::not_started;
use crate::exit::Exit;
use crate::streams::tell;

/// Signals that are meant for the program.
const PASSED_ON: [Signal; 7] = [
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGTERM,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
    Signal::SIGWINCH,
];

/// The kernel's word for a signal of its own: from the terminal, to the whole group.
const FROM_KERNEL: i32 = 0x80;

/// Runs the program; the exit code is its own.
pub(super) fn run(
    mut command: Command,
    threshold: Duration,
    file: &ReportFile,
) -> anyhow::Result<Exit> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let stalls = folder.path().join("stalls.jsonl");
    command.env("NONBLOCK_WATCH_JSON", &stalls);
    let program = title(&command);
    let tape = Tape::new(threshold, None);
    // Blocked before the program starts, so that none is missed.
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGCHLD);
    for signal in PASSED_ON {
        signals.add(signal);
    }
    signals.thread_block().context("cannot block signals")?;
    sys::unblock_signals(&mut command);
    let queue = SignalFd::new(&signals).context("cannot listen for signals")?;
    let mut child = command.spawn().map_err(|error| not_started(&command, &error))?;
    let status = wait(&mut child, &queue)?;
    let recording = read(tape, &stalls, program)?;
    file.write(&recording)?;
    Ok(Exit::Program(code(status)))
}

/// Waits for the end of the program, and passes signals on.
fn wait(child: &mut Child, queue: &SignalFd) -> anyhow::Result<ExitStatus> {
    let process = Pid::from_raw(i32::try_from(child.id())?);
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for the program")? {
            return Ok(status);
        }
        let Some(came) = queue.read_signal().context("cannot listen for signals")? else {
            continue;
        };
        let signal = i32::try_from(came.ssi_signo).ok().and_then(|it| Signal::try_from(it).ok());
        if let Some(signal) =
            signal.filter(|it| PASSED_ON.contains(it) && came.ssi_code != FROM_KERNEL)
        {
            // A program that has just ended is noticed in the next turn.
            kill(process, signal).unwrap_or_default();
        }
    }
}

/// Reads what the processes have written.
fn read(mut tape: Tape, stalls: &std::path::Path, program: String) -> anyhow::Result<Recording> {
    match std::fs::File::open(stalls) {
        Ok(file) => {
            for line in BufReader::new(file).lines() {
                match read_json_line(&line?) {
                    Ok(stall) => tape.hear(&stall),
                    // A process that was killed while it wrote.
                    Err(error) => tell(&format!("warning: {error}")),
                }
            }
        }
        // No process was watched, or none of them imported nonblock.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            tell(
                "warning: no Python process of the program was watched: `python -I` and `-E` are not",
            );
        }
        Err(error) => return Err(error).context("cannot read what the program wrote"),
    }
    Ok(tape.finish(program))
}

fn title(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|it| it.to_string_lossy().into_owned()).collect();
    words.join(" ")
}

/// Returns the exit code as a shell gives it: 128 and more for a signal.
fn code(status: ExitStatus) -> u8 {
    let number = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    number.and_then(|it| u8::try_from(it).ok()).unwrap_or(1)
}
