//! The call that a finding stands at, and what stands around it.

use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{AnyNodeRef, ExprCall, ModModule};
use ruff_text_size::{Ranged, TextRange};

/// A call with everything that encloses it.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// The call.
    pub(super) call: &'a ExprCall,
    /// What encloses it, from the inside out.
    pub(super) around: Vec<AnyNodeRef<'a>>,
}

impl<'a> Site<'a> {
    /// Finds the call with this range, or whose callee has it.
    pub(super) fn new(module: &'a ModModule, range: TextRange) -> Option<Self> {
        if !module.range.contains_range(range) {
            return None;
        }
        let covering = covering_node(module.into(), range);
        let mut around = covering.ancestors();
        let call = around.find_map(|node| match node {
            AnyNodeRef::ExprCall(call) if call.range() == range || call.func.range() == range => {
                Some(call)
            }
            _ => None,
        })?;
        Some(Self { call, around: around.collect() })
    }

    /// Returns the call that has this one among its arguments.
    pub(super) fn outer(&self) -> Option<Self> {
        let mut around = self.around.iter().copied();
        let arguments = around.next()?;
        let AnyNodeRef::ExprCall(call) = around.next()? else { return None };
        matches!(arguments, AnyNodeRef::Arguments(_))
            .then(|| Self { call, around: around.collect() })
    }

    /// Returns whether an `await` may be written before the call: it runs in a coroutine, and in no scope of its own.
    pub(super) fn may_await(&self) -> bool {
        let mut comprehensions = 0;
        for node in &self.around {
            match node {
                AnyNodeRef::StmtFunctionDef(function) => {
                    let body = function.body.first().map(Ranged::start);
                    return function.is_async
                        && body.is_some_and(|start| start <= self.call.start());
                }
                AnyNodeRef::ExprListComp(_)
                | AnyNodeRef::ExprSetComp(_)
                | AnyNodeRef::ExprDictComp(_) => {
                    comprehensions += 1;
                }
                // A generator expression would become an asynchronous one, which is another thing to iterate.
                AnyNodeRef::ExprGenerator(_)
                | AnyNodeRef::ExprLambda(_)
                | AnyNodeRef::StmtClassDef(_)
                | AnyNodeRef::ExprFString(_)
                | AnyNodeRef::ExprTString(_) => return false,
                AnyNodeRef::ExprAwait(it) if it.value.range() == self.call.range() => return false,
                _ => {}
            }
            // Python 3.10 takes no `await` in a comprehension within a comprehension.
            if 1 < comprehensions {
                return false;
            }
        }
        false
    }

    /// Returns whether the call is what a `with` statement enters.
    pub(super) fn is_entered(&self) -> bool {
        matches!(self.around.first(), Some(AnyNodeRef::WithItem(item)) if item.context_expr.range() == self.call.range())
    }

    /// Returns whether `await call` has to be put in parentheses, as something binds to the call more tightly.
    pub(super) fn binds_tighter(&self) -> bool {
        let bound = match self.around.first() {
            Some(AnyNodeRef::ExprAttribute(it)) => Some(it.value.range()),
            Some(AnyNodeRef::ExprSubscript(it)) => Some(it.value.range()),
            Some(AnyNodeRef::ExprCall(it)) => Some(it.func.range()),
            _ => None,
        };
        bound == Some(self.call.range())
    }
}
