//! `nonblock check`: finds the project, has it analysed, and reports.

mod again;
mod confirmed;
mod explain;
mod fixes;
mod flags;
mod ignores;
mod session;
mod settle;
mod show;

use std::time::Instant;

use nonblock_catalogue::Severity;
use nonblock_check::project::{Surroundings, Weight};
use nonblock_report::{Confidence, Report};

use crate::arguments::{Certainty, Check, Level, Voice};
use crate::exit::Exit;
use crate::interrupt;
use crate::progress::Bar;
use crate::streams::{Volume, tell};
use session::{Plan, Session};
use settle::Settled;

pub(crate) use explain::explain;

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Note => Self::Note,
            Level::Warning => Self::Warning,
            Level::Error => Self::Error,
        }
    }
}

impl From<Certainty> for Confidence {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Possible => Self::Possible,
            Certainty::Likely => Self::Likely,
            Certainty::Proven => Self::Proven,
        }
    }
}

impl Exit {
    fn of(weight: Weight) -> Self {
        match weight {
            Weight::Notice => Self::Clean,
            Weight::Source => Self::Findings,
            Weight::Io => Self::Failure,
        }
    }
}

/// Runs the command.
pub(crate) fn run(
    arguments: &Check,
    voice: Voice,
    surroundings: &Surroundings,
) -> anyhow::Result<Exit> {
    let volume = voice.volume();
    if let Some(place) = &arguments.instead.why_not {
        let (environment, configuration) = (&arguments.environment, &arguments.configuration);
        return explain(place, environment, configuration, volume, surroundings);
    }
    interrupt::listen();
    if arguments.instead.watch {
        return again::keep_checking(arguments, voice, surroundings).map(|never| match never {});
    }
    let mut session = open(arguments, voice, surroundings)?;
    if arguments.instead.show_settings {
        session.show_settings()?;
        return Ok(Exit::Clean);
    }
    if arguments.instead.show_files {
        show::problems(&Report::default(), &session, voice, surroundings)?;
        show::files(&session)?;
        return Ok(session.weight().map_or(Exit::Clean, Exit::of));
    }
    check(arguments, &mut session, voice, surroundings)
}

fn open(arguments: &Check, voice: Voice, surroundings: &Surroundings) -> anyhow::Result<Session> {
    let plan = Plan {
        named: arguments.paths.clone(),
        is_whole: arguments.paths.is_empty(),
        environment: &arguments.environment,
        configuration: &arguments.configuration,
        flags: flags::options(arguments, surroundings)?,
        volume: voice.volume(),
        is_last: !arguments.instead.watch,
    };
    Session::open(plan, surroundings)
}

fn check(
    arguments: &Check,
    session: &mut Session,
    voice: Voice,
    surroundings: &Surroundings,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let volume = voice.volume();
    if volume == Volume::Verbose {
        session.introduce();
    }
    let (mut report, mut settled) = judge(arguments, session, volume)?;
    if arguments.change.fix {
        for _ in 0..fixes::ROUNDS {
            if fixes::write(&report, session, &arguments.change)? == 0 {
                break;
            }
            (report, settled) = judge(arguments, session, volume)?;
        }
    }
    show::problems(&report, session, voice, surroundings)?;
    if volume == Volume::Verbose {
        tell(&format!("checked in {:.2} s", started.elapsed().as_secs_f64()));
    }
    if let Some(reason) = &arguments.known.add_ignore {
        return ignores::write(&report, session, reason);
    }
    if arguments.change.diff {
        return fixes::show(&report, session, &arguments.change);
    }
    let exit = exit(arguments, session, &report);
    if Volume::Silent < volume {
        let output = &arguments.output;
        show::Writer { session, output, voice, surroundings }.report(report, &settled)?;
    }
    Ok(exit)
}

/// Analyses the project, and leaves what is to be reported.
fn judge(
    arguments: &Check,
    session: &mut Session,
    volume: Volume,
) -> anyhow::Result<(Report, Settled)> {
    let mut report = session.analyse(&Bar::new(volume))?;
    let settled = settle::settle(&mut report, session, &arguments.known)?;
    Ok((report, settled))
}

fn exit(arguments: &Check, session: &Session, report: &Report) -> Exit {
    let least = Severity::from(arguments.output.fail_on);
    let threshold = session.settings.threshold;
    let found = report.findings.iter().any(|it| threshold.admits(it) && least <= it.severity);
    let is_unread = session.hindrances.len() < report.problems.len();
    match session.weight().map_or(Exit::Clean, Exit::of) {
        Exit::Failure => Exit::Failure,
        _ if arguments.output.exit_zero => Exit::Clean,
        _ if found || is_unread => Exit::Findings,
        other => other,
    }
}
