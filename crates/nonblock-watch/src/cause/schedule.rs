//! CPU time and run-queue time of a thread: `/proc/PID/task/TID/schedstat`.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Duration;

/// What the scheduler gave a thread since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// On a CPU.
    pub cpu: Duration,
    /// Ready to run, without a CPU.
    pub run_queue: Duration,
}

impl Schedule {
    /// Returns what was added since `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_sub(earlier.cpu),
            run_queue: self.run_queue.saturating_sub(earlier.run_queue),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut fields = text.split_whitespace().map(str::parse);
        let mut next = || fields.next()?.ok().map(Duration::from_nanos);
        Some(Self { cpu: next()?, run_queue: next()? })
    }
}

/// The file, kept open.
#[derive(Debug)]
pub struct ScheduleFile(Option<File>);

impl ScheduleFile {
    /// Opens the file of a thread; kernels without it answer zeros.
    pub fn open(process: u32, thread: u32) -> Self {
        Self(File::open(format!("/proc/{process}/task/{thread}/schedstat")).ok())
    }

    /// Returns the thread's figures now.
    pub fn read(&self) -> Schedule {
        let mut bytes = [0; 96];
        let length = self.0.as_ref().and_then(|file| file.read_at(&mut bytes, 0).ok()).unwrap_or(0);
        std::str::from_utf8(&bytes[..length]).ok().and_then(Schedule::parse).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_figures_are_nanoseconds() {
        let schedule = Schedule::parse("1500 20 3\n").unwrap();
        assert_eq!((schedule.cpu.as_nanos(), schedule.run_queue.as_nanos()), (1500, 20));
    }

    #[test]
    fn a_thread_that_is_gone_has_zeros() {
        assert_eq!(ScheduleFile::open(4_000_000, 4_000_000).read(), Schedule::default());
    }
}
