//! Any two files form a project that can be analysed: what cannot be understood is a problem in the report.
//!
//! The input is `main.py`, and after a NUL byte `other.py`, so that the fuzzer can invent imports between them.

#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use nonblock_catalogue::Catalogue;
use nonblock_check::project::{Request, Surroundings, discover};
use nonblock_check::{Options, Silent, check};

fuzz_target!(|input: &[u8]| {
    let middle = input.iter().position(|byte| *byte == 0).unwrap_or(input.len());
    let (main, other) = input.split_at(middle);
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("main.py"), main).expect("a file can be written");
    fs::write(folder.path().join("other.py"), other.get(1..).unwrap_or_default())
        .expect("a file can be written");

    let request = Request { root: folder.path().to_owned(), ..Request::default() };
    let project = discover(&request, &Surroundings::default()).project;
    let catalogue = Catalogue::builtin();
    let report = check(&project, &Options { threads: 1 }, &catalogue, &Silent)
        .expect("two readable files form a project");
    // A panic inside of one file's analysis is caught and reported; here it is a defect all the same.
    for problem in &report.problems {
        assert!(!problem.message.contains("the analysis of this file failed"), "{problem:?}");
    }
});
