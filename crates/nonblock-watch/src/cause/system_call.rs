//! The system call a thread is in: `/proc/PID/task/TID/syscall`.

use super::descriptor;
use crate::memory::Memory;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

/// What a system call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wait {
    /// Time.
    Sleep,
    /// A lock of any kind, at an address.
    Futex(u64),
    /// The descriptor in the first argument.
    Descriptor(i32),
    /// Readiness of descriptors (poll, select, epoll).
    Readiness,
    /// A child process.
    Child,
    /// A name in a file system; where the caller keeps it.
    Path(u64),
    /// Something else.
    Other,
}

/// What a thread does, as the kernel sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// On a CPU, or ready for one.
    Running,
    /// In a system call.
    InCall {
        /// Its name, or its number.
        name: &'static str,
        /// What it waits for.
        wait: Wait,
    },
    /// In the kernel without a system call (a page fault), or not to be known.
    Unknown,
}

impl Activity {
    fn parse(text: &str) -> Self {
        let mut fields = text.split_whitespace();
        let number = match fields.next() {
            Some("running") => return Self::Running,
            Some(field) => field.parse::<i64>().unwrap_or(-1),
            None => return Self::Unknown,
        };
        let mut argument = || {
            let field = fields.next().unwrap_or_default();
            u64::from_str_radix(field.trim_start_matches("0x"), 16).unwrap_or(0)
        };
        named(number, [argument(), argument()])
            .map_or(Self::Unknown, |(name, wait)| Self::InCall { name, wait })
    }

    /// Returns whether it is a wait for readiness: what an idle loop does.
    pub fn is_waiting_for_readiness(&self) -> bool {
        matches!(self, Self::InCall { wait: Wait::Readiness, .. })
    }

    /// Returns whether it waits in `epoll_wait` or one of its kin.
    pub fn is_epoll(&self) -> bool {
        matches!(self, Self::InCall { name, .. } if name.starts_with("epoll_"))
    }

    /// Returns it for people, with the file or the peer behind the descriptor.
    pub fn describe(&self, process: u32) -> String {
        match self {
            Self::Running => "running".to_owned(),
            Self::Unknown => "in the kernel".to_owned(),
            Self::InCall { name, wait: Wait::Descriptor(fd) } => {
                match descriptor::describe(process, *fd) {
                    Some(target) => format!("{name}({fd}) on {target}"),
                    None => format!("{name}({fd})"),
                }
            }
            Self::InCall { name, wait: Wait::Path(pointer) } => match path(process, *pointer) {
                Some(path) => format!("{name}({})", path.display()),
                None => format!("in {name}"),
            },
            Self::InCall { name, .. } => format!("in {name}"),
        }
    }

    /// Returns the file or the peer behind its descriptor, for people.
    pub fn describe_target(&self, process: u32) -> Option<String> {
        match self {
            Self::InCall { wait: Wait::Descriptor(fd), .. } => descriptor::describe(process, *fd),
            _ => None,
        }
    }

    /// Returns the kernel's name of what it waits for: `socket:[4711]`, `pipe:[81]`, a path; `fifo` for named pipes.
    pub fn target(&self, process: u32) -> Option<String> {
        match self {
            Self::InCall { wait: Wait::Descriptor(fd), .. } => {
                descriptor::kernel_name(process, *fd)
                    .map(|name| descriptor::mark_fifo(process, name))
            }
            Self::InCall { wait: Wait::Path(pointer), .. } => path(process, *pointer)
                .map(|path| descriptor::mark_fifo(process, path.to_string_lossy().into_owned())),
            _ => None,
        }
    }
}

/// Returns the path that a call was given, as its process names it.
fn path(process: u32, pointer: u64) -> Option<PathBuf> {
    let text = Memory::of_process(process).c_string(pointer, 256).ok()?;
    (!text.is_empty()).then(|| PathBuf::from(text))
}

