//! How long reading the catalogue takes, and a look-up: `cargo bench -p nonblock-catalogue`.

#![expect(clippy::print_stdout, reason = "the figures are the point")]

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use nonblock_catalogue::Catalogue;

/// Names of a program: most of its own, some of packages that the catalogue speaks about.
const ROOTS: [&str; 4] = ["app.handlers", "os", "requests.sessions", "homeassistant.helpers"];
const LOOK_UPS: u32 = 100_000;

fn main() {
    // Kept, as a program keeps it: giving the memory back is no part of reading.
    let kept = RefCell::new(Vec::new());
    let read = best(|| kept.borrow_mut().push(Catalogue::builtin()));
    let catalogue = Catalogue::builtin();
    let names: Vec<_> = (0..LOOK_UPS)
        .zip(ROOTS.iter().cycle())
        .map(|(index, root)| format!("{root}.module_{index}.Class.method"))
        .collect();
    let known = best(|| names.iter().for_each(|it| _ = black_box(catalogue.known(it))));
    let written = best(|| names.iter().for_each(|it| _ = black_box(catalogue.by_alias(it))));
    println!("functions            {}", catalogue.functions().count());
    println!("read                 {read:?}");
    println!("look-up by name      {:?}", known / LOOK_UPS);
    println!("look-up as written   {:?}", written / LOOK_UPS);
}

/// Returns the shortest of fifty runs: the machine may be busy with something else in the others.
fn best(run: impl Fn()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..50).map(time).min().unwrap_or_default()
}
