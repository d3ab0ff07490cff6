//! Properties and other descriptors: attributes that run code when they are read or set.

use std::rc::Rc;

use ruff_db::parsed::parsed_module;
use ruff_python_ast as ast;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType, SemanticModel};

use super::attributes::definitions_of_attribute;
use super::classes::{class_of, is_property, is_setter};
use super::context::FileContext;
use super::values::is_unknown;

impl<'db> FileContext<'_, 'db> {
    /// Returns the functions that reading (or setting) the attribute runs.
    pub(super) fn accessors(
        &mut self,
        attribute: &ast::ExprAttribute,
        sets: bool,
    ) -> Rc<[Definition<'db>]> {
        let Some(receiver) = attribute.value.inferred_type(&self.model) else {
            return Rc::from([]);
        };
        if matches!(
            receiver,
            Type::ModuleLiteral(_) | Type::FunctionLiteral(_) | Type::LiteralValue(_)
        ) {
            return Rc::from([]);
        }
        if is_unknown(receiver) {
            return self.tracked_accessors(attribute, sets);
        }
        let class = match receiver {
            Type::NominalInstance(_) => class_of(self.db, &self.environment, receiver),
            Type::TypeVar(_) => self.enclosing_class,
            _ => None,
        };
        let key = class.map(|class| (class, attribute.attr.to_string(), sets));
        if let Some(known) = key.as_ref().and_then(|key| self.accessors.get(key)) {
            return Rc::clone(known);
        }
        let definitions = definitions_of_attribute(&self.model, attribute);
        let is_missing = definitions.is_empty() && !sets;
        let mut found: Vec<_> =
            definitions.into_iter().filter_map(|it| self.accessor(it, sets)).collect();
        if is_missing && let Some(class) = class {
            // Python asks for what it does not find.
            let own = |it: &Definition<'db>| !it.file(self.db).path(self.db).is_vendored_path();
            found.extend(self.member(class, "__getattr__").filter(own));
        }
        let found: Rc<[Definition<'db>]> = found.into();
        if let Some(key) = key {
            self.accessors.insert(key, Rc::clone(&found));
        }
        found
    }

    /// Returns the accessors of a receiver that only tracking knows.
    fn tracked_accessors(
        &mut self,
        attribute: &ast::ExprAttribute,
        sets: bool,
    ) -> Rc<[Definition<'db>]> {
        let mut found = Vec::new();
        for ty in self.value_types(&attribute.value) {
            for class in self.instance_classes(ty) {
                if let Some(member) = self.member(class, attribute.attr.as_str()) {
                    found.extend(self.accessor(member, sets));
                }
            }
        }
        found.into()
    }

    /// Returns the function that accessing what `definition` defines runs.
    fn accessor(&mut self, definition: Definition<'db>, sets: bool) -> Option<Definition<'db>> {
        let db: &'db dyn Db = self.db;
        match definition.kind(db) {
            DefinitionKind::Function(function) => {
                let parsed = parsed_module(db, definition.python_file(db)).load(db);
                let decorators = &function.node(&parsed).decorator_list;
                let wanted =
                    decorators.iter().any(is_property) && decorators.iter().any(is_setter) == sets;
                wanted.then_some(definition)
            }
            DefinitionKind::Assignment(assignment) => {
                let parsed = parsed_module(db, definition.python_file(db)).load(db);
                if !definition.scope(db).node(db).scope_kind().is_class() {
                    return None;
                }
                let model = SemanticModel::new(db, definition.program_file(db));
                let value = assignment.value(&parsed).inferred_type(&model)?;
                let Type::NominalInstance(_) = value else { return None };
                let class = class_of(db, &self.environment, value)?;
                self.member(class, if sets { "__set__" } else { "__get__" })
            }
            _ => None,
        }
    }
}
