//! Scratch driver.
use nonblock_check::project::{Request, Surroundings, discover, find_root};
use nonblock_check::{Options, Progress, Silent, check};
struct Timed(std::time::Instant);
impl Progress for Timed {
    fn begin(&self, p: &str, n: usize) {
        eprintln!("{:.3} {p} {n}", self.0.elapsed().as_secs_f64());
    }
    fn advance(&self) {}
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let s = Surroundings::of_process().unwrap();
    let paths: Vec<std::path::PathBuf> = vec![args[0].clone().into()];
    let python =
        args.get(1).filter(|a| !a.starts_with("--")).map(|p| (p.into(), "`--python`".to_owned()));
    let root = find_root(&paths, &s);
    let t = std::time::Instant::now();
    let d = discover(&Request { root, paths, python, ..Request::default() }, &s);
    eprintln!(
        "root {:?} roots {:?} env {:?} files {}",
        d.project.root,
        d.project.source_roots,
        d.project.environment,
        d.project.files.len()
    );
    for h in &d.hindrances {
        eprintln!("{:?}", h);
    }
    let c = nonblock_catalogue::Catalogue::builtin();
    if let Some(i) = args.iter().position(|a| a == "--why") {
        let (f, l) = args[i + 1].rsplit_once(':').unwrap();
        let f = std::fs::canonicalize(f).unwrap();
        print!(
            "{}",
            nonblock_check::explain(
                &d.project,
                &Options { threads: 2 },
                &c,
                &Silent,
                (f.to_str().unwrap(), l.parse().unwrap())
            )
            .unwrap()
        );
        return;
    }
    let r = check(&d.project, &Options { threads: 2 }, &c, &Timed(t)).unwrap();
    let verbose = args.iter().any(|a| a == "-v");
    for f in &r.findings {
        println!(
            "{}:{}:{} {:?}/{:?} {} in {}: {}",
            f.location.path,
            f.location.start.row,
            f.location.start.column,
            f.severity,
            f.confidence,
            f.rule.name,
            f.function,
            f.message
        );
        if verbose {
            if let Some(e) = f.entrances.first() {
                println!("     {} entrances; e.g. {} ({})", f.entrances.len(), e.function, e.why);
                for c in &e.chain {
                    println!(
                        "        {}:{} {} {} {}",
                        c.location.path, c.location.start.row, c.function, c.verb, c.callee
                    );
                }
            }
        }
    }
    for p in &r.problems {
        eprintln!("{:?}", p);
    }
    let c = r.coverage;
    eprintln!(
        "{:?} resolved {:.2}% in {:.2}s; findings {}",
        c,
        100.0 * c.resolved as f64 / c.calls.max(1) as f64,
        t.elapsed().as_secs_f64(),
        r.findings.len()
    );
}
