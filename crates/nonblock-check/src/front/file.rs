//! One file: from its outline to its facts.

use std::collections::BTreeSet;

use nonblock_catalogue::{Catalogue, Outcome};
use ruff_db::files::File;
use ruff_db::parsed::parsed_module;
use ruff_db::source::line_index;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_body};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;
use ty_python_core::definition::Definition;
use ty_python_core::semantic_index;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasType};

use super::body::BodyVisitor;
use super::calls::function_of;
use super::classes::{ancestry, class_of};
use super::context::FileContext;
use super::database::Database;
use super::names::{module_name, qualified_name};
use super::outline::{ClassEntry, Code, Entry, Outline};
use super::shape::shape_of;
use super::symbols::span;
use super::values::returned_expressions;
use crate::facts::{Certainty, ClassFacts, FileFacts, FunctionFacts, Span, Symbol, Value};

/// Which functions of a file are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// Those with these offsets.
    Some(BTreeSet<u32>),
}

/// Returns the facts of a file.
pub(super) fn read_file(
    db: &Database,
    catalogue: &Catalogue,
    file: File,
    wanted: &Wanted,
) -> FileFacts {
    let mut context = FileContext::new(db, catalogue, file);
    let parsed = parsed_module(db, db.program_file(file).python_file(db)).load(db);
    let outline = Outline::of(parsed.suite());
    let module = module_name(db, file);
    let classes: Vec<_> =
        outline.classes.iter().map(|class| class_definition(&context, class.node)).collect();
    let mut facts = FileFacts::default();
    for entry in &outline.functions {
        let is_wanted = match wanted {
            Wanted::All => true,
            Wanted::Some(offsets) => offsets.contains(&entry.code.offset()),
        };
        if is_wanted {
            context.enclosing_class = entry.outer_class.and_then(|class| classes[class]);
            facts.functions.push(read_function(&mut context, &outline, entry, &module));
        }
    }
    for (class, definition) in outline.classes.iter().zip(&classes) {
        if *wanted == Wanted::All || wants_a_method(wanted, class) {
            context.enclosing_class = *definition;
            facts.classes.push(read_class(&mut context, class, *definition, &module));
        }
    }
    if *wanted == Wanted::All {
        let index = line_index(db, file);
        for error in parsed.errors() {
            let place = index.line_column(error.location.start(), context.source.as_str());
            let (line, column) = (place.line.get(), place.column.get());
            facts.problems.push((
                u32::try_from(line).unwrap_or(u32::MAX),
                u32::try_from(column).unwrap_or(u32::MAX),
                error.error.to_string(),
            ));
        }
        facts.functions.push(read_module_body(&mut context, parsed.suite(), &module));
    }
    facts.files = context.files.into_paths();
    // The tree is most of a file's memory. Whoever still follows a value into the file has it parsed again.
    parsed_module(db, db.program_file(file).python_file(db)).clear();
    facts
}

fn wants_a_method(wanted: &Wanted, class: &ClassEntry<'_>) -> bool {
    match wanted {
        Wanted::All => true,
        Wanted::Some(offsets) => class.methods.iter().any(|(_, offset)| offsets.contains(offset)),
    }
}

/// Reads what runs when the module is imported: it hands callables over, and nobody calls it.
fn read_module_body(
    context: &mut FileContext<'_, '_>,
    suite: &[Stmt],
    module: &str,
) -> FunctionFacts {
    context.enclosing_class = None;
    let mut facts = empty_facts(&format!("{module}.<module>"), Span::default());
    facts.symbol.offset = u32::MAX;
    let mut visitor = BodyVisitor::new(context, facts);
    walk_body(&mut visitor, suite);
    visitor.facts.calls = 0;
    visitor.facts.unresolved.clear();
    visitor.facts
}

fn class_definition<'db>(
    context: &FileContext<'_, 'db>,
    node: &ast::StmtClassDef,
) -> Option<Definition<'db>> {
    let index = semantic_index(context.db, context.db.program_file(context.file));
    index.try_definition(node)
}

fn empty_facts(name: &str, range: Span) -> FunctionFacts {
    FunctionFacts {
        symbol: Symbol { file: 0, offset: range.start },
        name: name.to_owned(),
        span: range,
        name_span: range,
        is_async: false,
        is_generator: false,
        is_method: false,
        class: None,
        is_abstract: false,
        parameters: Vec::new(),
        edges: Vec::new(),
        arguments: Vec::new(),
        invoked: Vec::new(),
        decorators: Vec::new(),
        decorator_names: Vec::new(),
        nested: Vec::new(),
        returned: Vec::new(),
        offloadings: Vec::new(),
        loop_callbacks: Vec::new(),
        stored: Vec::new(),
        drawn: Vec::new(),
        deferred: Vec::new(),
        named: Vec::new(),
        supers: Vec::new(),
        doubts: Vec::new(),
        mentions: Vec::new(),
        shape: crate::facts::Shape::default(),
        calls: 0,
        unresolved: Vec::new(),
    }
}

