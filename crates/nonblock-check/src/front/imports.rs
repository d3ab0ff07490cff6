//! What a file's types may come from: the files it imports, as long as they may be edited.

use std::collections::{BTreeMap, BTreeSet};

use ruff_db::files::File;
use ruff_db::parsed::parsed_module;
use ruff_db::source::source_text;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{AnyNodeRef, Stmt};
use ty_module_resolver::Module;
use ty_python_semantic::{Db, SemanticModel};

use super::database::Database;
use crate::store::{Import, Interface, Word, word};

/// Returns what others can see of the file, and whom it imports.
pub(super) fn interface_of(db: &Database, file: File) -> Interface {
    let source = source_text(db, file);
    let parsed = parsed_module(db, db.program_file(file).python_file(db));
    let module = parsed.load(db);
    let mut interface = Interface::of(source.as_str(), module.suite());
    let model = SemanticModel::new(db, db.program_file(file));
    let mut imports: BTreeMap<String, Option<Vec<Word>>> = BTreeMap::new();
    for name in imported(module.suite()) {
        for (path, taken) in editable_files(db, &model, &name) {
            let names = imports.entry(path).or_insert_with(|| Some(Vec::new()));
            match (names.as_mut(), taken) {
                (Some(names), Some(taken)) => names.push(taken),
                _ => *names = None,
            }
        }
    }
    imports.remove(file.path(db).as_str());
    let imports = imports.into_iter().map(|(path, names)| Import { path, names });
    interface.imports = imports.collect();
    parsed.clear();
    interface
}

/// A module as a file names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Imported {
    /// Dots before the name.
    level: u32,
    /// The module; none in `from . import x`.
    module: Option<String>,
    /// What is imported from it: a submodule perhaps.
    member: Option<String>,
}

/// Returns the modules that a file names, in imports and in strings that may be imported.
fn imported(suite: &[Stmt]) -> BTreeSet<Imported> {
    struct Imports(BTreeSet<Imported>);
    impl<'ast> SourceOrderVisitor<'ast> for Imports {
        fn enter_node(&mut self, node: AnyNodeRef<'ast>) -> TraversalSignal {
            match node {
                AnyNodeRef::StmtImport(import) => {
                    for alias in &import.names {
                        let name = alias.name.as_str();
                        let ends = name.match_indices('.').map(|(at, _)| at).chain([name.len()]);
                        self.0.extend(ends.map(|end| absolute(&name[..end])));
                    }
                }
                AnyNodeRef::StmtImportFrom(import) => {
                    for alias in &import.names {
                        self.0.insert(Imported {
                            level: import.level,
                            module: import.module.as_ref().map(ToString::to_string),
                            member: Some(alias.name.to_string()),
                        });
                    }
                }
                AnyNodeRef::StringLiteral(literal) if is_dotted(&literal.value) => {
                    self.0.insert(absolute(&literal.value));
                    if let Some((module, _)) = literal.value.rsplit_once('.') {
                        self.0.insert(absolute(module));
                    }
                }
                _ => {}
            }
            TraversalSignal::Traverse
        }
    }
    let mut imports = Imports(BTreeSet::new());
    walk_body(&mut imports, suite);
    imports.0
}

fn absolute(name: &str) -> Imported {
    Imported { level: 0, module: Some(name.to_owned()), member: None }
}

/// Returns whether a string may name a module or something in one: `package.module.Class`.
fn is_dotted(text: &str) -> bool {
    let is_identifier = |part: &str| {
        part.starts_with(|it: char| it == '_' || it.is_ascii_alphabetic())
            && part.bytes().all(|it| it == b'_' || it.is_ascii_alphanumeric())
    };
    text.len() < 120 && text.contains('.') && text.split('.').all(is_identifier)
}

/// Returns the files behind a name, unless they are installed, each with the name that is taken from it.
fn editable_files(
    db: &Database,
    model: &SemanticModel<'_>,
    name: &Imported,
) -> Vec<(String, Option<Word>)> {
    let resolve = |name: Option<&str>, level| {
        let module = model.resolve_module(name, level).filter(|it| is_editable(db, *it))?;
        Some(module.file(db)?.path(db).to_string())
    };
    let top = name.module.as_deref().and_then(|it| it.split('.').next());
    let is_foreign =
        |top| !model.resolve_module(Some(top), 0).is_some_and(|it| is_editable(db, it));
    if name.level == 0 && top.is_none_or(is_foreign) {
        return Vec::new();
    }
    let taken = name.member.as_deref().filter(|it| *it != "*").map(word);
    let mut found = Vec::new();
    found.extend(resolve(name.module.as_deref(), name.level).map(|path| (path, taken)));
    if let Some(member) = &name.member {
        let below = match &name.module {
            Some(module) => format!("{module}.{member}"),
            None => member.clone(),
        };
        found.extend(resolve(Some(&below), name.level).map(|path| (path, None)));
    }
    found
}

fn is_editable(db: &Database, module: Module<'_>) -> bool {
    let path = module.search_path(db);
    path.is_none_or(|path| !path.is_site_packages() && !path.is_standard_library())
}
