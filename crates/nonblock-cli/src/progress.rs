//! How far the work is, for a person at a terminal who has waited for a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nonblock_check::Progress;

use crate::streams::Volume;

/// Shorter work needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error that appears late and leaves nothing behind.
pub(crate) struct Bar {
    drawing: ProgressBar,
    started: Instant,
    shown: OnceLock<()>,
}

impl Bar {
    pub(crate) fn new(volume: Volume) -> Self {
        let drawing = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let bar = Self { drawing, started: Instant::now(), shown: OnceLock::new() };
        if volume < Volume::Normal || !std::io::stderr().is_terminal() {
            // Claims the one chance to appear.
            bar.shown.get_or_init(|| ());
        }
        bar
    }

    fn appear(&self) {
        if self.shown.get().is_none() && PATIENCE <= self.started.elapsed() {
            self.shown.get_or_init(|| self.drawing.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawing.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, phase: &str, steps: usize) {
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}")
            .expect("the template is well-formed");
        self.drawing.reset();
        self.drawing.set_style(style);
        self.drawing.set_message(phase.to_owned());
        self.drawing.set_length(u64::try_from(steps).unwrap_or(u64::MAX));
        self.appear();
    }

    fn advance(&self) {
        self.drawing.inc(1);
        self.appear();
    }
}
