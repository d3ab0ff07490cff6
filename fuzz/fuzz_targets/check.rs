//! Any two files form a project that can be analysed: what cannot be understood is a problem in the report.
//!
//! The input is `main.py`, and after a NUL byte `other.py`, so that a fuzzer can invent imports between them.

#![cfg_attr(fuzzing, no_main)]

use std::fs;
use std::sync::LazyLock;

use nonblock_catalogue::Catalogue;
use nonblock_check::project::{Request, Surroundings, discover};
use nonblock_check::{Options, Silent, check};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::builtin);

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|input: &[u8]| read(input));

/// Reads the inputs that it is given.
#[cfg(not(fuzzing))]
fn main() {
    for path in std::env::args_os().skip(1) {
        read(&fs::read(path).expect("an input can be read"));
    }
}

/// Panics where the analysis does.
fn read(input: &[u8]) {
    let middle = input.iter().position(|byte| *byte == 0).unwrap_or(input.len());
    let (main, other) = input.split_at(middle);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |name: &str, bytes| fs::write(folder.path().join(name), bytes);
    write("main.py", main).expect("a file can be written");
    write("other.py", other.get(1..).unwrap_or_default()).expect("a file can be written");

    let request = Request { root: folder.path().to_owned(), ..Request::default() };
    let project = discover(&request, &Surroundings::default()).project;
    let options = Options { threads: 1, ..Options::default() };
    let report =
        check(&project, &options, &CATALOGUE, &Silent).expect("two readable files form a project");
    // A panic inside of one file's analysis is caught and reported; here it is a defect all the same.
    for problem in &report.problems {
        assert!(!problem.message.contains("the analysis of this file failed"), "{problem:?}");
    }
}
