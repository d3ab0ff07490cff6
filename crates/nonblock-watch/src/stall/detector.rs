//! When does a stall begin and end? A state machine over heartbeats; the clock comes in as an argument.

use crate::heartbeat::Rhythm;
use std::time::Duration;

/// What to do after a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing is wrong.
    Rest,
    /// A turn has begun: note where the counters stand.
    Begin,
    /// The turn is slow: look at the thread.
    Look,
    /// A slow turn has ended.
    End {
        /// When it began.
        began: Duration,
        /// When it ended.
        ended: Duration,
    },
}

/// A turn that is under way.
#[derive(Clone, Copy, Debug)]
struct Running {
    number: u64,
    began: Duration,
    /// The tick that first saw it: it began before, and by how much is a guess.
    seen: Duration,
    /// Whether the loop has told the beginning.
    is_told: bool,
    /// The beginning is certainly not before this.
    not_before: Duration,
    is_looked_at: bool,
    /// Looks in a row that found the thread outside its loop: its first turn must not be missed.
    outside: u32,
}

/// Between two ticks so far apart nobody knows when a change came: whoever ticks was stopped, or had no CPU.
const BLIND: Duration = Duration::from_millis(500);

/// While a loop was left so recently, each tick looks whether it runs again; afterwards a look now and then will do.
const RECENTLY: u32 = 40;

/// Follows one loop.
#[derive(Clone, Debug)]
pub struct Detector {
    threshold: Duration,
    running: Option<Running>,
    last_tick: Duration,
}

impl Detector {
    /// Returns a detector of turns that last `threshold` or longer.
    pub fn new(threshold: Duration, now: Duration) -> Self {
        Self { threshold, running: None, last_tick: now }
    }

    /// Returns when the current turn began.
    pub fn began(&self) -> Option<Duration> {
        self.running.map(|running| running.began)
    }

    /// Returns how long the current turn has lasted.
    pub fn lasts(&self, now: Duration) -> Option<Duration> {
        self.running.map(|running| now.saturating_sub(running.began))
    }

    /// Returns how long the current turn has certainly lasted; nothing while the loop waits for events.
    ///
    /// That is how long whatever has become ready meanwhile already waits for the loop.
    pub fn lag(&self, now: Duration) -> Option<Duration> {
        let running = self.running.filter(|running| running.outside == 0)?;
        Some(now.saturating_sub(if running.is_told { running.began } else { running.seen }))
    }

    /// Takes one reading of the heartbeat, and the time at which a slow turn ended, if the loop noted it.
    pub fn tick(&mut self, now: Duration, rhythm: Rhythm, noted: Option<Duration>) -> Order {
        let step = now.saturating_sub(self.last_tick);
        let noted = noted.filter(|it| (self.last_tick..=now).contains(it));
        let (ended, began) = match noted {
            Some(noted) => (noted, noted),
            // A change between two ticks happened, on average, in the middle.
            None if step < BLIND => (self.last_tick + step / 2, self.last_tick + step / 2),
            // The old turn lasted at least until it was last seen, and the new one since it is seen.
            None => (self.last_tick, now),
        };
        let not_before = self.last_tick;
        self.last_tick = now;
        let number = match rhythm {
            Rhythm::Idle => return self.close(ended),
            Rhythm::Turn(number) => number,
        };
        match &mut self.running {
            Some(running) if running.number == number => {
                // Half a threshold early, so that a stall that ends right after the threshold has been seen.
                let is_slow = self.threshold <= now.saturating_sub(running.began) * 2
                    || (1..RECENTLY).contains(&running.outside);
                running.is_looked_at |= is_slow;
                if is_slow { Order::Look } else { Order::Rest }
            }
            _ => {
                let ended = self.close(ended);
                self.running = Some(Running {
                    number,
                    began,
                    seen: now,
                    is_told: false,
                    not_before,
                    is_looked_at: false,
                    outside: 0,
                });
                if ended == Order::Rest { Order::Begin } else { ended }
            }
        }
    }

    /// Corrects the beginning of the current turn, where the loop tells it; an impossible time is ignored.
    pub fn began_at(&mut self, began: Duration) {
        if let Some(running) = &mut self.running
            && (running.not_before..=self.last_tick).contains(&began)
        {
            running.began = began;
            running.is_told = true;
        }
    }

    /// Ends the current turn although the heartbeat did not change: a look found the thread outside its loop. The next
    /// turn, under the same number, begins after that look.
    pub fn left(&mut self, now: Duration) -> Order {
        let Some(running) = self.running else { return Order::Rest };
        let ended = self.close(now);
        let outside = running.outside.saturating_add(1);
        self.running = Some(Running {
            began: now,
            seen: now,
            not_before: now,
            is_looked_at: false,
            outside,
            ..running
        });
        ended
    }

    /// Ends the current turn for good: the loop, or the watch, ends.
    pub fn finish(&mut self, now: Duration) -> Order {
        self.close(now)
    }

    /// Says that a look found the loop busy.
    pub fn entered(&mut self) {
        if let Some(running) = &mut self.running {
            running.outside = 0;
        }
    }

    /// Takes out a stretch in which nobody ran: the process was stopped.
    pub fn skip(&mut self, gap: Duration) {
        self.last_tick += gap;
        if let Some(running) = &mut self.running {
            running.began += gap;
            running.seen += gap;
            running.not_before += gap;
        }
    }

