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
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name stands in parentheses and may hold anything, parentheses included.
    let state = status.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    matches!(state, Some('T' | 't'))
}