fn read_function(
    context: &mut FileContext<'_, '_>,
    outline: &Outline<'_>,
    entry: &Entry<'_>,
    module: &str,
) -> FunctionFacts {
    let range = entry.code.range();
    let mut facts = empty_facts(&format!("{module}.{}", entry.name), span(range));
    facts.symbol = Symbol { file: 0, offset: entry.code.offset() };
    facts.name_span = span(entry.code.name_range());
    facts.class = entry.class.map(|class| Symbol {
        file: 0,
        offset: outline.classes[class].node.name.range().start().to_u32(),
    });
    let inside = |other: &&Entry<'_>| {
        other.code.offset() != entry.code.offset() && range.contains_range(other.code.range())
    };
    let nested = outline.functions.iter().filter(inside);
    facts.nested = nested.map(|other| Symbol { file: 0, offset: other.code.offset() }).collect();
    match entry.code {
        Code::Function(function) => {
            describe_signature(context, function, &mut facts);
            let source = context.source.clone();
            let mut visitor = BodyVisitor::new(context, facts);
            visitor.read_suite(&function.body);
            lower_what_is_off_loaded(&mut visitor.facts, source.as_str());
            for value in returned_expressions(function).into_iter().take(4) {
                let values = visitor.argument_values(value);
                visitor.facts.returned.extend(values);
            }
            visitor.facts
        }
        Code::Lambda(lambda) => {
            facts.parameters = parameter_names(lambda.parameters.as_deref());
            let mut visitor = BodyVisitor::new(context, facts);
            visitor.visit_expr(&lambda.body);
            visitor.facts
        }
    }
}

/// Whoever hands a function to a thread and calls it in the same body as well has decided when it may be called.
fn lower_what_is_off_loaded(facts: &mut FunctionFacts, source: &str) {
    let text = |span: Span| source.get(span.start as usize..span.end as usize);
    let handed: Vec<_> = facts
        .offloadings
        .iter()
        .filter(|it| !it.is_eager && it.outcome != Outcome::Nothing)
        .map(|it| text(it.argument))
        .collect();
    for edge in &mut facts.edges {
        if handed.contains(&text(edge.site))
            && facts.offloadings.iter().all(|it| it.argument != edge.site)
        {
            edge.certainty = Certainty::Possible;
        }
    }
}