    fn close(&mut self, ended: Duration) -> Order {
        match self.running.take() {
            Some(running)
                if running.is_looked_at
                    && self.threshold <= ended.saturating_sub(running.began) =>
            {
                Order::End { began: running.began, ended }
            }
            _ => Order::Rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn detector() -> Detector {
        Detector::new(ms(100), ms(0))
    }

    #[test]
    fn a_turn_that_lasts_is_looked_at_and_ends_with_its_duration() {
        let mut it = detector();
        assert_eq!(it.tick(ms(20), Rhythm::Turn(1), None), Order::Begin);
        assert_eq!(it.tick(ms(40), Rhythm::Turn(1), None), Order::Rest);
        assert_eq!(it.tick(ms(60), Rhythm::Turn(1), None), Order::Look);
        assert_eq!(it.tick(ms(200), Rhythm::Turn(1), None), Order::Look);
        assert_eq!(
            it.tick(ms(220), Rhythm::Idle, None),
            Order::End { began: ms(10), ended: ms(210) }
        );
        assert_eq!(it.tick(ms(240), Rhythm::Idle, None), Order::Rest);
    }

    #[test]
    fn a_noted_end_is_better_than_a_guess() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Turn(1), None);
        it.tick(ms(200), Rhythm::Turn(1), None);
        let end = it.tick(ms(220), Rhythm::Idle, Some(ms(203)));
        assert_eq!(end, Order::End { began: ms(10), ended: ms(203) });
    }

    #[test]
    fn many_short_turns_are_no_stall() {
        let mut it = detector();
        for number in 1..100 {
            assert_eq!(it.tick(ms(20 * number), Rhythm::Turn(number), None), Order::Begin);
        }
    }

    #[test]
    fn one_stall_may_follow_another_without_a_pause() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Turn(1), None);
        it.tick(ms(150), Rhythm::Turn(1), None);
        assert_eq!(
            it.tick(ms(170), Rhythm::Turn(3), None),
            Order::End { began: ms(10), ended: ms(160) }
        );
        assert_eq!(it.tick(ms(300), Rhythm::Turn(3), None), Order::Look);
        assert_eq!(
            it.tick(ms(320), Rhythm::Idle, None),
            Order::End { began: ms(160), ended: ms(310) }
        );
    }

    #[test]
    fn the_loop_may_tell_when_a_turn_began_but_nothing_impossible() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Idle, None);
        it.tick(ms(40), Rhythm::Turn(1), None);
        it.began_at(ms(22));
        assert_eq!(it.lasts(ms(122)), Some(ms(100)));
        it.began_at(ms(3));
        it.began_at(ms(90));
        assert_eq!(it.lasts(ms(122)), Some(ms(100)));
    }

    #[test]
    fn the_lag_is_what_is_certain() {
        let mut it = detector();
        assert_eq!(it.lag(ms(0)), None);
        it.tick(ms(20), Rhythm::Turn(1), None);
        assert_eq!(it.lag(ms(20)), Some(ms(0)));
        assert_eq!(it.lag(ms(45)), Some(ms(25)));
        it.began_at(ms(4));
        assert_eq!(it.lag(ms(45)), Some(ms(41)));
        it.tick(ms(60), Rhythm::Idle, None);
        assert_eq!(it.lag(ms(60)), None);
    }

    #[test]
    fn time_in_which_the_process_was_stopped_does_not_count() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Turn(1), None);
        it.skip(ms(5000));
        assert_eq!(it.tick(ms(5040), Rhythm::Turn(1), None), Order::Rest);
        assert_eq!(it.tick(ms(5060), Rhythm::Idle, None), Order::Rest);
    }

    #[test]
    fn what_nobody_saw_is_not_counted_to_a_turn() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Turn(1), None);
        it.tick(ms(90), Rhythm::Turn(1), None);
        assert_eq!(it.tick(ms(9000), Rhythm::Turn(3), None), Order::Begin);
        assert_eq!(it.lasts(ms(9000)), Some(ms(0)));
        it.began_at(ms(8000));
        assert_eq!(it.lasts(ms(9000)), Some(ms(1000)));
    }

    #[test]
    fn a_loop_that_is_left_ends_its_turn() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Turn(1), None);
        it.tick(ms(120), Rhythm::Turn(1), None);
        assert_eq!(it.left(ms(140)), Order::End { began: ms(10), ended: ms(140) });
        assert_eq!(it.left(ms(160)), Order::Rest);
    }

    #[test]
    fn the_first_turn_after_the_loop_was_left_begins_after_the_last_look() {
        let mut it = detector();
        it.tick(ms(20), Rhythm::Turn(1), None);
        it.tick(ms(120), Rhythm::Turn(1), None);
        it.left(ms(120));
        assert_eq!(it.tick(ms(140), Rhythm::Turn(1), None), Order::Look);
        it.left(ms(140));
        assert_eq!(it.tick(ms(160), Rhythm::Turn(1), None), Order::Look);
        it.entered();
        it.tick(ms(300), Rhythm::Turn(1), None);
        assert_eq!(it.finish(ms(320)), Order::End { began: ms(140), ended: ms(320) });
    }
}
