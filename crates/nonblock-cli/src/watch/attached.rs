//! Watching a process that runs already: stalls on the terminal, or as JSON lines.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use nonblock_report::stall::{Stall, Summary, write_dump, write_json_line, write_stall};
use nonblock_watch::watchdog::{Listener, Options, Sight};

use super::arguments::{Dump, Report, Target};
use super::family::{self, Audience, refusal};
use super::figures::Figures;
use crate::exit::Exit;

/// Shows what the threads of a process do.
pub(super) fn dump(arguments: &Dump) -> anyhow::Result<Exit> {
    let dump = nonblock_watch::dump::dump(arguments.pid).map_err(refusal)?;
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &dump).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        write_dump(&dump, &mut out)?;
    }
    Ok(Exit::Clean)
}

/// Watches a process until it, the time, or the person's patience ends.
pub(super) fn watch(target: &Target, report: &Report) -> anyhow::Result<Exit> {
    let options = Options { threshold: report.threshold, hang: report.hang };
    let mut page = Page::open(report)?;
    family::watch(target, options, &mut page)?;
    page.finish()
}

/// Opens a file for JSON lines; `-` is standard output.
pub(super) fn json_lines(path: &Path) -> anyhow::Result<Box<dyn Write + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdout()));
    }
    let file = File::options().create(true).append(true).open(path);
    Ok(Box::new(file.with_context(|| format!("cannot write {}", path.display()))?))
}

/// Where stalls are written.
struct Page {
    json: Option<Box<dyn Write + Send>>,
    summary: Summary,
    figures: Figures,
    failure: Option<io::Error>,
}

impl Page {
    fn open(report: &Report) -> anyhow::Result<Self> {
        Ok(Self {
            json: report.json_lines.as_deref().map(json_lines).transpose()?,
            summary: Summary::default(),
            figures: Figures::serve(report.prometheus)?,
            failure: None,
        })
    }

    fn write(&mut self, stall: &Stall) -> io::Result<()> {
        match &mut self.json {
            Some(out) if stall.is_over => write_json_line(stall, out).and_then(|()| out.flush()),
            Some(_) => Ok(()),
            None => write_stall(stall, &mut io::stdout().lock()),
        }
    }

    fn finish(mut self) -> anyhow::Result<Exit> {
        self.goes_on()?;
        if self.json.is_none() {
            self.summary.write(&mut io::stdout().lock())?;
        }
        Ok(if self.summary.count() == 0 { Exit::Clean } else { Exit::Findings })
    }
}

impl Listener for Page {
    fn hear(&mut self, stall: &Stall) {
        if stall.is_over {
            self.summary.add(stall);
        }
        self.figures.hear(stall);
        if let Err(error) = self.write(stall) {
            self.failure.get_or_insert(error);
        }
    }

    fn see(&mut self, sight: &Sight<'_>) {
        self.figures.see(sight);
    }

    fn rest(&mut self) {
        self.figures.rest();
    }
}

impl Audience for Page {
    /// Fails if nobody reads any more.
    fn goes_on(&mut self) -> anyhow::Result<bool> {
        self.failure.take().map_or(Ok(true), |error| Err(error.into()))
    }
}
