//! What the analysis of one file shares between its functions: the model, the names, the caches.

use std::cell::RefCell;
use std::rc::Rc;

use nonblock_catalogue::Catalogue;
use ruff_db::files::File;
use ruff_db::source::{SourceText, source_text};
use rustc_hash::FxHashMap;
use ty_python_core::definition::Definition;
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, ProgramEnvironment, SemanticModel};

use super::callees::Callee;
use super::database::Database;
use super::symbols::FileTable;

/// One file under analysis.
pub(super) struct FileContext<'a, 'db> {
    /// ty's database.
    pub(super) db: &'db Database,
    /// What blocks.
    pub(super) catalogue: &'a Catalogue,
    /// The file whose facts are written down.
    pub(super) own_file: File,
    /// The file whose expressions are looked at: another one while a value is followed into it.
    pub(super) file: File,
    /// Types of its expressions.
    pub(super) model: SemanticModel<'db>,
    /// The program it belongs to.
    pub(super) environment: ProgramEnvironment<'db>,
    /// Its text.
    pub(super) source: SourceText,
    /// Files that its facts point into.
    pub(super) files: FileTable,
    /// The class whose method is being read: what `Self` stands for.
    pub(super) enclosing_class: Option<Definition<'db>>,
    /// Whether the file imports only the project and the standard library, once somebody asked.
    pub(super) is_closed: Option<bool>,
    pub(super) callees: FxHashMap<Definition<'db>, Rc<Callee<'a>>>,
    pub(super) members: FxHashMap<(Definition<'db>, String), Option<Definition<'db>>>,
    pub(super) accessors: FxHashMap<(Definition<'db>, String, bool), Rc<[Definition<'db>]>>,
    pub(super) returns: FxHashMap<Definition<'db>, Rc<[Type<'db>]>>,
    /// Expressions as users write them, by file and node.
    pub(super) names: RefCell<FxHashMap<(File, u32), Option<String>>>,
    /// Qualified names of classes and their ancestors, nearest first.
    pub(super) orders: FxHashMap<Definition<'db>, Rc<[String]>>,
}

impl<'a, 'db> FileContext<'a, 'db> {
    /// Returns a context with empty caches.
    pub(super) fn new(db: &'db Database, catalogue: &'a Catalogue, file: File) -> Self {
        let model = SemanticModel::new(db, db.program_file(file));
        let environment = model.program_environment();
        let mut files = FileTable::default();
        files.index(db, file);
        Self {
            db,
            catalogue,
            own_file: file,
            file,
            model,
            environment,
            source: source_text(db, file),
            files,
            enclosing_class: None,
            is_closed: None,
            callees: FxHashMap::default(),
            members: FxHashMap::default(),
            accessors: FxHashMap::default(),
            returns: FxHashMap::default(),
            names: RefCell::default(),
            orders: FxHashMap::default(),
        }
    }
}
