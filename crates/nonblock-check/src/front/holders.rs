//! Objects of packages that hold the project's functions and call them: `Schema({"path": is_file})(data)`.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use ty_python_core::definition::Definition;
use ty_python_semantic::HasType;
use ty_python_semantic::types::Type;

use super::body::{BodyVisitor, Step};
use super::classes::class_of;
use crate::facts::{Certainty, Target, Verb};

/// Methods of such objects that do what calling them does.
const METHODS: [&str; 2] = ["validate", "is_valid"];
/// Expressions looked at before an object is given up.
const SEARCH: u32 = 120;
/// Values in values that are looked into.
const DEPTH: u32 = 8;

impl<'db> BodyVisitor<'_, '_, 'db> {
    /// Adds the project's functions that the called object was made with.
    pub(super) fn call_what_it_holds(&mut self, call: &ast::ExprCall) {
        let object = match &*call.func {
            Expr::Attribute(method) if METHODS.contains(&method.attr.as_str()) => &*method.value,
            other => other,
        };
        if !matches!(object, Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_))
            || !self.is_foreign_object(object)
        {
            return;
        }
        let mut left = SEARCH;
        let mut found = Vec::new();
        self.collect_held(object, 0, &mut left, &mut found);
        let mut step = Step::new(call.func.range(), Verb::Calls);
        step.certainty = Certainty::Likely;
        for target in found {
            self.push(target, &step);
        }
    }

    /// Returns whether the expression is an instance of a class of an installed package.
    fn is_foreign_object(&self, object: &Expr) -> bool {
        let db = self.context.db;
        match object.inferred_type(&self.context.model) {
            Some(ty @ Type::NominalInstance(_)) => {
                let class = class_of(db, &self.context.environment, ty);
                class.is_some_and(|class| {
                    let is_standard = class.file(db).path(db).is_vendored_path();
                    !is_standard && !super::written::is_first_party(db, class)
                })
            }
            Some(Type::Dynamic(_)) => self.context.written(object).is_some_and(|name| {
                // What `sync_to_async(function)` makes runs the function in a thread.
                let maker = name.strip_suffix("()").filter(|maker| maker.contains('.'));
                maker.is_some_and(|it| self.context.catalogue.offload_by_alias(it).is_none())
            }),
            _ => false,
        }
    }

    fn collect_held(&mut self, value: &Expr, depth: u32, left: &mut u32, found: &mut Vec<Target>) {
        if DEPTH < depth || *left == 0 {
            return;
        }
        *left -= 1;
        let depth = depth + 1;
        match value {
            Expr::Call(call) => {
                if let Expr::Attribute(method) = &*call.func {
                    // `SCHEMA.extend({...})` holds what `SCHEMA` holds.
                    self.collect_held(&method.value, depth, left, found);
                }
                let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
                for argument in call.arguments.args.iter().chain(keywords) {
                    self.collect_held(argument, depth, left, found);
                }
            }
            Expr::Dict(table) => {
                for item in &table.items {
                    self.collect_held(&item.value, depth, left, found);
                }
            }
            Expr::List(list) => {
                list.elts.iter().for_each(|it| self.collect_held(it, depth, left, found));
            }
            Expr::Tuple(tuple) => {
                tuple.elts.iter().for_each(|it| self.collect_held(it, depth, left, found));
            }
            Expr::Lambda(_) => found.extend(self.callable_targets(value, 0)),
            Expr::Name(_) | Expr::Attribute(_) => self.collect_named(value, depth, left, found),
            _ => {}
        }
    }

    fn collect_named(&mut self, value: &Expr, depth: u32, left: &mut u32, found: &mut Vec<Target>) {
        let definitions: Vec<Definition<'db>> = self.function_definitions(value);
        if !definitions.is_empty() {
            for definition in definitions {
                let is_function = matches!(
                    definition.kind(self.context.db),
                    ty_python_core::definition::DefinitionKind::Function(_)
                );
                if is_function && super::written::is_first_party(self.context.db, definition) {
                    found.extend(self.context.callee(definition).targets.iter().copied());
                }
            }
            return;
        }
        self.with_assigned_values(value, &mut |visitor, value| {
            visitor.collect_held(value, depth, left, found);
        });
    }
}