/// Names the calls that may wait.
fn named(number: i64, [first, second]: [u64; 2]) -> Option<(&'static str, Wait)> {
    // The kernel prints the register; a descriptor is its lower half.
    let descriptor = Wait::Descriptor(((first & 0xffff_ffff) as u32).cast_signed());
    let call = match number {
        libc::SYS_nanosleep => ("nanosleep", Wait::Sleep),
        libc::SYS_clock_nanosleep => ("clock_nanosleep", Wait::Sleep),
        // A wait with a deadline that was interrupted by a stop, and goes on; nearly always a sleep.
        libc::SYS_restart_syscall => ("restart_syscall", Wait::Sleep),
        libc::SYS_futex => ("futex", Wait::Futex(first)),
        libc::SYS_read => ("read", descriptor),
        libc::SYS_write => ("write", descriptor),
        libc::SYS_pread64 => ("pread", descriptor),
        libc::SYS_pwrite64 => ("pwrite", descriptor),
        libc::SYS_readv => ("readv", descriptor),
        libc::SYS_writev => ("writev", descriptor),
        libc::SYS_recvfrom => ("recvfrom", descriptor),
        libc::SYS_recvmsg => ("recvmsg", descriptor),
        libc::SYS_sendto => ("sendto", descriptor),
        libc::SYS_sendmsg => ("sendmsg", descriptor),
        libc::SYS_connect => ("connect", descriptor),
        libc::SYS_accept => ("accept", descriptor),
        libc::SYS_accept4 => ("accept4", descriptor),
        libc::SYS_fsync => ("fsync", descriptor),
        libc::SYS_fdatasync => ("fdatasync", descriptor),
        libc::SYS_flock => ("flock", descriptor),
        libc::SYS_ftruncate => ("ftruncate", descriptor),
        libc::SYS_getdents64 => ("getdents", descriptor),
        libc::SYS_sendfile => ("sendfile", descriptor),
        libc::SYS_ioctl => ("ioctl", descriptor),
        libc::SYS_fcntl => ("fcntl", descriptor),
        libc::SYS_ppoll => ("ppoll", Wait::Readiness),
        libc::SYS_pselect6 => ("pselect", selecting(first)),
        libc::SYS_epoll_pwait => ("epoll_pwait", Wait::Readiness),
        libc::SYS_epoll_pwait2 => ("epoll_pwait2", Wait::Readiness),
        libc::SYS_wait4 => ("wait4", Wait::Child),
        libc::SYS_waitid => ("waitid", Wait::Child),
        libc::SYS_openat => ("open", Wait::Path(second)),
        libc::SYS_unlinkat => ("unlink", Wait::Path(second)),
        libc::SYS_sync => ("sync", Wait::Path(0)),
        libc::SYS_rt_sigtimedwait => ("sigtimedwait", Wait::Other),
        _ => return only_here(number, first),
    };
    Some(call)
}

/// What a `select` over that many descriptors waits for: without any, time. `time.sleep` of CPython 3.10 is one.
const fn selecting(count: u64) -> Wait {
    if count == 0 { Wait::Sleep } else { Wait::Readiness }
}

/// Calls that newer architectures do not have.
#[cfg(target_arch = "x86_64")]
fn only_here(number: i64, first: u64) -> Option<(&'static str, Wait)> {
    match number {
        libc::SYS_poll => Some(("poll", Wait::Readiness)),
        libc::SYS_select => Some(("select", selecting(first))),
        libc::SYS_epoll_wait => Some(("epoll_wait", Wait::Readiness)),
        libc::SYS_open => Some(("open", Wait::Path(first))),
        libc::SYS_unlink => Some(("unlink", Wait::Path(first))),
        libc::SYS_pause => Some(("pause", Wait::Other)),
        0.. => Some(("a system call", Wait::Other)),
        _ => None,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn only_here(number: i64, _first: u64) -> Option<(&'static str, Wait)> {
    (0 <= number).then_some(("a system call", Wait::Other))
}

/// The file, kept open.
#[derive(Debug)]
pub struct ActivityFile(Option<File>);

impl ActivityFile {
    /// Opens the file of a thread; where it is forbidden the activity is unknown.
    pub fn open(process: u32, thread: u32) -> Self {
        Self(File::open(format!("/proc/{process}/task/{thread}/syscall")).ok())
    }

    /// Returns what the thread does now.
    pub fn read(&self) -> Activity {
        let mut bytes = [0; 160];
        let length = self.0.as_ref().and_then(|file| file.read_at(&mut bytes, 0).ok()).unwrap_or(0);
        std::str::from_utf8(&bytes[..length]).map_or(Activity::Unknown, Activity::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_thread_is_in_no_call() {
        assert_eq!(Activity::parse("running\n"), Activity::Running);
        assert_eq!(Activity::parse("-1 0x7ffc 0x7f12\n"), Activity::Unknown);
        assert_eq!(Activity::parse(""), Activity::Unknown);
    }

    #[test]
    fn a_call_keeps_its_descriptor_or_its_futex() {
        let read = format!("{} 0xc 0x0 0x0\n", libc::SYS_recvfrom);
        assert_eq!(
            Activity::parse(&read),
            Activity::InCall { name: "recvfrom", wait: Wait::Descriptor(12) }
        );
        let lock = format!("{} 0x7f00 0x0\n", libc::SYS_futex);
        assert_eq!(
            Activity::parse(&lock),
            Activity::InCall { name: "futex", wait: Wait::Futex(0x7f00) }
        );
    }

    #[test]
    fn a_select_without_descriptors_is_a_sleep() {
        let select = |count| Activity::parse(&format!("{} 0x{count:x} 0x0\n", libc::SYS_pselect6));
        assert_eq!(select(0), Activity::InCall { name: "pselect", wait: Wait::Sleep });
        assert!(select(5).is_waiting_for_readiness());
    }

    #[test]
    fn a_call_without_a_name_is_still_a_call() {
        assert_eq!(
            Activity::parse("9999 0x0\n"),
            Activity::InCall { name: "a system call", wait: Wait::Other }
        );
    }
}
