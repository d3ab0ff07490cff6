//! The functions and classes of a file, with their qualified names, before their bodies are read.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Stmt};
use ruff_text_size::{Ranged, TextRange};

/// A function, lambda or class body that runs by itself.
#[derive(Clone, Copy, Debug)]
pub(super) enum Code<'ast> {
    /// `def` or `async def`.
    Function(&'ast ast::StmtFunctionDef),
    /// `lambda`.
    Lambda(&'ast ast::ExprLambda),
}

impl Code<'_> {
    /// Returns the offset that identifies it.
    pub(super) fn offset(self) -> u32 {
        self.name_range().start().to_u32()
    }

    /// Returns the whole definition's range.
    pub(super) fn range(self) -> TextRange {
        match self {
            Code::Function(function) => function.range(),
            Code::Lambda(lambda) => lambda.range(),
        }
    }

    /// Returns the range of its name, or of the word `lambda`.
    pub(super) fn name_range(self) -> TextRange {
        match self {
            Code::Function(function) => function.name.range(),
            Code::Lambda(lambda) => {
                TextRange::at(lambda.range().start(), ruff_text_size::TextSize::of("lambda"))
            }
        }
    }
}

/// A function of the outline.
#[derive(Clone, Debug)]
pub(super) struct Entry<'ast> {
    /// Its node.
    pub(super) code: Code<'ast>,
    /// Its name within the module.
    pub(super) name: String,
    /// The class whose body it stands in, as an index into `Outline::classes`.
    pub(super) class: Option<usize>,
    /// The class that a function inside a method belongs to as well: whose `self` it sees.
    pub(super) outer_class: Option<usize>,
}

/// A class of the outline.
#[derive(Clone, Debug)]
pub(super) struct ClassEntry<'ast> {
    /// Its node.
    pub(super) node: &'ast ast::StmtClassDef,
    /// Its name within the module.
    pub(super) name: String,
    /// Names and offsets of its methods.
    pub(super) methods: Vec<(String, u32)>,
}

/// What a file defines, in source order.
#[derive(Debug, Default)]
pub(super) struct Outline<'ast> {
    /// Its functions and lambdas.
    pub(super) functions: Vec<Entry<'ast>>,
    /// Its classes.
    pub(super) classes: Vec<ClassEntry<'ast>>,
    scopes: Vec<Scope>,
}

#[derive(Clone, Debug)]
struct Scope {
    name: String,
    class: Option<usize>,
}

impl<'ast> Outline<'ast> {
    /// Returns the outline of a module.
    pub(super) fn of(suite: &'ast [Stmt]) -> Self {
        let mut outline = Self::default();
        walk_body(&mut outline, suite);
        outline
    }

    fn qualified(&self, name: &str) -> String {
        self.scopes
            .iter()
            .map(|scope| scope.name.as_str())
            .chain([name])
            .collect::<Vec<_>>()
            .join(".")
    }

    fn push(&mut self, code: Code<'ast>, name: &str) {
        let name = self.qualified(name);
        let class = self.scopes.last().and_then(|scope| scope.class);
        let outer_class = self.scopes.iter().rev().find_map(|scope| scope.class);
        self.functions.push(Entry { code, name, class, outer_class });
    }
}

impl<'ast> SourceOrderVisitor<'ast> for Outline<'ast> {
    fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtFunctionDef(function) => {
                if let Some(class) = self.scopes.last().and_then(|scope| scope.class) {
                    let offset = function.name.range().start().to_u32();
                    self.classes[class].methods.push((function.name.to_string(), offset));
                }
                self.push(Code::Function(function), &function.name);
                self.scopes.push(Scope { name: function.name.to_string(), class: None });
            }
            AnyNodeRef::ExprLambda(lambda) => self.push(Code::Lambda(lambda), "<lambda>"),
            AnyNodeRef::StmtClassDef(node) => {
                let name = self.qualified(&node.name);
                self.scopes
                    .push(Scope { name: node.name.to_string(), class: Some(self.classes.len()) });
                self.classes.push(ClassEntry { node, name, methods: Vec::new() });
            }
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, node: AnyNodeRef<'ast>) {
        if matches!(node, AnyNodeRef::StmtFunctionDef(_) | AnyNodeRef::StmtClassDef(_)) {
            self.scopes.pop();
        }
    }
}
