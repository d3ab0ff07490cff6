//! `nonblock watch record`: what the loops of a process do, written as a report.

use std::io::{self, Write};

use nonblock_report::stall::{Stall, Summary};
use nonblock_watch::follow::Follow;
use nonblock_watch::record::Tape;
use nonblock_watch::watchdog::{Listener, Options, Sight};

use super::arguments::Record;
use super::attached::json_lines;
use super::family::{self, Audience};
use super::figures::Figures;
use super::output::ReportFile;
use crate::exit::Exit;
use crate::streams::tell;

/// Records until the process, the time, or the person's patience ends; then writes.
pub(super) fn record(arguments: &Record) -> anyhow::Result<Exit> {
    let Some(file) = ReportFile::of(&arguments.output)? else { return Ok(Exit::Failure) };
    let report = &arguments.report;
    let options = Options { threshold: report.threshold, hang: report.hang };
    let mut studio = Studio {
        tape: Tape::new(report.threshold, Some(arguments.target.rate)),
        json: report.json_lines.as_deref().map(json_lines).transpose()?,
        figures: Figures::serve(report.prometheus)?,
        summary: Summary::default(),
        programs: Vec::new(),
        failure: None,
    };
    family::watch(&arguments.target, options, &mut studio)?;
    let failure = studio.failure.take();
    file.write(&studio.tape.finish(studio.programs.join("; ")))?;
    studio.summary.write(&mut io::stdout().lock())?;
    match failure {
        Some(error) => Err(error.into()),
        None if studio.summary.count() == 0 => Ok(Exit::Clean),
        None => Ok(Exit::Findings),
    }
}

/// Records and counts.
struct Studio {
    tape: Tape,
    json: Option<Box<dyn Write + Send>>,
    figures: Figures,
    summary: Summary,
    /// What was watched, for the title.
    programs: Vec<String>,
    failure: Option<io::Error>,
}

impl Listener for Studio {
    fn hear(&mut self, stall: &Stall) {
        self.tape.hear(stall);
        self.figures.hear(stall);
        if stall.is_over {
            self.summary.add(stall);
            let json = self.json.as_mut();
            let written = json.map_or(Ok(()), |out| {
                nonblock_report::stall::write_json_line(stall, out).and_then(|()| out.flush())
            });
            if let Err(error) = written {
                self.failure.get_or_insert(error);
            }
        }
    }

    fn see(&mut self, sight: &Sight<'_>) {
        self.tape.see(sight);
        self.figures.see(sight);
    }

    fn rest(&mut self) {
        self.figures.rest();
    }
}

impl Audience for Studio {
    fn meet(&mut self, process: &Follow) {
        let id = process.process();
        let program = command_line(id);
        tell(&format!("recording process {id} (CPython {}): {program}", process.python()));
        self.programs.push(format!("{program} (process {id}, CPython {})", process.python()));
    }

    fn goes_on(&mut self) -> anyhow::Result<bool> {
        Ok(self.failure.is_none())
    }
}

/// Returns the command line of a process, in the words that started it.
pub(super) fn command_line(process: u32) -> String {
    let bytes = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    let words: Vec<String> = bytes
        .split(|byte| *byte == 0)
        .filter(|word| !word.is_empty())
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    let line = words.join(" ").replace(|it: char| it.is_control(), " ");
    line.chars().take(200).collect()
}
