//! What others can see of a file: which edits concern only the file itself, and whom the others concern.
//!
//! A type travels from file to file by name alone: whoever depends on a definition mentions it, or mentions something
//! that does. So a file is known by its names at module level, each with a fingerprint of what it tells others and with
//! the words it mentions. Statements that a function runs for their effect alone tell nobody anything.

use std::hash::{DefaultHasher, Hash, Hasher};

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The hash of a word.
pub(crate) type Word = u32;

/// Calls after which the rest of a body may never run.
const ENDS: [&str; 7] = ["_exit", "abort", "assert_never", "error", "exit", "fail", "skip"];

/// A name at module level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exposed {
    /// The name.
    pub(crate) name: Word,
    /// Changes when others may see another thing behind the name.
    pub(crate) fingerprint: u64,
    /// Words in what it tells others, sorted.
    pub(crate) mentions: Vec<Word>,
}

/// An imported file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Import {
    /// Its path.
    pub(crate) path: String,
    /// The names that are taken from it; none where all of them may be used, as after `import module`.
    pub(crate) names: Option<Vec<Word>>,
}

/// What others can see of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Interface {
    /// Hash of the source.
    pub(crate) digest: u64,
    /// Its names at module level.
    pub(crate) names: Vec<Exposed>,
    /// All its words, sorted.
    pub(crate) mentions: Vec<Word>,
    /// The files that it imports and that may be edited.
    pub(crate) imports: Vec<Import>,
}

impl Interface {
    /// Returns the interface of a source, but for its imports.
    pub(crate) fn of(source: &str, suite: &[Stmt]) -> Self {
        let mut names = Names { source, found: Vec::new() };
        names.statements(suite, 0, &[]);
        let mut by_name: FxHashMap<Word, usize> = FxHashMap::default();
        let mut merged: Vec<Exposed> = Vec::new();
        for exposed in names.found {
            if let Some(at) = by_name.get(&exposed.name) {
                let first = &mut merged[*at];
                first.fingerprint = first.fingerprint.rotate_left(5) ^ exposed.fingerprint;
                first.mentions.extend(exposed.mentions);
            } else {
                by_name.insert(exposed.name, merged.len());
                merged.push(exposed);
            }
        }
        for exposed in &mut merged {
            exposed.mentions.sort_unstable();
            exposed.mentions.dedup();
        }
        let mut mentions: Vec<Word> = words(source).collect();
        mentions.sort_unstable();
        mentions.dedup();
        Self { digest: digest(source.as_bytes()), names: merged, mentions, imports: Vec::new() }
    }
}

/// Returns the hash of a source.
pub(crate) fn digest(source: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(source);
    hasher.finish()
}

/// Returns the hash of one word.
pub(crate) fn word(text: &str) -> Word {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or_default()
}

/// Returns the words of a text: whatever may be an identifier, also within strings.
fn words(text: &str) -> impl Iterator<Item = Word> {
    let parts = text.split(|it: char| it != '_' && !it.is_alphanumeric());
    parts.filter(|it| it.starts_with(|it: char| !it.is_ascii_digit())).map(word)
}

struct Names<'s> {
    source: &'s str,
    found: Vec<Exposed>,
}

impl Names<'_> {
    /// Collects the names that statements bind, under conditions whose hash and words are given.
    fn statements(&mut self, suite: &[Stmt], condition: u64, conditions: &[TextRange]) {
        for statement in suite {
            let bound = bound_names(statement, self.source);
            if !bound.is_empty() {
                for (name, parts) in bound {
                    let mut slice = Slice::new(self.source, condition);
                    for range in conditions {
                        slice.text(*range);
                    }
                    match parts {
                        Some(ranges) => ranges.into_iter().for_each(|range| slice.text(range)),
                        None => slice.statement(statement, false),
                    }
                    self.found.push(slice.exposed(&name));
                }
                if !is_compound(statement) {
                    continue;
                }
            }
            for (header, body) in clauses(statement) {
                let inner: Vec<TextRange> = conditions.iter().copied().chain(header).collect();
                self.statements(body, condition.wrapping_add(1), &inner);
            }
        }
    }
}

