//! Whatever call is taken for a finding: what comes out parses, and no comment is lost.

use nonblock_check::fix::{apply, propose};
use nonblock_check::rules::registry::{
    BLOCKING_CALL, EAGER_OFFLOAD_ARGUMENT, RULES, UNAWAITED_OFFLOAD,
};
use nonblock_report::{Fix, Safety};
use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_parser::parse_module;
use ruff_text_size::{Ranged, TextRange};

use crate::marked::marked;

/// Nasty spellings, beside the examples of all rules.
const NASTY: &str = r#"
import asyncio, time
async def f(a, *b, c=g(), **d):
    """Doc."""
    x = g(  # one
        a, (  # two
            h(1)),
    )  # three
    if g(a)(b)[c(d)].e(f(g(h()))): await k(l(m)); time.sleep(1)  # four
    y = [g(i) for i in h() if k(i)]; z = {g(i): h(i) for i in k()}
    async with g(a) as x, h(b()) as y: pass
    with g(a) as x: return (yield g(h(x)))
    async for i in g(h()): print(f"{g(i)!r:>{h(i)}}", 'é', *g(i), **h(i))
    return lambda v=g(): h(v)  # five
    @g(1)
    class A(g(2), metaclass=h(3)): x = g(4); time.sleep(x)
    assert await asyncio.to_thread(g(1,),), (
        asyncio.to_thread(g(1))  # six
        .x)
    match g(1):
        case A(x=1) if h(2): -g(3) ** h(4)
"#;

#[derive(Default)]
struct Calls(Vec<TextRange>);

impl<'a> SourceOrderVisitor<'a> for Calls {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        if let AnyNodeRef::ExprCall(call) = node {
            self.0.push(call.range());
        }
        TraversalSignal::Traverse
    }
}

/// Returns every text: each block of Python in the documentation, and the nasty one.
fn texts() -> Vec<&'static str> {
    let blocks = RULES.iter().flat_map(|rule| rule.documentation.split("```python\n").skip(1));
    let examples = blocks.map(|block| block.split("```").next().expect("a block has text"));
    examples.chain([NASTY]).collect()
}

/// Returns every fix that any rule has for any call of the text.
fn fixes(text: &str) -> Vec<Fix> {
    let parsed = parse_module(text).expect("examples parse");
    let mut calls = Calls::default();
    walk_body(&mut calls, parsed.suite());
    let places = calls.0.into_iter().map(|range| {
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        format!("{}«{}»{}", &text[..start], &text[start..end], &text[end..])
    });
    let rules = [BLOCKING_CALL, EAGER_OFFLOAD_ARGUMENT, UNAWAITED_OFFLOAD];
    let findings = places.flat_map(|place| rules.map(|rule| marked(rule, &place).1));
    findings.filter_map(|finding| propose(&finding, text)).collect()
}

fn comments(text: &str) -> Vec<String> {
    let parsed = parse_module(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let tokens = parsed.tokens().iter();
    let comments = tokens.filter(|token| token.kind() == TokenKind::Comment);
    comments.map(|token| text[token.range()].to_owned()).collect()
}

#[test]
fn one_by_one() {
    let mut count = 0;
    for text in texts() {
        for fix in fixes(text) {
            let applied = apply(text, std::slice::from_ref(&fix), Safety::Unsafe);
            assert_eq!(applied.applied, 1);
            assert_ne!(applied.source, text);
            assert_eq!(comments(&applied.source), comments(text), "{}", applied.source);
            count += 1;
        }
    }
    assert!(30 < count, "only {count} fixes in all examples");
}

#[test]
fn together() {
    for text in texts() {
        let fixes = fixes(text);
        let applied = apply(text, &fixes, Safety::Unsafe);
        assert_eq!(applied.applied + applied.conflicts, fixes.len());
        assert_eq!(comments(&applied.source), comments(text), "{}", applied.source);
    }
}
