//! What a thread is busy with, as the kernel tells it: no GIL, no signal, no stop.

mod descriptor;
mod schedule;
mod system_call;

pub use schedule::{Schedule, ScheduleFile};
pub use system_call::{Activity, ActivityFile, Wait};

/// Returns the kernel's name of a thread.
pub fn thread_name(process: u32, thread: u32) -> String {
    let name = std::fs::read_to_string(format!("/proc/{process}/task/{thread}/comm"));
    name.map(|name| name.trim_end().to_owned()).unwrap_or_default()
}

/// Returns whether a process is stopped: by SIGSTOP, a debugger or a frozen group.
pub fn is_stopped(process: u32) -> bool {
    matches!(state(process), Some('T' | 't'))
}

/// Returns whether a process has ended, though its parent has not taken note of it.
pub fn has_ended(process: u32) -> bool {
    matches!(state(process), Some('Z' | 'X'))
}

fn state(process: u32) -> Option<char> {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name stands in parentheses and may hold anything, parentheses included.
    status.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next())
}
