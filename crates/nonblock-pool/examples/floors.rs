//! Prints what the system itself takes: a word to another process and back, and a copy of memory.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use rustix::event::{EventfdFlags, eventfd};
use rustix::fd::OwnedFd;
use rustix::io::{read, write};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 20_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::args().nth(1).as_deref() == Some("echo") {
        return echo();
    }
    let (ours, theirs) =
        socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    let mut child = start(theirs.try_clone()?, theirs)?;
    println!("socketpair_us {:.2}", median(|| exchange(&ours, &ours)).as_secs_f64() * 1e6);
    drop(ours);
    child.wait()?;

    let (there, back) = (eventfd(0, EventfdFlags::CLOEXEC)?, eventfd(0, EventfdFlags::CLOEXEC)?);
    let mut child = start(there.try_clone()?, back.try_clone()?)?;
    println!(
        "shared_memory_eventfd_us {:.2}",
        median(|| exchange(&there, &back)).as_secs_f64() * 1e6
    );
    child.kill()?;
    child.wait()?;

    let source = vec![1_u8; 100 << 20];
    let mut target = vec![2_u8; 100 << 20];
    let warm = (0..5).map(|_| timed(|| target.copy_from_slice(&source))).min().unwrap_or_default();
    println!("memcpy_warm_100mb_ms {:.2}", warm.as_secs_f64() * 1e3);
    let fresh = (0..5)
        .map(|_| timed(|| drop(std::hint::black_box(source.clone()))))
        .min()
        .unwrap_or_default();
    println!("memcpy_fresh_100mb_ms {:.2}", fresh.as_secs_f64() * 1e3);
    Ok(())
}

fn start(input: OwnedFd, output: OwnedFd) -> std::io::Result<std::process::Child> {
    Command::new(std::env::current_exe()?)
        .arg("echo")
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(output))
        .spawn()
}

fn exchange(there: &OwnedFd, back: &OwnedFd) {
    let mut answer = 1_u64.to_ne_bytes();
    write(there, &answer).map(drop).unwrap_or_default();
    read(back, &mut answer).map(drop).unwrap_or_default();
}

fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

fn median(act: impl Fn()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS).map(|_| timed(&act)).collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

fn echo() -> Result<(), Box<dyn std::error::Error>> {
    let (input, output) = (rustix::stdio::stdin(), rustix::stdio::stdout());
    let mut word = [0_u8; 8];
    while read(input, &mut word)? == 8 {
        write(output, &word)?;
    }
    Ok(())
}