fn describe_signature(
    context: &mut FileContext<'_, '_>,
    function: &ast::StmtFunctionDef,
    facts: &mut FunctionFacts,
) {
    facts.is_async = function.is_async;
    facts.shape = shape_of(&function.body);
    facts.is_generator = facts.shape.yields;
    facts.parameters = parameter_names(Some(&function.parameters));
    let mut is_static = false;
    for decorator in &function.decorator_list {
        let expression = match &decorator.expression {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        let name = decorator_name(context, expression, facts);
        context.read_registration(expression, facts);
        is_static |= name == "staticmethod" || name == "builtins.staticmethod";
        let last = name.rsplit('.').next().unwrap_or(&name);
        facts.is_abstract |= last.starts_with("abstract") || last == "overload";
        facts.decorator_names.push(name);
    }
    facts.is_abstract |= facts.shape.is_stub;
    facts.is_method = facts.class.is_some() && !is_static;
}

/// Returns the decorator's qualified name where known, and records the decorator itself where it has source.
fn decorator_name(
    context: &mut FileContext<'_, '_>,
    expression: &Expr,
    facts: &mut FunctionFacts,
) -> String {
    if let Some(ty @ (Type::FunctionLiteral(_) | Type::BoundMethod(_))) =
        expression.inferred_type(&context.model)
        && let Some(definition) = function_of(context.db, &context.environment, ty)
    {
        facts.decorators.extend(context.files.symbol(context.db, definition));
        return qualified_name(context.db, definition).to_owned();
    }
    if let Some(class) =
        expression.inferred_type(&context.model).and_then(|ty| context.class_object(ty))
    {
        return qualified_name(context.db, class).to_owned();
    }
    context
        .written(expression)
        .unwrap_or_else(|| context.source.as_str()[expression.range()].to_owned())
}

fn parameter_names(parameters: Option<&ast::Parameters>) -> Vec<String> {
    let names = parameters.into_iter().flat_map(ast::Parameters::iter_non_variadic_params);
    names.map(|it| it.parameter.name.to_string()).collect()
}

fn read_class(
    context: &mut FileContext<'_, '_>,
    class: &ClassEntry<'_>,
    definition: Option<Definition<'_>>,
    module: &str,
) -> ClassFacts {
    let symbol = |offset: u32| Symbol { file: 0, offset };
    let mut facts = ClassFacts {
        symbol: symbol(class.node.name.range().start().to_u32()),
        name: format!("{module}.{}", class.name),
        bases: Vec::new(),
        ancestors: Vec::new(),
        methods: class
            .methods
            .iter()
            .map(|(name, offset)| (name.clone(), symbol(*offset)))
            .collect(),
        held: Vec::new(),
        typed: Vec::new(),
        written: Vec::new(),
        constants: Vec::new(),
    };
    for base in class.node.arguments.iter().flat_map(|arguments| &arguments.args) {
        let ty = base.inferred_type(&context.model);
        let definition = ty.and_then(|ty| class_of(context.db, &context.environment, ty));
        match definition {
            Some(definition) => facts.bases.extend(context.files.symbol(context.db, definition)),
            None if names_protocol(base) => facts.ancestors.push("typing.Protocol".to_owned()),
            None => facts.ancestors.extend(context.written(base)),
        }
    }
    if let Some(definition) = context.enclosing_class.filter(|_| definition.is_some()) {
        let ancestors = ancestry(context.db, definition);
        facts.ancestors.extend(
            ancestors.into_iter().skip(1).map(|it| qualified_name(context.db, it).to_owned()),
        );
    }
    read_attributes(context, class, &mut facts);
    facts
}

/// Returns whether a base is `Protocol`, `typing.Protocol` or `Protocol[T]`.
fn names_protocol(base: &Expr) -> bool {
    match base {
        Expr::Name(name) => name.id.as_str() == "Protocol",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "Protocol",
        Expr::Subscript(subscript) => names_protocol(&subscript.value),
        _ => false,
    }
}

/// Records which parameters and classes the instance attributes of a class hold.
fn read_attributes(
    context: &mut FileContext<'_, '_>,
    class: &ClassEntry<'_>,
    facts: &mut ClassFacts,
) {
    for statement in &class.node.body {
        if let Stmt::Assign(assignment) = statement
            && let [Expr::Name(name)] = assignment.targets.as_slice()
            && matches!(&*assignment.value, Expr::Name(_) | Expr::Attribute(_))
        {
            let visitor = &mut BodyVisitor::new(context, empty_facts("", Span::default()));
            let targets = visitor.callable_targets(&assignment.value, 0);
            facts.constants.extend(targets.into_iter().map(|target| (name.id.to_string(), target)));
        }
        let Stmt::FunctionDef(method) = statement else { continue };
        let Some(own) = method.parameters.iter_non_variadic_params().next() else { continue };
        let own = own.parameter.name.as_str();
        for (name, value) in attribute_assignments(&method.body, own) {
            let visitor = &mut BodyVisitor::new(context, empty_facts("", Span::default()));
            for value in visitor.argument_values(value) {
                match value {
                    Value::Parameter(function, parameter) => {
                        facts.held.push((name.clone(), function, parameter));
                    }
                    Value::Instance(class) => facts.typed.push((name.clone(), class)),
                    Value::Written(names) => facts.written.push((name.clone(), names)),
                    Value::Callable(_) | Value::Other | Value::Unknown => {}
                }
            }
        }
    }
}

/// Returns the `self.name = value` assignments of a method, at any depth.
fn attribute_assignments<'ast>(body: &'ast [Stmt], own: &str) -> Vec<(String, &'ast Expr)> {
    struct Assignments<'ast, 'own> {
        own: &'own str,
        found: Vec<(String, &'ast Expr)>,
    }
    impl<'ast> SourceOrderVisitor<'ast> for Assignments<'ast, '_> {
        fn visit_stmt(&mut self, statement: &'ast Stmt) {
            let (targets, value) = match statement {
                Stmt::Assign(it) => (it.targets.iter().collect(), Some(&*it.value)),
                Stmt::AnnAssign(it) => (vec![&*it.target], it.value.as_deref()),
                _ => (Vec::new(), None),
            };
            for target in targets {
                if let (Expr::Attribute(attribute), Some(value)) = (target, value)
                    && attribute
                        .value
                        .as_name_expr()
                        .is_some_and(|name| name.id.as_str() == self.own)
                {
                    self.found.push((attribute.attr.to_string(), value));
                }
            }
            ast::visitor::source_order::walk_stmt(self, statement);
        }
        fn visit_expr(&mut self, _: &'ast Expr) {}
    }
    let mut assignments = Assignments { own, found: Vec::new() };
    walk_body(&mut assignments, body);
    assignments.found
}

impl FileContext<'_, '_> {
    /// Returns whether the module is imported at the top of the file as well.
    pub(super) fn is_imported_at_top(&self, module: &str) -> bool {
        let parsed = parsed_module(self.db, self.db.program_file(self.file).python_file(self.db))
            .load(self.db);
        parsed.suite().iter().any(|statement| match statement {
            Stmt::Import(import) => import.names.iter().any(|alias| alias.name.as_str() == module),
            Stmt::ImportFrom(import) => {
                import.module.as_ref().is_some_and(|name| name.as_str() == module)
            }
            _ => false,
        })
    }
}
