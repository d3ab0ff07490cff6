//! Stacks under torture: what is read must have existed.
//!
//! `NONBLOCK_TORTURE_STACKS=360000` reads as many of each interpreter as a watch from outside reads of a loop in an hour, a hundred
//! a second; an ordinary run reads a few thousand.

mod python;

use nonblock_watch::attach;
use nonblock_watch::walk::{Stack, StackFrame, Walker};
use python::{Script, interpreters};

/// A function of the torture program: its family and its depth in it.
#[derive(Debug, PartialEq)]
struct Member<'name> {
    family: &'name str,
    depth: u32,
}

fn member(frame: &StackFrame) -> Option<Member<'_>> {
    let (family, depth) = frame.code.function.split_once('_')?;
    let number = family.strip_prefix(['t', 'c'])?;
    number.parse::<u32>().ok()?;
    Some(Member { family, depth: depth.parse().ok()? })
}

/// Says what is wrong with a stack, if anything is.
fn flaw(stack: &Stack) -> Option<String> {
    for (index, frame) in stack.frames.iter().enumerate() {
        let Some(callee) = member(frame) else { continue };
        if (frame.line - 1) / 10 != callee.depth {
            return Some(format!("{} on line {}", frame.code.function, frame.line));
        }
        let Some(caller) = stack.frames.get(index + 1) else {
            return Some(format!("{} called by nobody", frame.code.function));
        };
        let is_right = match member(caller) {
            Some(caller) => caller.family == callee.family && caller.depth + 1 == callee.depth,
            None => callee.depth == 0 && ["busy", "steps"].contains(&caller.code.function.as_str()),
        };
        if !is_right {
            return Some(format!("{} called by {}", frame.code.function, caller.code.function));
        }
    }
    None
}

#[derive(Debug, Default)]
struct Tally {
    whole: u32,
    partial: u32,
    none: u32,
    wrong: u32,
    example: Option<String>,
}

impl Tally {
    fn seen(&self) -> u32 {
        self.whole + self.partial
    }

    fn count(&mut self, stack: Option<&Stack>) {
        match stack {
            None => self.none += 1,
            Some(stack) if stack.is_whole => self.whole += 1,
            Some(_) => self.partial += 1,
        }
        if let Some(flaw) = stack.and_then(flaw) {
            self.wrong += 1;
            self.example.get_or_insert(flaw);
        }
    }
}

#[test]
fn stacks_under_torture_are_those_that_existed() {
    let wanted = std::env::var("NONBLOCK_TORTURE_STACKS").ok().and_then(|it| it.parse().ok());
    let wanted = wanted.unwrap_or(10_000);
    for python in interpreters(&[10, 11, 12, 13, 14]) {
        let script = Script::start(&python, include_str!("torture.py"));
        let interpreter = attach::attach(script.id()).unwrap();
        let mut walker = Walker::default();
        let mut tally = Tally::default();
        while tally.seen() < wanted {
            for thread in interpreter.threads() {
                tally.count(walker.stack(&interpreter, thread.state).as_ref());
            }
        }
        println!("{}: {tally:?}", python.display());
        let seen = tally.seen();
        assert!(tally.whole > tally.partial, "too many stacks lost their inner frames: {tally:?}");
        assert!(tally.wrong * 1000 <= seen, "more than one in a thousand is wrong: {tally:?}");
    }
}