/// Returns the names that a statement binds itself, with what tells of each where that is less than the statement.
fn bound_names(statement: &Stmt, source: &str) -> Vec<(String, Option<Vec<TextRange>>)> {
    let whole = |name: &str| vec![(name.to_owned(), None)];
    let targets = |targets: Vec<&Expr>, tells: Option<TextRange>| {
        let mut names = Vec::new();
        for target in targets {
            target_names(target, &mut names);
        }
        names.into_iter().map(|name| (name, tells.map(|range| vec![range]))).collect()
    };
    match statement {
        Stmt::FunctionDef(function) => whole(&function.name),
        Stmt::ClassDef(class) => whole(&class.name),
        Stmt::TypeAlias(alias) => targets(vec![&alias.name], None),
        Stmt::Assign(assign) => targets(assign.targets.iter().collect(), None),
        Stmt::AnnAssign(assign) => targets(vec![&assign.target], None),
        Stmt::AugAssign(assign) => targets(vec![&assign.target], None),
        Stmt::For(it) => targets(vec![&it.target], Some(it.target.range().cover(it.iter.range()))),
        Stmt::With(with) => {
            let bound = with.items.iter().filter_map(|item| {
                Some(targets(vec![item.optional_vars.as_deref()?], Some(item.range())))
            });
            bound.flat_map(|it: Vec<_>| it).collect()
        }
        Stmt::Import(import) => aliases(&import.names, TextRange::empty(import.start())),
        Stmt::ImportFrom(import) => {
            let module = import.module.as_ref().map_or(import.start(), Ranged::end);
            let dots = source[usize::from(import.start())..].find("import").unwrap_or_default();
            let end = import.start() + TextSize::try_from(dots).unwrap_or_default();
            aliases(&import.names, TextRange::new(import.start(), module.max(end)))
        }
        _ => Vec::new(),
    }
}

fn aliases(names: &[ast::Alias], module: TextRange) -> Vec<(String, Option<Vec<TextRange>>)> {
    let name = |alias: &ast::Alias| match &alias.asname {
        Some(name) => name.to_string(),
        None => alias.name.split('.').next().unwrap_or_default().to_owned(),
    };
    names.iter().map(|alias| (name(alias), Some(vec![module, alias.range()]))).collect()
}

fn target_names(target: &Expr, names: &mut Vec<String>) {
    match target {
        Expr::Name(name) => names.push(name.id.to_string()),
        Expr::Tuple(it) => it.elts.iter().for_each(|target| target_names(target, names)),
        Expr::List(it) => it.elts.iter().for_each(|target| target_names(target, names)),
        Expr::Starred(it) => target_names(&it.value, names),
        Expr::Attribute(it) => target_names(&it.value, names),
        Expr::Subscript(it) => target_names(&it.value, names),
        _ => {}
    }
}

fn is_compound(statement: &Stmt) -> bool {
    matches!(statement, Stmt::For(_) | Stmt::With(_))
}

/// Returns the bodies of a compound statement, each with its header; none of a simple one.
fn clauses(statement: &Stmt) -> Vec<(Option<TextRange>, &[Stmt])> {
    let headed = |start: TextSize, body: &[Stmt]| {
        body.first().map(|first| TextRange::new(start.min(first.start()), first.start()))
    };
    let mut found: Vec<(Option<TextRange>, &[Stmt])> = Vec::new();
    match statement {
        Stmt::If(it) => {
            found.push((headed(it.start(), &it.body), &it.body));
            for clause in &it.elif_else_clauses {
                found.push((headed(clause.start(), &clause.body), &clause.body));
            }
        }
        Stmt::While(it) => {
            found.extend([(headed(it.start(), &it.body), &*it.body), (None, &*it.orelse)]);
        }
        Stmt::For(it) => {
            found.extend([(headed(it.start(), &it.body), &*it.body), (None, &*it.orelse)]);
        }
        Stmt::With(it) => found.push((headed(it.start(), &it.body), &it.body)),
        Stmt::Try(it) => {
            found.push((None, &it.body));
            for handler in &it.handlers {
                let ast::ExceptHandler::ExceptHandler(handler) = handler;
                found.push((headed(handler.start(), &handler.body), &handler.body));
            }
            found.extend([(None, &*it.orelse), (None, &*it.finalbody)]);
        }
        Stmt::Match(it) => {
            for case in &it.cases {
                let header = headed(case.start(), &case.body);
                found.push((header.map(|range| range.cover(it.subject.range())), &case.body));
            }
        }
        _ => {}
    }
    found
}

/// What one name tells others: its fingerprint and its words, collected from pieces of the source.
struct Slice<'s> {
    source: &'s str,
    hasher: DefaultHasher,
    mentions: Vec<Word>,
}

impl<'s> Slice<'s> {
    fn new(source: &'s str, seed: u64) -> Self {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        Self { source, hasher, mentions: Vec::new() }
    }

    fn text(&mut self, range: TextRange) {
        let text = self.source[range].trim();
        text.hash(&mut self.hasher);
        self.mentions.extend(words(text));
    }

