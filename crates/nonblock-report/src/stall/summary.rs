//! Many stalls, folded by place and cause: how often, how long.

use super::{CauseKind, Frame, Stall, place, plain, text};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Places kept; stalls elsewhere are counted together.
const MOST_PLACES: usize = 512;

/// Durations kept of one place; more replace the oldest.
const MOST_DURATIONS: usize = 256;

/// Stalls of one place and cause, in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The line to change; nothing if no stall said.
    pub place: Option<Frame>,
    /// Why.
    pub cause: CauseKind,
    /// Why, in a sentence, as the first stall said it.
    pub explanation: String,
    /// What to write instead.
    pub cure: String,
    /// The rule of `nonblock check` that finds it, or empty.
    pub rule: String,
    /// How many.
    pub count: u64,
    /// Seconds in all.
    pub total: f64,
    /// The longest.
    pub longest: f64,
    /// Below which half of the latest stalls lie, in seconds.
    pub p50: f64,
    /// 95 %.
    pub p95: f64,
    /// 99 %.
    pub p99: f64,
}

/// Stalls of one place and cause.
#[derive(Clone, Debug)]
struct Fold {
    place: Option<Frame>,
    cause: CauseKind,
    explanation: String,
    cure: String,
    rule: String,
    count: u64,
    total: f64,
    longest: f64,
    durations: Vec<f64>,
}

impl Fold {
    fn new(stall: &Stall) -> Self {
        Self {
            place: stall.place.clone(),
            cause: stall.cause.kind,
            explanation: stall.cause.explanation.clone(),
            cure: stall.cure.clone(),
            rule: stall.rule.clone(),
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

    fn place(&self) -> Place {
        let mut sorted = self.durations.clone();
        sorted.sort_by(f64::total_cmp);
        Place {
            place: self.place.clone(),
            cause: self.cause,
            explanation: self.explanation.clone(),
            cure: self.cure.clone(),
            rule: self.rule.clone(),
            count: self.count,
            total: self.total,
            longest: self.longest,
            p50: percentile(&sorted, 50),
            p95: percentile(&sorted, 95),
            p99: percentile(&sorted, 99),
        }
    }
}

/// Returns the value below which that share of the sorted ones lie (nearest rank).
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
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

    /// Returns how many seconds they lasted in all.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// Returns how many stalls are in no place, because there were too many places.
    pub fn elsewhere(&self) -> u64 {
        self.elsewhere
    }

    /// Returns the places by the time they cost, most expensive first.
    pub fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = self.folds.values().map(Fold::place).collect();
        places.sort_by(|one, other| other.total.total_cmp(&one.total));
        places
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
        for place in self.places() {
            write_place(&place, out)?;
        }
        if 0 < self.elsewhere {
            writeln!(out, "  {:>5} x  in other places", self.elsewhere)?;
        }
        Ok(())
    }
}

fn write_place(fold: &Place, out: &mut dyn Write) -> io::Result<()> {
    let at = fold.place.as_ref().map_or_else(|| "(place unknown)".to_owned(), place);
    writeln!(
        out,
        "  {:>5} x  p50 {}, p95 {}, longest {}  {at}",
        fold.count,
        text::duration(fold.p50),
        text::duration(fold.p95),
        text::duration(fold.longest),
    )?;
    writeln!(out, "           {}", plain(&fold.explanation))?;
    writeln!(out, "           help: {}", plain(&fold.cure))
}
