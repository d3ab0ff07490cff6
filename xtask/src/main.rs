//! Chores of this repository: `cargo xtask tidy` checks the rules that no ready-made linter knows.

mod tidy;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

const USAGE: &str = "usage: cargo xtask tidy";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its terminal")]
fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ["tidy"] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        eprintln!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    let problems = tidy::problems_in(repository()?)?;
    for problem in &problems {
        println!("{problem}");
    }
    println!("tidy: {} problems", problems.len());
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the root of the repository that this executable was built from.
fn repository() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lives in a folder of the root")
}
