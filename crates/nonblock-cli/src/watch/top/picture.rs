//! The picture of `top`: lines of text, cut to the size of the terminal if there is one.

use std::fmt::Write;
use std::time::Duration;

use nonblock_report::stall::{Frame, Place, shown};

use super::board::{Board, LoopBoard, WINDOW};

/// The size of a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Tasks named in the picture.
const TASKS: usize = 5;

/// Loops shown one by one.
const LOOPS: usize = 12;

/// Where no terminal bounds the picture.
const UNBOUNDED: Size = Size { rows: 40, columns: 160 };

/// Returns the lines. On a terminal titles are bold.
pub(super) fn draw(board: &Board, now: Duration, terminal: Option<Size>) -> Vec<String> {
    let size = terminal.unwrap_or(UNBOUNDED);
    let mut lines = Lines { all: Vec::new(), columns: size.columns, is_bold: terminal.is_some() };
    head(board, now, terminal.is_some(), &mut lines);
    loops(board, &mut lines);
    tasks(board, &mut lines);
    stalls(board, size.rows, &mut lines);
    lines.all.truncate(size.rows.saturating_sub(1));
    lines.all
}

/// Lines that fit the terminal.
struct Lines {
    all: Vec<String>,
    columns: usize,
    is_bold: bool,
}

impl Lines {
    fn add(&mut self, text: &str) {
        // Names come from the watched program.
        self.all.push(shown(text).chars().take(self.columns).collect());
    }

    fn title(&mut self, text: &str) {
        self.add("");
        self.add(text);
        if let Some(line) = self.all.last_mut().filter(|_| self.is_bold) {
            *line = format!("\x1b[1m{line}\x1b[0m");
        }
    }
}

fn head(board: &Board, now: Duration, is_live: bool, lines: &mut Lines) {
    let quit = if is_live { "   q quits" } else { "" };
    let seconds = now.saturating_sub(board.began).as_secs();
    lines.add(&format!("nonblock watch top   {seconds} s, {} looks a second{quit}", board.rate));
    for about in board.processes.values() {
        lines.add(&format!("process {about}"));
    }
}

fn loops(board: &Board, lines: &mut Lines) {
    lines.title(&format!(
        "{:<18}{:>6}{:>10}{:>9}{:>9}{:>9}  NOW",
        format!("LOOP (last {} s)", WINDOW.as_secs()),
        "BUSY",
        "LAG p50",
        "p95",
        "p99",
        "longest"
    ));
    if board.loops.is_empty() {
        lines.add("no event loop runs");
    }
    for ((process, thread), it) in board.loops.iter().take(LOOPS) {
        let figures = it.figures();
        lines.add(&format!(
            "{:<18}{:>4.0} %{:>10}{:>9}{:>9}{:>9}  {}",
            format!("{process}/{thread}"),
            figures.busy * 100.0,
            time(figures.p50),
            time(figures.p95),
            time(figures.p99),
            time(figures.longest),
            doing(it)
        ));
    }
    if LOOPS < board.loops.len() {
        lines.add(&format!("... and {} more", board.loops.len() - LOOPS));
    }
}

fn doing(it: &LoopBoard) -> String {
    let Some(lag) = it.lag else { return "idle".to_owned() };
    let mut text = time(lag);
    if let Some(place) = &it.place {
        // Writing to a string cannot fail.
        write!(text, " in {}", at(place)).unwrap_or_default();
    }
    text
}

fn tasks(board: &Board, lines: &mut Lines) {
    let named: Vec<String> = board
        .loops
        .values()
        .flat_map(|it| it.tasks().into_iter().take(TASKS))
        .map(|(name, share)| format!("{name} {:.0} %", share * 100.0))
        .take(TASKS)
        .collect();
    let count: usize = board.loops.values().map(|it| it.tasks().len()).sum();
    if count != 0 {
        lines.title(&format!("TASKS   {count} ran in the last {} s", WINDOW.as_secs()));
        lines.add(&named.join("   "));
    }
}

fn stalls(board: &Board, rows: usize, lines: &mut Lines) {
    let (count, total) = (board.summary.count(), board.summary.total());
    let threshold = time(board.threshold);
    lines.title(&format!(
        "STALLS of {threshold} or longer   {count}, {} in all",
        time(seconds(total))
    ));
    if count == 0 {
        return;
    }
    lines.add(&format!("{:>7}{:>10}{:>10}{:>10}  PLACE", "COUNT", "p95", "LONGEST", "IN ALL"));
    let places = board.summary.places();
    // Two lines are for the cure.
    let room = rows.saturating_sub(lines.all.len() + 3).max(1);
    for place in places.iter().take(room) {
        lines.add(&format!(
            "{:>7}{:>10}{:>10}{:>10}  {}",
            place.count,
            time(seconds(place.p95)),
            time(seconds(place.longest)),
            time(seconds(place.total)),
            where_and_why(place)
        ));
    }
    if let Some(worst) = places.first() {
        lines.add(&format!("help for the first: {}", worst.cure));
    }
}

fn where_and_why(place: &Place) -> String {
    let where_it_is = place.place.as_ref().map_or_else(|| "(place unknown)".to_owned(), at);
    format!("{where_it_is}  {}", place.explanation)
}

/// Returns `load_report reports.py:5`.
fn at(frame: &Frame) -> String {
    let name = frame.file.rsplit('/').next().unwrap_or(&frame.file);
    format!("{} {name}:{}", frame.function, frame.line)
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

fn time(duration: Duration) -> String {
    match duration.as_secs_f64() {
        short if short < 10.0 => format!("{:.0} ms", short * 1e3),
        long => format!("{long:.1} s"),
    }
}
