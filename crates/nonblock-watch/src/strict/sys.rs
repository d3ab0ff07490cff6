//! The wrappers of strict mode: one for each call of the C library that may wait.
//!
//! A call that is declared with fewer arguments than a caller passes (`open`, `fcntl`) works, because both
//! architectures pass variadic integers in the registers of ordinary ones.
#![expect(unsafe_code, reason = "stands in for functions of the C library")]

use super::recorder::{self, Made, Target};
use crate::memory::Address;
use nonblock_report::stall::CauseKind::{self, Disk, Dns, Lock, Network, Process, Sleep};
use std::ffi::{c_char, c_int, c_uint, c_ulong, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};

/// An argument that is passed on without being looked at.
type Any = *mut c_void;

/// A path, a host, a command.
type Text = *const c_char;

/// A `timespec` or a `timeval`: seconds and a fraction.
type Time = *const [i64; 2];

/// Says that a call may wait, and for what.
type Waits = Option<Target>;

/// Makes a call for the program, and notes it if it may wait and a loop is running.
#[inline]
fn call<R>(
    (name, kind): (&'static str, CauseKind),
    waits: impl FnOnce() -> Waits,
    real: impl FnOnce() -> R,
) -> R {
    if !recorder::is_wanted() {
        return real();
    }
    let Some(target) = waits() else { return real() };
    recorder::inside(|| {
        let (result, took) = recorder::timed(real);
        let errno = errno();
        // A panic must not reach C; without it one call is not noted.
        std::panic::catch_unwind(|| recorder::record(Made { name, kind, target, took }))
            .unwrap_or_default();
        set_errno(errno);
        result
    })
}

fn errno() -> c_int {
    // SAFETY: asks for the place of this thread's `errno`.
    let place = unsafe { libc::__errno_location() };
    // SAFETY: the place is this thread's for as long as it lives.
    unsafe { *place }
}

fn set_errno(value: c_int) {
    // SAFETY: asks for the place of this thread's `errno`.
    let place = unsafe { libc::__errno_location() };
    // SAFETY: the place is this thread's, and nobody else writes it.
    unsafe { *place = value };
}

/// A descriptor that blocks: with `O_NONBLOCK` no call on it waits.
fn descriptor(fd: c_int) -> Waits {
    // SAFETY: only asks for flags; a descriptor that is not open gives an error.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    let may_wait = 0 <= flags && flags & libc::O_NONBLOCK == 0 && !recorder::is_ignored(fd);
    may_wait.then_some(Target::Descriptor(fd))
}

/// The same for a call that can be told not to wait.
fn socket(fd: c_int, flags: c_int) -> Waits {
    if flags & libc::MSG_DONTWAIT == 0 { descriptor(fd) } else { None }
}

/// A path.
#[expect(clippy::unnecessary_wraps, reason = "one type for all answers")]
fn path(text: Text) -> Waits {
    Some(Target::Text(text.addr() as Address))
}

/// A host name. An address needs no server, and neither does no name at all.
fn host(text: Text) -> Waits {
    let there = crate::memory::Memory::of_this_process();
    let name = there.c_string(text.addr() as Address, 256).ok()?;
    let is_address = name.is_empty() || name.parse::<std::net::IpAddr>().is_ok();
    (!is_address).then_some(Target::Text(text.addr() as Address))
}

/// A call of which nothing but its name is to be told.
const fn plain(may_wait: bool) -> Waits {
    if may_wait { Some(Target::Nothing) } else { None }
}

/// Whether a wait with this limit waits at all; no limit is a null pointer.
fn lasts(limit: Time) -> bool {
    // SAFETY: whoever calls the function that this was given to promises a time or a null pointer.
    let limit = unsafe { limit.as_ref() };
    limit.is_none_or(|limit| *limit != [0, 0])
}

/// A semaphore, which is what Python's locks are: one that is free is taken at once.
fn semaphore(lock: Any) -> Waits {
    let mut value = 1;
    // SAFETY: whoever waits on the semaphore promises that it is one.
    let status = unsafe { libc::sem_getvalue(lock.cast(), &raw mut value) };
    plain(status == 0 && value <= 0)
}

/// A `select` over so many descriptors: without any it is a sleep, as in `time.sleep` of CPython 3.10.
const fn selected(count: c_int, may_wait: bool) -> Waits {
    if may_wait && count == 0 { Some(Target::Time) } else { plain(may_wait) }
}

/// The first descriptor of a `poll`.
fn polled(first: *const libc::pollfd, count: c_ulong, may_wait: bool) -> Waits {
    if !may_wait {
        return None;
    }
    // SAFETY: whoever calls `poll` promises that many entries.
    let first = unsafe { first.as_ref() }.filter(|_| 0 < count);
    Some(first.map_or(Target::Nothing, |it| Target::Descriptor(it.fd)))
}

/// Declares the wrappers, each with what it waits for and when; a function could not have as many signatures.
macro_rules! wrappers {
    ($($kind:ident $name:ident($($argument:ident: $type:ty),*) -> $result:ty, $waits:expr;)*) => {
        mod wrap {
            use super::*;
            $(
                #[expect(clippy::too_many_arguments, reason = "as many as the function has")]
                #[allow(unfulfilled_lint_expectations, reason = "most have few")]
                pub(super) unsafe extern "C" fn $name($($argument: $type),*) -> $result {
                    type Real = unsafe extern "C" fn($($type),*) -> $result;
                    let address = real::$name.load(Ordering::Relaxed);
                    // SAFETY: the wrapper is in use only after `find_real` has put the function of that name there.
                    let function = unsafe { std::mem::transmute::<usize, Real>(address) };
                    call((stringify!($name), $kind), || $waits, || {
                        // SAFETY: the arguments are passed on as they came; what the caller promised holds.
                        unsafe { function($($argument),*) }
                    })
                }
            )*
        }

        /// Where the real functions are; zero where the C library has none of that name.
        #[expect(non_upper_case_globals, reason = "named after the functions")]
        mod real {
            use super::AtomicUsize;
            $(pub(super) static $name: AtomicUsize = AtomicUsize::new(0);)*
        }

        /// Every wrapped call: name, wrapper, real function.
        static CALLS: &[(&str, fn() -> usize, &AtomicUsize)] = &[
            $((stringify!($name), || wrap::$name as *const () as usize, &real::$name),)*
        ];
    };
}

wrappers! {
    Disk read(fd: c_int, to: Any, size: usize) -> isize, descriptor(fd);
    Disk __read_chk(fd: c_int, to: Any, size: usize, room: usize) -> isize, descriptor(fd);
    Disk pread(fd: c_int, to: Any, size: usize, at: i64) -> isize, descriptor(fd);
    Disk pread64(fd: c_int, to: Any, size: usize, at: i64) -> isize, descriptor(fd);
    Disk readv(fd: c_int, parts: Any, count: c_int) -> isize, descriptor(fd);
    Disk preadv(fd: c_int, parts: Any, count: c_int, at: i64) -> isize, descriptor(fd);
    Disk preadv64(fd: c_int, parts: Any, count: c_int, at: i64) -> isize, descriptor(fd);
    Disk write(fd: c_int, from: Any, size: usize) -> isize, descriptor(fd);
    Disk pwrite(fd: c_int, from: Any, size: usize, at: i64) -> isize, descriptor(fd);
    Disk pwrite64(fd: c_int, from: Any, size: usize, at: i64) -> isize, descriptor(fd);
    Disk writev(fd: c_int, parts: Any, count: c_int) -> isize, descriptor(fd);
    Disk pwritev(fd: c_int, parts: Any, count: c_int, at: i64) -> isize, descriptor(fd);
    Disk pwritev64(fd: c_int, parts: Any, count: c_int, at: i64) -> isize, descriptor(fd);
    Disk sendfile(to: c_int, from: c_int, at: Any, size: usize) -> isize, descriptor(to);
    Disk sendfile64(to: c_int, from: c_int, at: Any, size: usize) -> isize, descriptor(to);
    Disk fsync(fd: c_int) -> c_int, descriptor(fd);
    Disk fdatasync(fd: c_int) -> c_int, descriptor(fd);
    Disk syncfs(fd: c_int) -> c_int, descriptor(fd);
    Disk ftruncate(fd: c_int, size: i64) -> c_int, descriptor(fd);
    Disk ftruncate64(fd: c_int, size: i64) -> c_int, descriptor(fd);
    Disk posix_fallocate(fd: c_int, at: i64, size: i64) -> c_int, descriptor(fd);
    Disk posix_fallocate64(fd: c_int, at: i64, size: i64) -> c_int, descriptor(fd);
    Disk copy_file_range(from: c_int, at: Any, to: c_int, there: Any, size: usize, flags: c_uint) -> isize, descriptor(to);
    Lock flock(fd: c_int, operation: c_int) -> c_int,
        if operation & (libc::LOCK_NB | libc::LOCK_UN) == 0 { descriptor(fd) } else { None };
    Lock fcntl(fd: c_int, command: c_int, argument: Any) -> c_int,
        if matches!(command, libc::F_SETLKW | libc::F_OFD_SETLKW) { descriptor(fd) } else { None };
    Lock fcntl64(fd: c_int, command: c_int, argument: Any) -> c_int,
        if matches!(command, libc::F_SETLKW | libc::F_OFD_SETLKW) { descriptor(fd) } else { None };

    Network recv(fd: c_int, to: Any, size: usize, flags: c_int) -> isize, socket(fd, flags);
    Network __recv_chk(fd: c_int, to: Any, size: usize, room: usize, flags: c_int) -> isize, socket(fd, flags);
    Network recvfrom(fd: c_int, to: Any, size: usize, flags: c_int, from: Any, length: Any) -> isize, socket(fd, flags);
    Network __recvfrom_chk(fd: c_int, to: Any, size: usize, room: usize, flags: c_int, from: Any, length: Any) -> isize,
        socket(fd, flags);
    Network recvmsg(fd: c_int, message: Any, flags: c_int) -> isize, socket(fd, flags);
    Network send(fd: c_int, from: Any, size: usize, flags: c_int) -> isize, socket(fd, flags);
    Network sendto(fd: c_int, from: Any, size: usize, flags: c_int, to: Any, length: c_uint) -> isize, socket(fd, flags);
    Network sendmsg(fd: c_int, message: Any, flags: c_int) -> isize, socket(fd, flags);
    Network connect(fd: c_int, address: Any, length: c_uint) -> c_int, descriptor(fd);
    Network accept(fd: c_int, address: Any, length: Any) -> c_int, descriptor(fd);
    Network accept4(fd: c_int, address: Any, length: Any, flags: c_int) -> c_int, descriptor(fd);
    Network poll(fds: *mut libc::pollfd, count: c_ulong, timeout: c_int) -> c_int, polled(fds, count, timeout != 0);
    Network __poll_chk(fds: *mut libc::pollfd, count: c_ulong, timeout: c_int, room: usize) -> c_int,
        polled(fds, count, timeout != 0);
    Network ppoll(fds: *mut libc::pollfd, count: c_ulong, limit: Time, mask: Any) -> c_int,
        polled(fds, count, lasts(limit));
    Network select(count: c_int, read: Any, write: Any, error: Any, limit: Time) -> c_int,
        selected(count, lasts(limit));
    Network pselect(count: c_int, read: Any, write: Any, error: Any, limit: Time, mask: Any) -> c_int,
        selected(count, lasts(limit));

    Sleep nanosleep(time: Time, rest: Any) -> c_int, plain(lasts(time));
    Sleep clock_nanosleep(clock: c_int, flags: c_int, time: Time, rest: Any) -> c_int, plain(lasts(time));
    Sleep usleep(time: c_uint) -> c_int, plain(time != 0);
    Sleep sleep(time: c_uint) -> c_uint, plain(time != 0);
    Lock sem_wait(lock: Any) -> c_int, semaphore(lock);
    Lock sem_timedwait(lock: Any, until: Any) -> c_int, semaphore(lock);
    Lock sem_clockwait(lock: Any, clock: c_int, until: Any) -> c_int, semaphore(lock);

    Disk open(file: Text, flags: c_int, mode: c_uint) -> c_int, path(file);
    Disk open64(file: Text, flags: c_int, mode: c_uint) -> c_int, path(file);
    Disk __open_2(file: Text, flags: c_int) -> c_int, path(file);
    Disk __open64_2(file: Text, flags: c_int) -> c_int, path(file);
    Disk openat(folder: c_int, file: Text, flags: c_int, mode: c_uint) -> c_int, path(file);
    Disk openat64(folder: c_int, file: Text, flags: c_int, mode: c_uint) -> c_int, path(file);
    Disk creat(file: Text, mode: c_uint) -> c_int, path(file);
    Disk fopen(file: Text, mode: Text) -> Any, path(file);
    Disk fopen64(file: Text, mode: Text) -> Any, path(file);
    Disk stat(file: Text, to: Any) -> c_int, path(file);
    Disk stat64(file: Text, to: Any) -> c_int, path(file);
    Disk lstat(file: Text, to: Any) -> c_int, path(file);
    Disk lstat64(file: Text, to: Any) -> c_int, path(file);
    Disk fstatat(folder: c_int, file: Text, to: Any, flags: c_int) -> c_int, path(file);
    Disk fstatat64(folder: c_int, file: Text, to: Any, flags: c_int) -> c_int, path(file);
    Disk __xstat(version: c_int, file: Text, to: Any) -> c_int, path(file);
    Disk __xstat64(version: c_int, file: Text, to: Any) -> c_int, path(file);
    Disk __lxstat(version: c_int, file: Text, to: Any) -> c_int, path(file);
    Disk __lxstat64(version: c_int, file: Text, to: Any) -> c_int, path(file);
    Disk __fxstatat(version: c_int, folder: c_int, file: Text, to: Any, flags: c_int) -> c_int, path(file);
    Disk __fxstatat64(version: c_int, folder: c_int, file: Text, to: Any, flags: c_int) -> c_int, path(file);
    Disk statx(folder: c_int, file: Text, flags: c_int, mask: c_uint, to: Any) -> c_int, path(file);
    Disk statvfs(file: Text, to: Any) -> c_int, path(file);
    Disk statvfs64(file: Text, to: Any) -> c_int, path(file);
    Disk access(file: Text, mode: c_int) -> c_int, path(file);
    Disk faccessat(folder: c_int, file: Text, mode: c_int, flags: c_int) -> c_int, path(file);
    Disk opendir(file: Text) -> Any, path(file);
    Disk mkdir(file: Text, mode: c_uint) -> c_int, path(file);
    Disk mkdirat(folder: c_int, file: Text, mode: c_uint) -> c_int, path(file);
    Disk rmdir(file: Text) -> c_int, path(file);
    Disk unlink(file: Text) -> c_int, path(file);
    Disk unlinkat(folder: c_int, file: Text, flags: c_int) -> c_int, path(file);
    Disk rename(file: Text, to: Text) -> c_int, path(file);
    Disk renameat(folder: c_int, file: Text, other: c_int, to: Text) -> c_int, path(file);
    Disk renameat2(folder: c_int, file: Text, other: c_int, to: Text, flags: c_uint) -> c_int, path(file);
    Disk link(file: Text, to: Text) -> c_int, path(file);
    Disk linkat(folder: c_int, file: Text, other: c_int, to: Text, flags: c_int) -> c_int, path(file);
    Disk symlink(target: Text, file: Text) -> c_int, path(file);
    Disk symlinkat(target: Text, folder: c_int, file: Text) -> c_int, path(file);
    Disk readlink(file: Text, to: Any, size: usize) -> isize, path(file);
    Disk readlinkat(folder: c_int, file: Text, to: Any, size: usize) -> isize, path(file);
    Disk realpath(file: Text, to: Any) -> Any, path(file);
    Disk truncate(file: Text, size: i64) -> c_int, path(file);
    Disk truncate64(file: Text, size: i64) -> c_int, path(file);
    Disk chmod(file: Text, mode: c_uint) -> c_int, path(file);
    Disk fchmodat(folder: c_int, file: Text, mode: c_uint, flags: c_int) -> c_int, path(file);
    Disk chown(file: Text, user: c_uint, group: c_uint) -> c_int, path(file);
    Disk utimensat(folder: c_int, file: Text, times: Any, flags: c_int) -> c_int, path(file);
    Disk sync() -> (), plain(true);

    Process waitpid(child: c_int, status: Any, flags: c_int) -> c_int, plain(flags & libc::WNOHANG == 0);
    Process wait(status: Any) -> c_int, plain(true);
    Process wait3(status: Any, flags: c_int, usage: Any) -> c_int, plain(flags & libc::WNOHANG == 0);
    Process wait4(child: c_int, status: Any, flags: c_int, usage: Any) -> c_int, plain(flags & libc::WNOHANG == 0);
    Process waitid(kind: c_uint, child: c_uint, info: Any, flags: c_int) -> c_int, plain(flags & libc::WNOHANG == 0);
    Process system(command: Text) -> c_int, path(command);
    Process popen(command: Text, mode: Text) -> Any, path(command);

    Dns getaddrinfo(name: Text, service: Text, hints: Any, to: Any) -> c_int, host(name);
    Dns gethostbyname(name: Text) -> Any, host(name);
    Dns gethostbyname_r(name: Text, to: Any, room: Any, size: usize, result: Any, error: Any) -> c_int, host(name);
    Dns gethostbyaddr_r(address: Any, length: c_uint, kind: c_int, to: Any, room: Any, size: usize, result: Any, error: Any)
        -> c_int, plain(true);
    Dns getnameinfo(address: Any, length: c_uint, host: Any, size: c_uint, service: Any, room: c_uint, flags: c_int)
        -> c_int, plain(flags & libc::NI_NUMERICHOST == 0 && !host.is_null());
}

/// Returns the names of the calls that exist here; finds the real functions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    CALLS.iter().filter(|(name, _, real)| find_real(name, real) != 0).map(|(name, ..)| *name)
}

/// Returns whether strict mode wraps a function.
pub(crate) fn is_call(name: &str) -> bool {
    CALLS.iter().any(|(known, ..)| *known == name)
}

/// Returns the wrapper of a function that exists.
pub(crate) fn wrapper(name: &str) -> Option<Address> {
    let (_, wrapper, real) = CALLS.iter().find(|(known, ..)| *known == name)?;
    (real.load(Ordering::Relaxed) != 0).then(|| wrapper() as Address)
}

/// Returns the address of the real function.
pub(crate) fn real(name: &str) -> Option<Address> {
    let (.., real) = CALLS.iter().find(|(known, ..)| *known == name)?;
    Some(real.load(Ordering::Relaxed) as Address).filter(|address| *address != 0)
}

fn find_real(name: &str, place: &AtomicUsize) -> usize {
    let known = place.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    let Ok(name) = std::ffi::CString::new(name) else { return 0 };
    // SAFETY: the name is a C string, and the handle stands for everything that is loaded.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    place.store(found.addr(), Ordering::Relaxed);
    found.addr()
}
