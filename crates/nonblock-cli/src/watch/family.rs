//! The processes under watch: the one that was named, and its children if wanted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use nonblock_watch::attach::AttachError;
use nonblock_watch::follow::{Follow, children};
use nonblock_watch::watchdog::{Listener, Options};

use super::arguments::Target;
use crate::command::Refusal;
use crate::streams::tell;

/// How often new children, and new programs in old processes, are looked for.
const SEARCH: Duration = Duration::from_millis(500);

/// How long a process that runs another program may take to become Python again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who takes what is seen, and says when it is enough.
pub(super) trait Audience: Listener {
    /// Says how a process is announced that is now watched.
    fn meet(&mut self, process: &Follow) {
        tell(&announcement(process));
    }

    /// Returns whether to go on, after each round.
    fn goes_on(&mut self) -> anyhow::Result<bool>;
}

/// Processes under watch.
struct Family {
    options: Options,
    members: Vec<Follow>,
    /// Children that cannot be watched; asked only once.
    strangers: Vec<u32>,
    /// Processes whose interpreter is gone although they are not: `exec` put another program in its place.
    changing: Vec<(u32, Instant)>,
    /// Whether any of them was ever seen to run an event loop.
    has_loop: bool,
}

/// Watches until the processes, the time or the audience's patience ends, or Ctrl-C comes.
pub(super) fn watch(
    target: &Target,
    options: Options,
    audience: &mut dyn Audience,
) -> anyhow::Result<()> {
    let Some(pid) = target.pid else { return Ok(()) };
    // Before anything is announced: whoever reads that may press Ctrl-C at once.
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_interrupted);
    ctrlc::set_handler(move || asked.store(true, Ordering::Release))
        .context("cannot listen for Ctrl-C")?;
    let first = Follow::attach(pid, options).map_err(refusal)?;
    audience.meet(&first);
    let (strangers, changing) = (Vec::new(), Vec::new());
    let has_loop = !first.loops().is_empty();
    let mut family = Family { options, members: vec![first], strangers, changing, has_loop };
    let period = Duration::from_secs(1) / target.rate;
    let deadline = target.duration.map(|duration| Instant::now() + duration);
    let mut searched = Instant::now();
    while !family.is_gone()
        && !is_interrupted.load(Ordering::Acquire)
        && deadline.is_none_or(|deadline| Instant::now() < deadline)
        && audience.goes_on()?
    {
        std::thread::park_timeout(period);
        family.turn(audience);
        if SEARCH <= searched.elapsed() {
            searched = Instant::now();
            family.meet_again(audience);
            if target.subprocesses {
                family.adopt(audience);
            }
        }
    }
    for follow in &mut family.members {
        follow.finish(audience);
    }
    if !family.has_loop {
        tell(&format!(
            "warning: no event loop of asyncio ran in process {pid}: `nonblock watch dump --pid {pid}` shows what its threads do"
        ));
    }
    Ok(())
}

/// Splits the error's words from its hint.
#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
pub(super) fn refusal(error: AttachError) -> Refusal {
    let text = error.to_string();
    let (message, hint) = text.split_once("\nhint: ").unwrap_or((&text, ""));
    Refusal { message: message.to_owned(), hint: hint.to_owned() }
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

impl Family {
    /// Returns whether there is nobody left to watch.
    fn is_gone(&self) -> bool {
        self.members.is_empty() && self.changing.is_empty()
    }

    /// Looks once at each process, and parts with those that have no interpreter any more.
    fn turn(&mut self, audience: &mut dyn Audience) {
        self.members.retain_mut(|follow| {
            let goes_on = follow.turn(audience);
            self.has_loop |= !follow.loops().is_empty();
            if !goes_on {
                follow.finish(audience);
                self.changing.push((follow.process(), Instant::now()));
            }
            goes_on
        });
    }

    /// Takes processes in that run Python again, after `exec`.
    fn meet_again(&mut self, audience: &mut dyn Audience) {
        for (process, since) in std::mem::take(&mut self.changing) {
            match Follow::attach(process, self.options) {
                Ok(follow) => {
                    audience.meet(&follow);
                    self.members.push(follow);
                }
                Err(AttachError::NoProcess { .. }) => {}
                Err(_) if since.elapsed() < PATIENCE => self.changing.push((process, since)),
                Err(error) => tell(&format!("warning: {error}")),
            }
        }
    }

    /// Takes in children that run Python.
    fn adopt(&mut self, audience: &mut dyn Audience) {
        let known: Vec<u32> = self.members.iter().map(Follow::process).collect();
        for child in known.iter().flat_map(|process| children(*process)) {
            if known.contains(&child) || self.strangers.contains(&child) {
                continue;
            }
            match Follow::attach(child, self.options) {
                Ok(follow) => {
                    audience.meet(&follow);
                    self.members.push(follow);
                }
                // A child that has only just been forked may yet become Python.
                Err(AttachError::NoProcess { .. } | AttachError::NoPython { .. }) => {}
                Err(error) => {
                    tell(&format!("warning: {error}"));
                    self.strangers.push(child);
                }
            }
        }
    }
}
