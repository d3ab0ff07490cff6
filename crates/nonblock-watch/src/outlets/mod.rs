//! Where stalls go from the watchdog's thread: the terminal, a file, a summary, and an inbox for Python.

mod inbox;

pub use inbox::Inbox;

use crate::clock;
use crate::endpoint::Endpoint;
use crate::meter::Meter;
use crate::shared::Shared;
use crate::watchdog::{Listener, Sight};
use nonblock_report::stall::{Stall, Summary, write_json_line, write_stall};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::Arc;

/// What happened so far, for whoever asks.
#[derive(Debug, Default)]
pub struct Ledger {
    summary: Shared<Summary>,
    meter: Shared<Meter>,
    /// The first failure to write, which would otherwise be lost on the watchdog's thread.
    failure: Shared<Option<String>>,
}

impl Ledger {
    /// Returns how many stalls have ended.
    pub fn count(&self) -> u64 {
        self.summary.with(|summary| summary.count())
    }

    /// Returns the summary as text.
    pub fn summary(&self) -> String {
        let mut text = Vec::new();
        // Writing to memory cannot fail.
        self.summary.with(|summary| summary.write(&mut text)).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Returns the figures in Prometheus' text format.
    pub fn metrics(&self) -> String {
        // A copy, so that the watchdog does not wait for the writing.
        let meter = self.meter.with(|meter| meter.clone());
        meter.exposition(clock::monotonic())
    }

    /// Returns why a report could not be written, once.
    pub fn failure(&self) -> Option<String> {
        self.failure.with(Option::take)
    }
}

/// Sends each stall everywhere it is wanted.
#[derive(Debug)]
pub struct Outlets {
    is_on_terminal: bool,
    json: Option<File>,
    endpoint: Option<Endpoint>,
    inbox: Arc<Inbox>,
    ledger: Arc<Ledger>,
}

impl Outlets {
    /// Returns outlets that fill the inbox and the ledger.
    pub fn new(inbox: Arc<Inbox>, ledger: Arc<Ledger>) -> Self {
        Self { is_on_terminal: false, json: None, endpoint: None, inbox, ledger }
    }

    /// Also writes to the standard error stream.
    #[must_use]
    pub fn on_terminal(self) -> Self {
        Self { is_on_terminal: true, ..self }
    }

    /// Also appends JSON lines to a file.
    pub fn into_file(self, path: &Path) -> io::Result<Self> {
        let json = File::options().create(true).append(true).open(path)?;
        Ok(Self { json: Some(json), ..self })
    }

    /// Also answers Prometheus.
    #[must_use]
    pub fn at_endpoint(self, endpoint: Endpoint) -> Self {
        Self { endpoint: Some(endpoint), ..self }
    }

    fn write(&mut self, stall: &Stall) -> io::Result<()> {
        if self.is_on_terminal {
            let mut text = Vec::new();
            write_stall(stall, &mut text)?;
            // A copy of the descriptor: the standard library's lock may be held by a thread that a fork leaves behind.
            File::from(io::stderr().as_fd().try_clone_to_owned()?).write_all(&text)?;
        }
        match &mut self.json {
            Some(json) if stall.is_over => write_json_line(stall, json),
            _ => Ok(()),
        }
    }
}

impl Listener for Outlets {
    fn hear(&mut self, stall: &Stall) {
        if let Err(error) = self.write(stall) {
            self.ledger.failure.with(|failure| {
                failure.get_or_insert(format!("cannot write a stall: {error}"));
            });
        }
        if stall.is_over {
            self.ledger.summary.with(|summary| summary.add(stall));
            self.ledger.meter.with(|meter| meter.hear(stall));
        }
        self.inbox.put(stall.clone());
    }

    fn see(&mut self, sight: &Sight<'_>) {
        self.ledger.meter.with(|meter| meter.see(sight));
    }

    fn rest(&mut self) {
        if let Some(endpoint) = &mut self.endpoint {
            endpoint.turn(clock::monotonic(), || self.ledger.metrics());
        }
    }
}
