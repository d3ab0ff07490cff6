//! The `nonblock` command: arguments in, exit code out.
//!
//! Everything a person or a CI server touches is here: flags, exit codes, colours, progress, files that are written.
//! What is found, and how it is shown, is decided in the crates below.

mod arguments;
mod check;
mod command;
mod completion;
mod crash;
mod exit;
mod interrupt;
mod progress;
mod rule;
mod streams;
mod watch;

pub use command::main;
