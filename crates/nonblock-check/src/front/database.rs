//! The salsa database that ty's queries run on.

use std::sync::Arc;

use ruff_db::Db as SourceDb;
use ruff_db::diagnostic::Diagnostic;
use ruff_db::files::{File, Files};
use ruff_db::system::{OsSystem, System};
use ruff_db::vendored::VendoredFileSystem;
use ty_python_core::ProgramFile;
use ty_python_core::program::{Program, ProgramSettings};
use ty_python_semantic::lint::{LintRegistry, RuleSelection};
use ty_python_semantic::{
    AnalysisSettings, Db as SemanticDb, PythonVersionWithSource, default_lint_registry,
};

/// A semantic database that knows its one program.
#[salsa::db]
pub(super) trait ProgramDb: SemanticDb {
    /// Returns the interpreter version and the search paths.
    fn program_settings(&self) -> &ProgramSettings;
}

#[salsa::tracked(returns(copy))]
fn the_program(db: &dyn ProgramDb) -> Program<'_> {
    Program::from_settings(db, db.program_settings())
}

/// Sources, typeshed and inference results of one run.
#[salsa::db]
#[derive(Clone)]
pub(super) struct Database {
    files: Files,
    system: Arc<OsSystem>,
    vendored: VendoredFileSystem,
    rules: Arc<RuleSelection>,
    analysis: Arc<AnalysisSettings>,
    settings: Arc<ProgramSettings>,
    storage: salsa::Storage<Self>,
}

impl Database {
    /// Returns an empty database over the operating system's files.
    pub(super) fn new(system: OsSystem, settings: ProgramSettings) -> Self {
        Self {
            files: Files::default(),
            system: Arc::new(system),
            vendored: ty_vendored::file_system().clone(),
            rules: Arc::new(RuleSelection::from_registry(default_lint_registry())),
            analysis: Arc::new(AnalysisSettings::default()),
            settings: Arc::new(settings),
            storage: salsa::Storage::new(None),
        }
    }
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl SourceDb for Database {
    fn vendored(&self) -> &VendoredFileSystem {
        &self.vendored
    }
    fn system(&self) -> &dyn System {
        &*self.system
    }
    fn files(&self) -> &Files {
        &self.files
    }
}

#[salsa::db]
impl ty_module_resolver::Db for Database {}

#[salsa::db]
impl ty_python_core::Db for Database {
    /// Types are wanted, not complaints: ty leaves out whatever it would only do to report them.
    fn should_check_file(&self, _file: File) -> bool {
        false
    }
}

#[salsa::db]
impl SemanticDb for Database {
    fn check_file(&self, file: File) -> Vec<Diagnostic> {
        ty_python_semantic::check_file_unwrap(self, self.program_file(file))
    }
    fn program_file(&self, file: File) -> ProgramFile<'_> {
        the_program(self).program_file(self, file)
    }
    fn python_version_with_source(&self, _file: File) -> &PythonVersionWithSource {
        &self.settings.python_version
    }
    fn rule_selection(&self, _file: File) -> &RuleSelection {
        &self.rules
    }
    fn lint_registry(&self) -> &LintRegistry {
        default_lint_registry()
    }
    fn analysis_settings(&self, _file: File) -> &AnalysisSettings {
        &self.analysis
    }
    fn verbose(&self) -> bool {
        false
    }
    fn is_open_file(&self, _file: File) -> bool {
        false
    }
    fn dyn_clone(&self) -> Box<dyn SemanticDb> {
        Box::new(self.clone())
    }
}

#[salsa::db]
impl ProgramDb for Database {
    fn program_settings(&self) -> &ProgramSettings {
        &self.settings
    }
}
