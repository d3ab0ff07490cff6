//! Classes that are loaded by their dotted names: `import_string("app.storage.DiskStorage")()`.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr};
use ty_python_core::definition::DefinitionKind;

use super::body::BodyVisitor;
use super::calls::function_of;
use super::values::returned_expressions;
use ty_python_semantic::HasType;

/// Functions of libraries that load what a dotted name stands for.
const LOADERS: [&str; 5] =
    ["import_string", "import_object", "locate", "load_object", "import_from_string"];
/// Values of values that are looked into.
const DEPTH: u32 = 6;
/// Longest string that is taken for a dotted name.
const LONGEST: usize = 120;

impl BodyVisitor<'_, '_, '_> {
    /// Records a string that may be the dotted name of a class of the project.
    pub(super) fn read_string(&mut self, text: &str) {
        let is_name = |part: &str| {
            part.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
                && part.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
        };
        let is_dotted = text.len() <= LONGEST && text.contains('.') && text.split('.').all(is_name);
        if is_dotted && self.context.is_own_module(text.split('.').next().unwrap_or(text)) {
            self.facts.mentions.push(text.to_owned());
        }
    }

    /// Returns whether the value is, or is an instance of, what was loaded by name.
    pub(super) fn is_loaded(&mut self, value: &Expr, depth: u32) -> bool {
        if DEPTH < depth {
            return false;
        }
        match value {
            Expr::Call(call) => self.loads(call) || self.is_loaded(&call.func, depth + 1),
            Expr::Subscript(item) => self.is_loaded(&item.value, depth + 1),
            Expr::List(list) => list.elts.iter().any(|it| self.is_loaded(it, depth + 1)),
            Expr::ListComp(list) => self.is_loaded(&list.elt, depth + 1),
            Expr::DictComp(table) => self.is_loaded(&table.value, depth + 1),
            Expr::Name(name) => {
                let mut found = false;
                self.with_assigned_values(value, &mut |visitor, value| {
                    found = found || visitor.is_loaded(value, depth + 1);
                });
                found || self.is_drawn_from_loaded(name, depth)
            }
            Expr::Attribute(_) => {
                let mut found = false;
                self.with_assigned_values(value, &mut |visitor, value| {
                    found = found || visitor.is_loaded(value, depth + 1);
                });
                found
            }
            _ => false,
        }
    }

    fn is_drawn_from_loaded(&mut self, name: &ast::ExprName, depth: u32) -> bool {
        let db = self.context.db;
        let definitions = super::values::definitions_of_name(&self.context.model, name);
        let file = self.context.file;
        definitions.into_iter().filter(|it| it.file(db) == file).any(|definition| {
            let parsed = parsed_module(db, definition.python_file(db)).load(db);
            match definition.kind(db) {
                DefinitionKind::For(it) => self.is_loaded(it.iterable(&parsed), depth + 1),
                DefinitionKind::Comprehension(it) => {
                    self.is_loaded(it.iterable(&parsed), depth + 1)
                }
                _ => false,
            }
        })
    }

    /// Returns whether the call loads something: a loader by name, or a function that returns an attribute of a module
    /// it imports by name.
    fn loads(&self, call: &ast::ExprCall) -> bool {
        let name = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return false,
        };
        if LOADERS.contains(&name) {
            return true;
        }
        if is_attribute_of_import(call) {
            return true;
        }
        let db = self.context.db;
        let ty = call.func.inferred_type(&self.context.model);
        let Some(definition) = ty.and_then(|ty| function_of(db, &self.context.environment, ty))
        else {
            return false;
        };
        let DefinitionKind::Function(function) = definition.kind(db) else { return false };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let source = ruff_db::source::source_text(db, definition.file(db));
        let node = function.node(&parsed);
        let body = &source.as_str()[ruff_text_size::Ranged::range(node)];
        let returns_attribute = returned_expressions(node).into_iter().any(|value| {
            let value = match value {
                Expr::Call(call) if call.func.is_call_expr() => &*call.func,
                other => other,
            };
            value.as_call_expr().is_some_and(|call| {
                call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "getattr")
            }) || value.is_name_expr() && body.contains("getattr(")
        });
        returns_attribute && (body.contains("import_module(") || body.contains("__import__("))
    }
}

/// Returns whether the call is `getattr(import_module(...), ...)`.
fn is_attribute_of_import(call: &ast::ExprCall) -> bool {
    let is_getattr = call.func.as_name_expr().is_some_and(|name| name.id.as_str() == "getattr");
    let imports =
        call.arguments.args.first().and_then(Expr::as_call_expr).is_some_and(|inner| match &*inner
            .func
        {
            Expr::Name(name) => name.id.as_str() == "import_module",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "import_module",
            _ => false,
        });
    is_getattr && imports
}
