//! `nonblock watch top`: what the loops of a process do, live.
//!
//! On a terminal the picture is drawn anew twice a second until `q`; elsewhere it is printed once a second, one after
//! another.

mod board;
mod keys;
mod picture;

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use nonblock_report::stall::Stall;
use nonblock_watch::clock;
use nonblock_watch::follow::Follow;
use nonblock_watch::watchdog::{Listener, Options, Sight};

use super::arguments::Top;
use super::family::{self, Audience};
use super::record::command_line;
use crate::exit::Exit;
use board::Board;
use keys::Keys;

/// Between two pictures on a terminal, and elsewhere.
const LIVE: Duration = Duration::from_millis(500);
const PRINTED: Duration = Duration::from_secs(1);

/// Shows until the process, the time or the person's patience ends.
pub(super) fn top(arguments: &Top) -> anyhow::Result<Exit> {
    let options = Options { threshold: arguments.threshold, ..Options::default() };
    let terminal = console::Term::stdout();
    let is_live = terminal.is_term() && io::stdin().is_terminal();
    let mut screen = Screen {
        board: Board::new(arguments.threshold, arguments.target.rate, clock::monotonic()),
        keys: if is_live { Some(Keys::listen()?) } else { None },
        terminal,
        drawn: Instant::now(),
        is_left: false,
    };
    if is_live {
        screen.terminal.hide_cursor()?;
    }
    let ended = family::watch(&arguments.target, options, &mut screen);
    screen.leave()?;
    ended.map(|()| Exit::Clean)
}

/// Where the picture is drawn.
struct Screen {
    board: Board,
    /// Only on a terminal.
    keys: Option<Keys>,
    terminal: console::Term,
    drawn: Instant,
    is_left: bool,
}

impl Screen {
    fn draw(&mut self) -> io::Result<()> {
        self.drawn = Instant::now();
        let now = clock::monotonic();
        if self.keys.is_none() {
            let mut out = io::stdout().lock();
            out.write_all(picture::draw(&self.board, now, None).join("\n").as_bytes())?;
            out.write_all(b"\n\n")?;
            return out.flush();
        }
        let (rows, columns) = self.terminal.size();
        let size = picture::Size { rows: usize::from(rows), columns: usize::from(columns) };
        let lines = picture::draw(&self.board, now, Some(size));
        // In one piece, without an empty screen in between; each line clears what is left of the old one.
        let text = lines.join("\x1b[K\r\n");
        self.terminal.write_str(&format!("\x1b[H{text}\x1b[K\r\n\x1b[J"))?;
        self.terminal.flush()
    }

    /// Gives the terminal back; the last picture stays.
    fn leave(&mut self) -> io::Result<()> {
        if self.keys.take().is_none() {
            return Ok(());
        }
        self.terminal.show_cursor()
    }
}

impl Listener for Screen {
    fn hear(&mut self, stall: &Stall) {
        self.board.hear(stall);
    }

    fn wants_tasks(&self) -> bool {
        true
    }

    fn see(&mut self, sight: &Sight<'_>) {
        self.board.see(sight);
    }
}

impl Audience for Screen {
    fn meet(&mut self, process: &Follow) {
        let id = process.process();
        self.board.meet(id, format!("{id} (CPython {}): {}", process.python(), command_line(id)));
        if self.keys.is_some() {
            // The first picture begins on an empty screen.
            self.is_left |= self.terminal.clear_screen().is_err();
        }
    }

    fn goes_on(&mut self) -> anyhow::Result<bool> {
        let period = if self.keys.is_some() { LIVE } else { PRINTED };
        if period <= self.drawn.elapsed() {
            self.draw()?;
        }
        self.is_left |= self.keys.as_ref().is_some_and(Keys::ask_to_leave);
        Ok(!self.is_left)
    }
}
