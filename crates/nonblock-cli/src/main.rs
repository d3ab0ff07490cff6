//! The `nonblock` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    nonblock_cli::main()
}
