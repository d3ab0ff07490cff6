//! Fixes for the findings of a report, and the files they make.

use nonblock_catalogue::Catalogue;
use nonblock_check::fix::{attach, fix_files};
use nonblock_check::rules::registry::BLOCKING_CALL;
use nonblock_report::{Finding, Safety};

use crate::marked::{blocking, marked};

const TEXT: &str = "import asyncio\nasync def f():\n    «g(1)»\n";

fn with_sink(name: &str) -> (String, Vec<Finding>) {
    let (source, mut finding) = marked(BLOCKING_CALL, TEXT);
    finding.sink = Some(nonblock_report::Sink { name: name.into(), ..blocking() });
    (source, vec![finding])
}

#[test]
fn findings_get_the_fixes_of_their_files() {
    let (source, mut findings) = with_sink("requests.get");
    let text = |path: &str| (path == "example.py").then(|| source.clone());
    attach(&mut findings, &Catalogue::builtin(), &text);
    let files = fix_files(&findings, &text, Safety::Unsafe);
    assert_eq!(files.len(), 1);
    assert_eq!((files[0].path.as_str(), files[0].before.as_str()), ("example.py", source.as_str()));
    assert!(files[0].applied.source.ends_with("    await asyncio.to_thread(g, 1)\n"));
}

#[test]
fn what_blocks_where_it_is_iterated_gets_no_fix_of_the_call() {
    for name in ["os.walk", "os.scandir"] {
        let (source, mut findings) = with_sink(name);
        attach(&mut findings, &Catalogue::builtin(), &|_| Some(source.clone()));
        assert_eq!(findings[0].fix, None, "{name}");
    }
}

#[test]
fn a_file_that_cannot_be_read_gets_no_fixes() {
    let (_, mut findings) = with_sink("requests.get");
    attach(&mut findings, &Catalogue::builtin(), &|_| None);
    assert_eq!(findings[0].fix, None);
    assert_eq!(fix_files(&findings, &|_| None, Safety::Unsafe), []);
}
