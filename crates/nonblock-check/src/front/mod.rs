//! From files to facts: the only module that names ty.
//!
//! ty infers types; everything here asks it "what does this expression run?" and writes the answer down as owned facts.
//! Invariant: nothing that borrows ty's database leaves this module.

mod accessors;
mod arguments;
mod attributes;
mod body;
mod callables;
mod callees;
mod calls;
mod classes;
mod closed;
mod containers;
mod context;
mod database;
mod declared;
mod dispatch;
mod doubts;
mod draws;
mod file;
mod gateways;
mod guards;
mod holders;
mod imports;
mod inherited;
mod items;
mod known;
mod loaded;
mod missing;
mod names;
mod origins;
mod outline;
mod program;
mod reflection;
mod roots;
mod shape;
mod special;
mod symbols;
mod unresolved;
mod values;
mod written;
mod yields;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use nonblock_catalogue::Catalogue;
use rayon::prelude::*;
use ruff_db::files::system_path_to_file;
use ruff_db::system::{OsSystem, SystemPath, SystemPathBuf};

use crate::facts::FileFacts;
use crate::project::Project;
use crate::store::Interface;
use database::Database;
pub use file::Wanted;

/// Why a project cannot be analysed at all.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// The interpreter is not one.
    #[error("cannot use the Python environment: {0}")]
    Environment(String),
    /// A source root is not there.
    #[error("cannot search for modules: {0}")]
    SearchPath(String),
    /// Paths reach users as text.
    #[error("path {0:?} is not Unicode")]
    NotUnicode(PathBuf),
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its path.
    pub path: String,
    /// Which of its functions.
    pub wanted: Wanted,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The facts.
    Facts(Box<FileFacts>),
    /// The file cannot be read.
    Unreadable(String),
    /// The analysis of the file failed: a fault of ours or of ty's.
    Failed(String),
}

/// An open program: reads files on demand, several at a time.
pub struct Front {
    database: Database,
    installed: Vec<PathBuf>,
    pool: rayon::ThreadPool,
}

impl std::fmt::Debug for Front {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Front").finish_non_exhaustive()
    }
}

/// A database handle that rayon may send to its threads.
#[derive(Clone)]
struct Handle(Database);

impl Front {
    /// Opens the project on `threads` threads; zero means one a processor.
    pub fn open(project: &Project, threads: usize) -> Result<Self, FrontError> {
        let root = SystemPath::from_std_path(&project.root)
            .ok_or_else(|| FrontError::NotUnicode(project.root.clone()))?;
        let system = OsSystem::new(root);
        let (settings, installed) = program::settings(project, &system)?;
        settings
            .search_paths
            .try_register_static_roots(&Database::new(system.clone(), settings.clone()));
        let database = Database::new(system, settings.clone());
        settings.search_paths.try_register_static_roots(&database);
        for path in &project.files {
            if let Some(path) = SystemPath::from_std_path(path) {
                // Interned before the set of files is frozen; whoever cannot be read is reported when asked for.
                let Ok(_) = system_path_to_file(&database, path.to_path_buf()) else { continue };
            }
        }
        ruff_db::Db::files(&database).freeze();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(ruff_db::STACK_SIZE)
            .build()
            .map_err(|error| FrontError::Environment(error.to_string()))?;
        Ok(Self { database, installed, pool })
    }

    /// Returns the folders that installed packages and the standard library are imported from.
    pub(crate) fn installed(&self) -> &[PathBuf] {
        &self.installed
    }

    /// Returns what others see of files; none of a file that cannot be read.
    pub(crate) fn interfaces(&self, paths: &[String]) -> Vec<Option<Interface>> {
        let handle = Handle(self.database.clone());
        self.pool.install(|| {
            paths
                .par_iter()
                .map_with(handle, |handle, path| {
                    let database = &handle.0;
                    let file = system_path_to_file(database, SystemPath::new(path)).ok()?;
                    let look = AssertUnwindSafe(|| {
                        salsa::attach_allow_change(database, || {
                            imports::interface_of(database, file)
                        })
                    });
                    std::panic::catch_unwind(look).ok()
                })
                .collect()
        })
    }

    /// Reads the files, in the order of the requests; `done` is told of each.
    pub fn read(
        &self,
        requests: &[Request],
        catalogue: &Catalogue,
        done: &(dyn Fn(&Request) + Sync),
    ) -> Vec<Answer> {
        let handle = Handle(self.database.clone());
        self.pool.install(|| {
            requests
                .par_iter()
                .map_with(handle, |handle, request| {
                    let answer = read_one(&handle.0, catalogue, request);
                    done(request);
                    answer
                })
                .collect()
        })
    }
}

fn read_one(database: &Database, catalogue: &Catalogue, request: &Request) -> Answer {
    let file = match system_path_to_file(database, SystemPathBuf::from(request.path.as_str())) {
        Ok(file) => file,
        Err(error) => return Answer::Unreadable(error.to_string()),
    };
    if let Some(error) = ruff_db::source::source_text(database, file).read_error() {
        return Answer::Unreadable(error.to_string());
    }
    // ty may panic on code that nobody thought of: the file is reported, the others go on.
    let facts = std::panic::catch_unwind(AssertUnwindSafe(|| {
        salsa::attach_allow_change(database, || {
            file::read_file(database, catalogue, file, &request.wanted)
        })
    }));
    match facts {
        Ok(facts) => Answer::Facts(Box::new(facts)),
        Err(panic) => Answer::Failed(panic_message(&*panic)),
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "unknown panic".to_owned())
}
