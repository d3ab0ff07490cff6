//! Watching a process that runs already.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use nonblock_report::stall::{Stall, Summary, write_dump, write_json_line, write_stall};
use nonblock_watch::attach::AttachError;
use nonblock_watch::follow::{Follow, children};
use nonblock_watch::watchdog::{Listener, Options};

use super::arguments::{Dump, Report, Target};
use crate::command::Refusal;
use crate::exit::Exit;
use crate::streams::tell;

/// How often new children are looked for.
const FAMILY: Duration = Duration::from_millis(500);

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

/// Splits the error's words from its hint.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn refusal(error: AttachError) -> Refusal {
    let text = error.to_string();
    let (message, hint) = text.split_once("\nhint: ").unwrap_or((&text, ""));
    Refusal { message: message.to_owned(), hint: hint.to_owned() }
}

/// Watches a process until it, the time, or the person's patience ends.
pub(super) fn watch(target: &Target, report: &Report) -> anyhow::Result<Exit> {
    let Some(pid) = target.pid else { return Ok(Exit::Failure) };
    let options = Options { threshold: report.threshold, hang: report.hang };
    let mut family = vec![Follow::attach(pid, options).map_err(refusal)?];
    for follow in &family {
        tell(&announcement(follow));
    }
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_interrupted);
    ctrlc::set_handler(move || asked.store(true, Ordering::Release))
        .context("cannot listen for Ctrl-C")?;
    let mut page = Page::open(report.json_lines.as_deref())?;
    let period = Duration::from_secs(1) / target.rate;
    let deadline = target.duration.map(|duration| Instant::now() + duration);
    let mut searched = Instant::now();
    let mut strangers = Vec::new();
    while !family.is_empty()
        && !is_interrupted.load(Ordering::Acquire)
        && deadline.is_none_or(|deadline| Instant::now() < deadline)
    {
        std::thread::park_timeout(period);
        family.retain_mut(|follow| follow.turn(&mut page));
        if target.subprocesses && FAMILY <= searched.elapsed() {
            searched = Instant::now();
            adopt(&mut family, &mut strangers, options);
        }
        page.check()?;
    }
    for follow in &mut family {
        follow.finish(&mut page);
    }
    page.finish()
}

fn announcement(follow: &Follow) -> String {
    let (process, python) = (follow.process(), follow.python());
    match follow.loops().as_slice() {
        [] => {
            format!("watching process {process} (CPython {python}), which runs no event loop yet")
        }
        [thread] => {
            format!("watching process {process} (CPython {python}): event loop in thread {thread}")
        }
        several => {
            format!("watching process {process} (CPython {python}): {} event loops", several.len())
        }
    }
}

/// Takes in children that run Python; others are asked only once.
fn adopt(family: &mut Vec<Follow>, strangers: &mut Vec<u32>, options: Options) {
    let known: Vec<u32> = family.iter().map(Follow::process).collect();
    for child in known.iter().flat_map(|process| children(*process)) {
        if known.contains(&child) || strangers.contains(&child) {
            continue;
        }
        match Follow::attach(child, options) {
            Ok(follow) => {
                tell(&announcement(&follow));
                family.push(follow);
            }
            // A child that has only just been forked may yet become Python.
            Err(AttachError::NoProcess { .. } | AttachError::NoPython { .. }) => {}
            Err(error) => {
                tell(&format!("warning: {error}"));
                strangers.push(child);
            }
        }
    }
}

/// Where stalls are written.
struct Page {
    json: Option<Box<dyn Write + Send>>,
    summary: Summary,
    failure: Option<io::Error>,
}

impl Page {
    fn open(json_lines: Option<&Path>) -> anyhow::Result<Self> {
        let json: Option<Box<dyn Write + Send>> = match json_lines {
            None => None,
            Some(path) if path == Path::new("-") => Some(Box::new(io::stdout())),
            Some(path) => {
                let file = File::options().create(true).append(true).open(path);
                Some(Box::new(file.with_context(|| format!("cannot write {}", path.display()))?))
            }
        };
        Ok(Self { json, summary: Summary::default(), failure: None })
    }

    fn write(&mut self, stall: &Stall) -> io::Result<()> {
        match &mut self.json {
            Some(out) if stall.is_over => write_json_line(stall, out).and_then(|()| out.flush()),
            Some(_) => Ok(()),
            None => write_stall(stall, &mut io::stdout().lock()),
        }
    }

    /// Returns the failure to write, if there was one: nobody reads any more.
    fn check(&mut self) -> anyhow::Result<()> {
        self.failure.take().map_or(Ok(()), |error| Err(error.into()))
    }

    fn finish(mut self) -> anyhow::Result<Exit> {
        self.check()?;
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
        if let Err(error) = self.write(stall) {
            self.failure.get_or_insert(error);
        }
    }
}
