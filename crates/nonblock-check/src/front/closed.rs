//! Files whose values are the project's own: they import nothing but the project and the standard library.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::Ranged;
use ty_module_resolver::SearchPath;
use ty_python_semantic::{Db, SemanticModel};

use super::body::BodyVisitor;
use super::context::FileContext;
use super::symbols::span;
use crate::facts::{Named, Super, Usage};

impl FileContext<'_, '_> {
    /// Returns whether all imports of the file, also those inside functions, are the project's or the standard library's.
    fn is_closed(&mut self) -> bool {
        if let Some(known) = self.is_closed {
            return known;
        }
        let db: &dyn Db = self.db;
        let program_file = self.db.program_file(self.own_file);
        let parsed = parsed_module(db, program_file.python_file(db)).load(db);
        let model = SemanticModel::new(db, program_file);
        let mut imports = Imports { model: &model, db, is_closed: true };
        walk_body(&mut imports, parsed.suite());
        self.is_closed = Some(imports.is_closed);
        imports.is_closed
    }
}

impl FileContext<'_, '_> {
    /// Returns whether a module of the project has the name.
    pub(super) fn is_own_module(&self, name: &str) -> bool {
        let module = self.model.resolve_module(Some(name), 0);
        module.and_then(|it| it.search_path(self.db)).is_some_and(SearchPath::is_first_party)
    }
}

struct Imports<'m, 'db> {
    model: &'m SemanticModel<'db>,
    db: &'db dyn Db,
    is_closed: bool,
}

impl<'ast> SourceOrderVisitor<'ast> for Imports<'_, '_> {
    fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
        match node {
            AnyNodeRef::StmtImport(import) => {
                self.is_closed &=
                    import.names.iter().all(|alias| is_own(self.db, self.model, &alias.name));
            }
            AnyNodeRef::StmtImportFrom(import) if import.level == 0 => {
                let module = import.module.as_ref();
                self.is_closed &= module.is_some_and(|name| is_own(self.db, self.model, name));
            }
            _ => {}
        }
        if node.is_expression() { TraversalSignal::Skip } else { TraversalSignal::Traverse }
    }
}

/// Returns whether the module is the project's or the standard library's.
fn is_own(db: &dyn Db, model: &SemanticModel<'_>, name: &str) -> bool {
    let path = model.resolve_module(Some(name), 0).and_then(|module| module.search_path(db));
    path.is_some_and(|path| path.is_first_party() || path.is_standard_library())
}

impl BodyVisitor<'_, '_, '_> {
    /// Records the method's name for linking, where it may say whose it is.
    pub(super) fn leave_to_its_name(&mut self, call: &ast::ExprCall, written: Option<&str>) {
        let Expr::Attribute(attribute) = &*call.func else { return };
        let site = span(call.func.range());
        let method = attribute.attr.to_string();
        let is_awaited = self.usage(call) == Usage::Awaited;
        if self.is_loaded(&attribute.value, 0) {
            self.facts.named.push(Named { site, method, is_loaded: true, is_awaited });
            return;
        }
        let origin = written.and_then(|name| name.split(['.', '(', '[']).next());
        let is_foreign =
            origin.is_some_and(|name| !is_own(self.context.db, &self.context.model, name));
        if !is_foreign && self.context.is_closed() {
            self.facts.named.push(Named { site, method, is_loaded: false, is_awaited });
        }
    }

    /// Records a call through `super()`.
    pub(super) fn read_super(&mut self, call: &ast::ExprCall) {
        let Expr::Attribute(attribute) = &*call.func else { return };
        let Expr::Call(origin) = &*attribute.value else { return };
        if origin.func.as_name_expr().is_none_or(|name| name.id.as_str() != "super") {
            return;
        }
        let class = match origin.arguments.args.first() {
            None => self.context.enclosing_class,
            Some(class) => {
                let ty = ty_python_semantic::HasType::inferred_type(class, &self.context.model);
                ty.and_then(|ty| self.context.class_object(ty))
            }
        };
        if let Some(class) = class.and_then(|it| self.context.files.symbol(self.context.db, it)) {
            let method = attribute.attr.to_string();
            self.facts.supers.push(Super { site: span(call.func.range()), class, method });
        }
    }
}

/// Returns whether the expression is the class of the object itself: `self.__class__`, `type(self)`.
pub(super) fn is_own_class(expression: &Expr) -> bool {
    let is_self = |value: &Expr| {
        value.as_name_expr().is_some_and(|name| matches!(name.id.as_str(), "self" | "cls"))
    };
    match expression {
        Expr::Attribute(attribute) => {
            attribute.attr.as_str() == "__class__" && is_self(&attribute.value)
        }
        Expr::Call(call) => {
            call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "type")
                && call.arguments.args.first().is_some_and(is_self)
        }
        Expr::Name(name) => name.id.as_str() == "cls",
        _ => false,
    }
}
