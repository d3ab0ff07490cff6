//! `nonblock check`: finds the project, has it analysed, and reports.

mod session;

use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use nonblock_catalogue::Severity;
use nonblock_check::project::{Surroundings, Weight, display};
use nonblock_report::{
    Report, Settings as Writing, write, write_problems, write_statistics, write_summary,
};

use crate::arguments::{Check, Explain, Level, Voice};
use crate::command::Refusal;
use crate::exit::Exit;
use crate::progress::Bar;
use crate::streams::{Volume, tell, write_report};
use session::Session;

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Note => Self::Note,
            Level::Warning => Self::Warning,
            Level::Error => Self::Error,
        }
    }
}

pub(crate) fn run(
    arguments: &Check,
    voice: Voice,
    surroundings: &Surroundings,
) -> anyhow::Result<Exit> {
    if let Some(place) = arguments.asked_place() {
        return explain_place(place);
    }
    let session = Session::open(arguments, surroundings)?;
    if arguments.output.show_files {
        return show_files(&session);
    }
    let volume = voice.volume();
    if volume == Volume::Verbose {
        session.introduce();
    }
    let report = session.analyse(&Bar::new(volume))?;
    if Volume::Quiet < volume {
        let palette = voice.palette(&io::stderr(), surroundings);
        write_problems(&mut io::stderr().lock(), &report, palette)?;
    }
    if Volume::Silent < volume {
        show(arguments, &session, &report, voice, surroundings)?;
    }
    Ok(exit(arguments, &session, &report))
}

fn show(
    arguments: &Check,
    session: &Session,
    report: &Report,
    voice: Voice,
    surroundings: &Surroundings,
) -> anyhow::Result<()> {
    let root = session.project.root.clone();
    let sources = move |path: &str| -> Option<Arc<str>> {
        std::fs::read_to_string(root.join(path)).ok().map(Arc::from)
    };
    let output = &arguments.output;
    let file = output.output_file.as_deref();
    let palette = match file {
        None => voice.palette(&io::stdout(), surroundings),
        Some(_) => nonblock_report::Palette::Plain,
    };
    let writing = Writing {
        sources: &sources,
        palette,
        threshold: session.settings.threshold,
        ..Writing::default()
    };
    let format = session.settings.output_format;
    let summary = Volume::Quiet < voice.volume() && !output.statistics;
    write_report(file, |out| {
        if output.statistics {
            return write_statistics(out, report, format, &writing);
        }
        write(out, report, format, &writing)?;
        if summary && format.is_text() && file.is_none() {
            write_summary(out, report, &writing)
        } else {
            Ok(())
        }
    })
    .map_err(|error| cannot_write(file, error))?;
    if summary && file.is_some() {
        write_summary(&mut io::stdout().lock(), report, &writing)?;
    }
    Ok(())
}

fn cannot_write(file: Option<&Path>, error: io::Error) -> anyhow::Error {
    let Some(file) = file else {
        return anyhow::Error::new(error).context("cannot write the report");
    };
    Refusal {
        message: format!("cannot write {}: {error}", file.display()),
        hint: "name a file in a folder that exists and that you may write to".to_owned(),
    }
    .into()
}

fn show_files(session: &Session) -> anyhow::Result<Exit> {
    write_report(None, |out| {
        for file in &session.project.files {
            writeln!(out, "{}", display(file, &session.project.root))?;
        }
        Ok(())
    })
    .context("cannot list the files")?;
    Ok(session.weight().map_or(Exit::Clean, exit_of))
}

fn exit(arguments: &Check, session: &Session, report: &Report) -> Exit {
    let least = Severity::from(arguments.output.fail_on);
    let threshold = session.settings.threshold;
    let found = report.findings.iter().any(|it| threshold.admits(it) && least <= it.severity);
    let unread = session.hindrances.len() < report.problems.len();
    let of_project = session.weight().map_or(Exit::Clean, exit_of);
    match of_project {
        Exit::Failure => Exit::Failure,
        _ if arguments.output.exit_zero => Exit::Clean,
        _ if found || unread => Exit::Findings,
        other => other,
    }
}

fn exit_of(weight: Weight) -> Exit {
    match weight {
        Weight::Notice => Exit::Clean,
        Weight::Source => Exit::Findings,
        Weight::Io => Exit::Failure,
    }
}

pub(crate) fn explain(explain: &Explain, _surroundings: &Surroundings) -> anyhow::Result<Exit> {
    explain_place(&explain.place)
}

fn explain_place(place: &str) -> anyhow::Result<Exit> {
    let Some((file, line)) = place.rsplit_once(':').filter(|it| it.1.parse::<u32>().is_ok()) else {
        let hint = "write it as FILE:LINE, for example `app/main.py:12`".to_owned();
        return Err(Refusal { message: format!("`{place}` is not a place"), hint }.into());
    };
    tell(&format!("error: cannot explain {file}:{line} yet"));
    Ok(Exit::Failure)
}