    fn statement(&mut self, statement: &Stmt, is_in_function: bool) {
        let header = |body: &[Stmt]| {
            body.first()
                .map_or(statement.range(), |first| TextRange::new(statement.start(), first.start()))
        };
        match statement {
            Stmt::FunctionDef(function) => {
                self.text(header(&function.body));
                if tells_others(&function.body) {
                    self.statements(&function.body, true);
                }
            }
            Stmt::ClassDef(class) => {
                self.text(header(&class.body));
                self.statements(&class.body, false);
            }
            Stmt::Expr(it) if it.value.is_string_literal_expr() => {}
            Stmt::Expr(it) if is_in_function && !matters(&it.value, &self.source[it.range()]) => {}
            _ => {
                let clauses = clauses(statement);
                if clauses.is_empty() {
                    self.text(statement.range());
                }
                for (header, body) in clauses {
                    if let Some(range) = header {
                        self.text(range);
                    }
                    self.statements(body, is_in_function);
                }
            }
        }
    }

    fn statements(&mut self, suite: &[Stmt], is_in_function: bool) {
        for statement in suite {
            self.statement(statement, is_in_function);
        }
        // The end of a body is part of what it says.
        0_u8.hash(&mut self.hasher);
    }

    fn exposed(self, name: &str) -> Exposed {
        Exposed { name: word(name), fingerprint: self.hasher.finish(), mentions: self.mentions }
    }
}

/// Returns whether an expression that is a statement does more than run: it yields, binds, or ends the function.
fn matters(expression: &Expr, text: &str) -> bool {
    let ends = |callee: &Expr| match callee {
        Expr::Name(name) => ENDS.contains(&name.id.as_str()),
        Expr::Attribute(attribute) => ENDS.contains(&attribute.attr.as_str()),
        _ => false,
    };
    expression.as_call_expr().is_some_and(|call| ends(&call.func))
        || text.contains("yield")
        || text.contains(":=")
}

/// Returns whether others can learn anything from a function's body: what it returns, yields, assigns or defines.
fn tells_others(body: &[Stmt]) -> bool {
    struct Search(bool);
    impl<'ast> SourceOrderVisitor<'ast> for Search {
        fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
            let outlives = |target: &Expr| !target.is_name_expr();
            self.0 |= match node {
                AnyNodeRef::StmtReturn(it) => it.value.is_some(),
                AnyNodeRef::StmtAssign(it) => it.targets.iter().any(outlives),
                AnyNodeRef::StmtAnnAssign(it) => outlives(&it.target),
                AnyNodeRef::StmtAugAssign(it) => outlives(&it.target),
                AnyNodeRef::StmtFunctionDef(_)
                | AnyNodeRef::StmtClassDef(_)
                | AnyNodeRef::StmtGlobal(_)
                | AnyNodeRef::StmtNonlocal(_)
                | AnyNodeRef::ExprYield(_)
                | AnyNodeRef::ExprYieldFrom(_) => true,
                _ => false,
            };
            if self.0 { TraversalSignal::Skip } else { TraversalSignal::Traverse }
        }
    }
    let mut search = Search(false);
    walk_body(&mut search, body);
    search.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(source: &str) -> Interface {
        let parsed = ruff_python_parser::parse_module(source).expect("valid source");
        Interface::of(source, parsed.suite())
    }

    fn names(before: &str, after: &str) -> Vec<bool> {
        let (before, after) = (interface(before), interface(after));
        before.names.iter().zip(&after.names).map(|(one, other)| one == other).collect()
    }

    #[test]
    fn a_call_for_its_effect_is_nobodys_business() {
        let before = "def save(x):\n    y = open(x)\n    return y\n";
        assert_eq!(
            names(before, "def save(x):\n    log(x)\n    y = open(x)\n    return y\n"),
            [true]
        );
    }

    #[test]
    fn a_body_that_returns_nothing_is_nobodys_business() {
        assert_eq!(names("def save(x):\n    y = x\n", "def save(x):\n    y = open(x)\n"), [true]);
    }

    #[test]
    fn what_is_returned_or_assigned_to_an_attribute_is_seen() {
        assert_eq!(names("def f(x):\n    return x\n", "def f(x):\n    return [x]\n"), [false]);
        let before = "class A:\n    def f(self):\n        self.x = 1\n";
        assert_eq!(names(before, "class A:\n    def f(self):\n        self.x = ''\n"), [false]);
    }

    #[test]
    fn comments_and_moves_change_no_name() {
        assert_eq!(
            names("X = 1\n\ndef f(): ...\n", "# new\n\nX = 1\n# new\ndef f(): ...\n"),
            [true; 2]
        );
    }

    #[test]
    fn an_import_tells_of_its_own_name_only() {
        let interface = interface("from a.b import c, d as e\n");
        let found: Vec<_> = interface.names.iter().map(|it| it.name).collect();
        assert_eq!(found, [word("c"), word("e")]);
        assert!(!interface.names[0].mentions.contains(&word("d")));
        assert!(interface.names[1].mentions.contains(&word("b")));
    }

    #[test]
    fn names_under_conditions_are_seen_with_them() {
        let before = "if X:\n    A = 1\nelse:\n    A = 2\n";
        assert_eq!(names(before, "if Y:\n    A = 1\nelse:\n    A = 2\n"), [false]);
    }
}
