//! Many stalls, folded by place and cause: how often, how long.

use super::{CauseKind, Frame, Stall, place, plain, text};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Places kept; stalls elsewhere are counted together.
const MOST_PLACES: usize = 512;

/// Durations kept of one place; more replace the oldest.
const MOST_DURATIONS: usize = 256;

/// Stalls of one place and cause.
#[derive(Clone, Debug)]
struct Fold {
    place: Option<Frame>,
    explanation: String,
    cure: String,
    count: u64,
    total: f64,
    longest: f64,
    durations: Vec<f64>,
}

impl Fold {
    fn new(stall: &Stall) -> Self {
        Self {
            place: stall.place.clone(),
            explanation: stall.cause.explanation.clone(),
            cure: stall.cure.clone(),
            count: 0,
            total: 0.0,
            longest: 0.0,
            durations: Vec::new(),
        }
    }

    fn add(&mut self, stall: &Stall) {
        let at = usize::try_from(self.count).unwrap_or(0) % MOST_DURATIONS;
        match self.durations.get_mut(at) {
            Some(oldest) => *oldest = stall.duration,
            None => self.durations.push(stall.duration),
        }
        self.count += 1;
        self.total += stall.duration;
        self.longest = self.longest.max(stall.duration);
    }

    /// Returns the duration below which that share of the latest stalls lie (nearest rank).
    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.durations.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or(0.0)
    }
}

/// Stalls so far.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    folds: BTreeMap<(Option<(String, String)>, CauseKind), Fold>,
    elsewhere: u64,
    count: u64,
    total: f64,
}

impl Summary {
    /// Counts a stall that has ended.
    pub fn add(&mut self, stall: &Stall) {
        self.count += 1;
        self.total += stall.duration;
        let place = stall.place.as_ref().map(|at| (at.file.clone(), at.function.clone()));
        let key = (place, stall.cause.kind);
        if self.folds.len() < MOST_PLACES || self.folds.contains_key(&key) {
            self.folds.entry(key).or_insert_with(|| Fold::new(stall)).add(stall);
        } else {
            self.elsewhere += 1;
        }
    }

    /// Returns how many stalls were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes places by the time they cost, most expensive first.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.count == 0 {
            return writeln!(out, "nonblock: the event loop was never blocked");
        }
        let times = if self.count == 1 { "once" } else { &format!("{} times", self.count) };
        writeln!(
            out,
            "nonblock: the event loop was blocked {times}, {} in all",
            text::duration(self.total)
        )?;
        let mut folds: Vec<&Fold> = self.folds.values().collect();
        folds.sort_by(|one, other| other.total.total_cmp(&one.total));
        for fold in folds {
            let at = fold.place.as_ref().map_or_else(|| "(place unknown)".to_owned(), place);
            writeln!(
                out,
                "  {:>5} x  p50 {}, p95 {}, longest {}  {at}",
                fold.count,
                text::duration(fold.percentile(50)),
                text::duration(fold.percentile(95)),
                text::duration(fold.longest),
            )?;
            writeln!(out, "           {}", plain(&fold.explanation))?;
            writeln!(out, "           help: {}", plain(&fold.cure))?;
        }
        if 0 < self.elsewhere {
            writeln!(out, "  {:>5} x  in other places", self.elsewhere)?;
        }
        Ok(())
    }
}
