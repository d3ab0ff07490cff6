//! The names of a module: which of them stand for modules, and which are taken.

use std::collections::{HashMap, HashSet};

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{AnyNodeRef, Expr, ExprContext, ModModule, Stmt};

/// Every name that is bound in any scope of the module.
///
/// Scopes are not told apart: a name that means two things anywhere in the module is trusted nowhere in it.
#[derive(Debug, Default)]
pub(super) struct Bindings {
    /// What each imported name stands for, qualified; more than one where imports disagree.
    imported: HashMap<String, HashSet<String>>,
    /// Imported names that every function of the module sees.
    global: HashSet<String>,
    /// Names bound otherwise.
    taken: HashSet<String>,
}

impl Bindings {
    pub(super) fn new(module: &ModModule) -> Self {
        let mut bindings = Self::default();
        walk_body(&mut bindings, &module.body);
        bindings.global = module.body.iter().flat_map(imports).map(|(name, _)| name).collect();
        bindings
    }

    /// Returns the qualified name of what an expression such as `time.sleep` means, if its first name is an import.
    pub(super) fn qualified(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Name(name) => self.meaning(&name.id).map(str::to_owned),
            Expr::Attribute(attribute) => {
                let value = self.qualified(&attribute.value)?;
                Some(format!("{value}.{}", attribute.attr))
            }
            _ => None,
        }
    }

    /// Returns the name by which every function of the module reaches another module.
    pub(super) fn name_of(&self, module: &str) -> Option<&str> {
        let mut names: Vec<_> = self
            .global
            .iter()
            .map(String::as_str)
            .filter(|name| self.meaning(name) == Some(module))
            .collect();
        names.sort_unstable();
        names.first().copied()
    }

    /// Returns whether `import name` would change what the name means somewhere.
    pub(super) fn is_free(&self, name: &str) -> bool {
        let otherwise =
            self.imported.get(name).is_some_and(|it| it.iter().any(|meaning| meaning != name));
        !self.taken.contains(name) && !otherwise
    }

    /// Returns whether any import is of this package, or of something in it.
    pub(super) fn uses(&self, package: &str) -> bool {
        let mut meanings = self.imported.values().flatten();
        meanings.any(|meaning| meaning.split('.').next() == Some(package))
    }

    fn meaning(&self, name: &str) -> Option<&str> {
        let meanings = self.imported.get(name).filter(|it| it.len() == 1)?;
        if self.taken.contains(name) { None } else { meanings.iter().next().map(String::as_str) }
    }
}

impl<'a> SourceOrderVisitor<'a> for Bindings {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let taken = match node {
            AnyNodeRef::ExprName(it) if it.ctx != ExprContext::Load => Some(it.id.as_str()),
            AnyNodeRef::Parameter(it) => Some(it.name.as_str()),
            AnyNodeRef::StmtFunctionDef(it) => Some(it.name.as_str()),
            AnyNodeRef::StmtClassDef(it) => Some(it.name.as_str()),
            AnyNodeRef::ExceptHandlerExceptHandler(it) => it.name.as_deref(),
            AnyNodeRef::PatternMatchAs(it) => it.name.as_deref(),
            AnyNodeRef::PatternMatchStar(it) => it.name.as_deref(),
            AnyNodeRef::PatternMatchMapping(it) => it.rest.as_deref(),
            AnyNodeRef::TypeParamTypeVar(it) => Some(it.name.as_str()),
            AnyNodeRef::TypeParamTypeVarTuple(it) => Some(it.name.as_str()),
            AnyNodeRef::TypeParamParamSpec(it) => Some(it.name.as_str()),
            _ => None,
        };
        self.taken.extend(taken.map(str::to_owned));
        TraversalSignal::Traverse
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        for (name, meaning) in imports(statement) {
            self.imported.entry(name).or_default().insert(meaning);
        }
        ruff_python_ast::visitor::source_order::walk_stmt(self, statement);
    }
}

/// Returns the names that an import statement binds, each with what it stands for.
fn imports(statement: &Stmt) -> Vec<(String, String)> {
    match statement {
        Stmt::Import(import) => {
            let named = import.names.iter().map(|alias| {
                let first = alias.name.split('.').next().unwrap_or_default();
                let local = alias.asname.as_ref().map_or(first, |name| name.as_str());
                let meaning = if alias.asname.is_some() { alias.name.as_str() } else { first };
                (local.to_owned(), meaning.to_owned())
            });
            named.collect()
        }
        Stmt::ImportFrom(import) => {
            let dots = ".".repeat(usize::try_from(import.level).unwrap_or_default());
            let module = import.module.as_ref().map_or("", |module| module.as_str());
            let named = import.names.iter().map(|alias| {
                let name = alias.asname.as_ref().unwrap_or(&alias.name);
                (name.to_string(), format!("{dots}{module}.{}", alias.name))
            });
            named.collect()
        }
        _ => Vec::new(),
    }
}
