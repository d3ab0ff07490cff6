//! From a project to ty's program: interpreter version and search paths.

use std::path::PathBuf;

use ruff_db::system::{OsSystem, SystemPath, SystemPathBuf};
use ruff_python_ast::PythonVersion;
use ty_module_resolver::{FallibleStrategy, SearchPathSettings};
use ty_python_core::platform::PythonPlatform;
use ty_python_core::program::ProgramSettings;
use ty_python_semantic::{
    PythonEnvironment, PythonVersionSource, PythonVersionWithSource, SysPrefixPathOrigin,
};

use super::FrontError;
use crate::project::Project;

/// Returns what ty needs to know of the project, and the folders of what is installed.
pub(super) fn settings(
    project: &Project,
    system: &OsSystem,
) -> Result<(ProgramSettings, Vec<PathBuf>), FrontError> {
    let source_roots =
        project.source_roots.iter().map(|path| system_path(path)).collect::<Result<Vec<_>, _>>()?;
    let mut paths = SearchPathSettings { src_roots: source_roots, ..SearchPathSettings::empty() };
    let mut version = None;
    if let Some(environment) = &project.environment {
        let prefix = system_path(&environment.prefix)?;
        let python = PythonEnvironment::new(prefix, SysPrefixPathOrigin::PythonCliFlag, system)
            .map_err(|error| FrontError::Environment(error.to_string()))?;
        let site_packages = python
            .site_packages_paths(system)
            .map_err(|error| FrontError::Environment(error.to_string()))?;
        version = python
            .python_version_from_metadata()
            .cloned()
            .or_else(|| site_packages.python_version_from_layout());
        paths.site_packages_paths = site_packages.into_vec();
        paths.real_stdlib_path = python.real_stdlib_path(system).ok();
    }
    if let Some((major, minor)) = project.python_version {
        version = Some(PythonVersionWithSource {
            version: PythonVersion { major, minor },
            source: PythonVersionSource::Cli,
        });
    }
    let installed = paths.site_packages_paths.iter().chain(&paths.real_stdlib_path);
    let installed = installed.map(|it| it.as_std_path().to_path_buf()).collect();
    let vendored = ty_vendored::file_system();
    let search_paths = paths
        .to_search_paths(system, vendored, &FallibleStrategy)
        .map_err(|error| FrontError::SearchPath(error.to_string()))?;
    let settings = ProgramSettings {
        python_version: version.unwrap_or_default(),
        python_platform: PythonPlatform::Identifier("linux".into()),
        search_paths,
    };
    Ok((settings, installed))
}

fn system_path(path: &std::path::Path) -> Result<SystemPathBuf, FrontError> {
    SystemPath::from_std_path(path)
        .map(SystemPath::to_path_buf)
        .ok_or_else(|| FrontError::NotUnicode(path.to_path_buf()))
}
