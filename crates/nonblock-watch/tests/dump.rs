//! `dump` on unmodified interpreters: stacks, lines, tasks, idle loops, the GIL, and refusals.

mod python;

use nonblock_report::stall::ThreadDump;
use nonblock_watch::attach::AttachError;
use nonblock_watch::dump::dump;
use python::{Script, interpreters, until};

const SUPPORTED: &[u8] = &[10, 11, 12, 13, 14];

/// Returns the dump of the thread that satisfies the condition, once there is one.
fn thread_where(script: &Script, what: &str, is_it: impl Fn(&ThreadDump) -> bool) -> ThreadDump {
    until(what, || dump(script.id()).ok()?.threads.into_iter().find(&is_it))
}

fn is_in(thread: &ThreadDump, function: &str) -> bool {
    thread.frames.first().is_some_and(|frame| frame.function == function)
}

const AWAITED: &str = "
import asyncio, time
def load():
    time.sleep(60)
async def fetch():
    load()
async def main():
    print('ready')
    await asyncio.create_task(fetch(), name='fetcher \\N{SNAKE}')
asyncio.run(main())
";

#[test]
fn a_blocked_loop_shows_its_line_its_task_and_who_awaits_it() {
    for python in interpreters(SUPPORTED) {
        let script = Script::start(&python, AWAITED);
        let thread = thread_where(&script, "the sleep", |thread| {
            is_in(thread, "load")
                && (thread.activity.contains("nanosleep") || thread.activity.contains("select"))
        });
        let shown: Vec<_> =
            thread.frames.iter().map(|frame| (frame.function.as_str(), frame.line)).collect();
        assert_eq!(shown[..2], [("load", 4), ("fetch", 6)], "{}", python.display());
        assert_eq!(shown.last(), Some(&("<module>", 10)));
        assert_eq!(thread.event_loop.as_deref(), Some("asyncio"));
        let task = thread.task.expect("a task runs");
        assert_eq!((task.name.as_str(), task.awaiters), ("fetcher 🐍", vec!["Task-1".to_owned()]));
        assert!(thread.turn.is_some_and(|turn| (0.0..30.0).contains(&turn)), "{:?}", thread.turn);
        assert!(!thread.holds_gil && !thread.is_partial);
    }
}

const UNNAMED: &str = "
import asyncio
async def spin():
    print('ready')
    while True: pass
asyncio.run(spin())
";

#[test]
fn a_computing_loop_holds_the_gil_and_its_unnamed_task_has_its_number() {
    for python in interpreters(SUPPORTED) {
        let script = Script::start(&python, UNNAMED);
        let thread = thread_where(&script, "the loop", |thread| {
            is_in(thread, "spin") && thread.holds_gil && !thread.is_partial
        });
        assert_eq!(thread.activity, "running");
        assert_eq!(thread.task.map(|task| task.name).as_deref(), Some("Task-1"));
        assert_eq!(thread.frames[0].line, 5);
    }
}

const IDLE: &str = "
import asyncio, threading, time
async def main():
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)
    print('ready')
    await asyncio.sleep(60)
asyncio.run(main())
";

#[test]
fn an_idle_loop_is_idle_and_a_blocked_worker_is_no_loop() {
    for python in interpreters(SUPPORTED) {
        let script = Script::start(&python, IDLE);
        let idle = thread_where(&script, "the idle loop", |thread| thread.activity == "idle");
        assert_eq!((idle.turn, idle.task), (None, None));
        let worker = thread_where(&script, "the worker", |thread| {
            is_in(thread, "run") || is_in(thread, "_WorkItem.run")
        });
        assert_eq!(worker.event_loop, None);
    }
}

const RECEIVES: &str = "
import asyncio, socket
async def main():
    ours, theirs = socket.socket(), socket.socket()
    theirs.bind(('127.0.0.1', 0)); theirs.listen()
    ours.connect(theirs.getsockname())
    print('ready')
    print(theirs.getsockname()[1])
    ours.recv(1)
asyncio.run(main())
";

#[test]
fn a_blocked_socket_shows_its_peer() {
    for python in interpreters(SUPPORTED) {
        let mut script = Script::start(&python, RECEIVES);
        let port = script.line();
        let thread = thread_where(&script, "the read", |it| it.activity.starts_with("recvfrom("));
        assert!(
            thread.activity.ends_with(&format!(" on tcp 127.0.0.1:{port}")),
            "{}",
            thread.activity
        );
    }
}

#[test]
fn an_interpreter_before_3_10_is_refused_by_name() {
    let Some(python) = std::env::var_os("HOME")
        .map(|home| std::path::Path::new(&home).join(".pyenv/versions/3.9.18/bin/python"))
        .filter(|python| python.exists())
    else {
        return;
    };
    let script = Script::start(&python, "import time; print('ready'); time.sleep(60)");
    let refused = dump(script.id()).unwrap_err();
    assert!(matches!(refused, AttachError::TooOld { .. }), "{refused}");
    assert!(refused.to_string().contains("is older than CPython 3.10\nhint: "));
}

#[test]
fn a_process_that_is_no_python_is_refused() {
    let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let refused = until("exec of sleep", || match dump(child.id()) {
        Err(refused @ AttachError::NoPython { .. }) => Some(refused),
        _ => None,
    });
    assert!(refused.to_string().contains("no CPython interpreter runs in it"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_process_that_does_not_exist_is_said_not_to() {
    let refused = dump(4_000_000).unwrap_err();
    assert_eq!(refused.to_string(), "cannot attach to process 4000000: no such process");
}
