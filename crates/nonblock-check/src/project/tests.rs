//! Discovery on small trees.

use std::path::{Path, PathBuf};

use super::{Discovery, Patterns, Request, Surroundings, Weight, discover, display, find_root};
use crate::tree::Tree;

impl Tree {
    fn discover(&self, paths: &[&str]) -> Discovery {
        self.discover_with(Request {
            paths: paths.iter().map(PathBuf::from).collect(),
            ..Request::default()
        })
    }

    fn discover_with(&self, mut request: Request) -> Discovery {
        request.root = find_root(&request.paths, &self.surroundings());
        discover(&request, &self.surroundings())
    }

    fn shown(&self, paths: &[PathBuf]) -> Vec<String> {
        paths.iter().map(|it| display(it, &self.root)).collect()
    }
}

fn told(discovery: &Discovery) -> Vec<String> {
    let told = discovery.hindrances.iter().map(|it| {
        let path = it.problem.path.as_deref().unwrap_or_default();
        format!("{:?} {path}: {}", it.weight, it.problem.message)
    });
    told.filter(|it| !it.contains("no Python environment")).collect()
}

const VENV: (&str, &str) = (".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.4\n");
const INSTALLED: (&str, &str) = (".venv/lib/python3.12/site-packages/requests/__init__.py", "");

#[test]
fn a_src_layout_has_src_and_the_root_as_roots() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        ("src/shop/__init__.py", ""),
        ("src/shop/cart.py", ""),
        ("tests/test_cart.py", "import shop"),
    ]);
    let project = tree.discover(&[]).project;
    assert_eq!(tree.shown(&project.source_roots), ["src", "."]);
    assert_eq!(
        tree.shown(&project.files),
        ["src/shop/__init__.py", "src/shop/cart.py", "tests/test_cart.py"]
    );
}

#[test]
fn a_flat_layout_has_the_root() {
    let tree =
        Tree::of(&[("setup.py", ""), (".git/HEAD", ""), ("shop/__init__.py", "import shop")]);
    assert_eq!(tree.shown(&tree.discover(&[]).project.source_roots), ["."]);
}

#[test]
fn every_project_of_a_monorepo_adds_its_roots() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        ("packages/cart/pyproject.toml", ""),
        ("packages/cart/src/cart/__init__.py", ""),
        ("packages/mail/pyproject.toml", "[tool.maturin]\npython-source = 'py'"),
        ("packages/mail/py/mail/__init__.py", ""),
    ]);
    let roots = tree.shown(&tree.discover(&[]).project.source_roots);
    assert_eq!(
        roots,
        [".", "packages/cart/src", "packages/cart", "packages/mail/py", "packages/mail"]
    );
}

#[test]
fn a_service_without_packaging_proves_its_root_by_its_own_imports() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        ("services/api/app/main.py", "from app.db import connect\nimport json"),
        ("services/api/app/db.py", ""),
        ("scripts/seed.py", "import rows\nimport logging"),
        ("scripts/rows.py", ""),
        ("scripts/logging.py", ""),
        ("docs/json.py", "import json"),
        ("company/billing/__init__.py", "import company.billing"),
    ]);
    let roots = tree.shown(&tree.discover(&[]).project.source_roots);
    assert_eq!(roots, [".", "scripts", "services/api"]);
}

#[test]
fn a_package_that_nothing_marks_is_looked_up_from_outside() {
    let tree = Tree::of(&[
        ("shop/__init__.py", "from .cart import total"),
        ("shop/cart.py", "from . import tax"),
        ("shop/tax.py", ""),
    ]);
    let working_directory = tree.root.join("shop");
    let surroundings = Surroundings { working_directory, ..Surroundings::default() };
    let request = Request { root: find_root(&[], &surroundings), ..Request::default() };
    let project = discover(&request, &surroundings).project;
    assert_eq!(tree.shown(&project.source_roots), ["."]);
}

#[test]
fn a_script_adds_folders_to_the_import_path() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        (
            "main.py",
            "import site\nsite.addsitedir(str(Path(__file__).parent / 'vendor' / 'modules'))",
        ),
        ("vendor/modules/playlist/store.py", ""),
    ]);
    let project = tree.discover(&[]).project;
    assert_eq!(tree.shown(&project.source_roots), [".", "vendor/modules"]);
}

#[test]
fn a_folder_that_hides_an_installed_package_is_no_root() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        VENV,
        INSTALLED,
        ("examples/get.py", "import requests"),
        ("examples/requests.py", ""),
    ]);
    assert_eq!(tree.shown(&tree.discover(&[]).project.source_roots), ["."]);
}

#[test]
fn ignored_hidden_and_generated_folders_are_left_out_unless_named() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        (".gitignore", "generated/\n"),
        VENV,
        ("a.py", ""),
        ("stub.pyi", ""),
        (".hidden/b.py", ""),
        ("node_modules/c.py", ""),
        ("build/lib/d.py", ""),
        ("build2/build/__init__.py", ""),
        ("generated/e.py", ""),
        ("other_env/pyvenv.cfg", ""),
        ("other_env/f.py", ""),
        ("script", "#!/usr/bin/env python"),
    ]);
    let files = |paths: &[&str]| tree.shown(&tree.discover(paths).project.files);
    assert_eq!(files(&[]), ["a.py", "build2/build/__init__.py"]);
    assert_eq!(files(&["generated"]), ["generated/e.py"]);
    assert_eq!(
        files(&["build", ".hidden", "other_env"]),
        [".hidden/b.py", "build/lib/d.py", "other_env/f.py"]
    );
    assert_eq!(
        files(&["script", "stub.pyi", "generated/e.py"]),
        ["generated/e.py", "script", "stub.pyi"]
    );
}

#[test]
fn excluded_patterns_are_left_out() {
    let tree =
        Tree::of(&[("pyproject.toml", ""), ("a.py", ""), ("old/b.py", ""), ("deep/old/c.py", "")]);
    let exclude = |pattern: &str| {
        let exclude = Patterns::new(&tree.root, &[pattern.to_owned()]).unwrap();
        let request = Request { exclude, ..Request::default() };
        tree.shown(&tree.discover_with(request).project.files)
    };
    assert_eq!(exclude("old"), ["a.py"]);
    assert_eq!(exclude("/old"), ["a.py", "deep/old/c.py"]);
    assert_eq!(exclude("deep/**"), ["a.py", "old/b.py"]);
}

#[test]
fn a_missing_path_is_told_and_the_rest_is_found() {
    let tree = Tree::of(&[("pyproject.toml", ""), ("a.py", "")]);
    let discovery = tree.discover(&["nowhere", "a.py"]);
    assert_eq!(told(&discovery), ["Io nowhere: path does not exist"]);
    assert_eq!(tree.shown(&discovery.project.files), ["a.py"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_files_once_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    let tree = Tree::of(&[("pyproject.toml", ""), ("a/b.py", "")]);
    let outside = Tree::of(&[("c.py", "")]);
    symlink(&tree.root, tree.root.join("a/circle")).unwrap();
    symlink(tree.root.join("a/b.py"), tree.root.join("again.py")).unwrap();
    symlink("self.py", tree.root.join("self.py")).unwrap();
    symlink("nothing", tree.root.join("broken.py")).unwrap();
    symlink(&outside.root, tree.root.join("outside")).unwrap();
    let discovery = tree.discover(&[]);
    assert_eq!(tree.shown(&discovery.project.files), ["a/b.py"]);
    let mut told = told(&discovery);
    told.sort();
    let followed =
        format!("Notice outside: link to the folder {} is not followed", outside.root.display());
    assert_eq!(
        told,
        [
            "Notice broken.py: symbolic link leads nowhere",
            &followed,
            "Notice self.py: symbolic link is part of a loop"
        ]
    );
}

#[test]
fn the_environment_beside_the_project_is_found_from_below() {
    let tree = Tree::of(&[("pyproject.toml", ""), VENV, INSTALLED, ("package/a.py", "")]);
    let project = tree.discover(&["package"]).project;
    let environment = project.environment.unwrap();
    assert_eq!(environment.prefix, tree.root.join(".venv"));
    assert_eq!(environment.origin, "`.venv`");
    assert_eq!(project.python_version, Some((3, 12)));
}

#[test]
fn an_activated_environment_comes_first_and_a_missing_one_is_told() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        VENV,
        INSTALLED,
        ("other/lib/python3.11/site-packages/x.py", ""),
        ("a.py", ""),
    ]);
    let activate = |folder: &str| {
        let mut surroundings = tree.surroundings();
        surroundings.variables.insert("VIRTUAL_ENV".into(), tree.root.join(folder).into());
        let request = Request { root: tree.root.clone(), ..Request::default() };
        discover(&request, &surroundings)
    };
    assert_eq!(activate("other").project.environment.unwrap().origin, "`VIRTUAL_ENV`");
    let missing = activate("missing");
    assert_eq!(missing.project.environment.as_ref().unwrap().origin, "`.venv`");
    assert!(told(&missing)[0].ends_with("missing does not exist"), "{:?}", told(&missing));
}

#[test]
fn an_environment_without_packages_is_told() {
    let tree = Tree::of(&[("pyproject.toml", ""), VENV, ("a.py", "")]);
    let discovery = tree.discover(&[]);
    assert_eq!(discovery.project.environment, None);
    let expected = "Notice : the virtual environment .venv is ignored: it has no `site-packages`";
    assert_eq!(told(&discovery), [expected]);
    assert_eq!(discovery.hindrances.len(), 2, "and that none is left");
}

#[test]
fn a_named_environment_may_be_a_folder_or_an_executable_and_must_be_one() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        VENV,
        INSTALLED,
        (".venv/bin/python", ""),
        ("a.py", ""),
    ]);
    let named = |path: &str| {
        let python = Some((PathBuf::from(path), "`--python`".to_owned()));
        tree.discover_with(Request { python, ..Request::default() })
    };
    for path in [".venv", ".venv/bin", ".venv/bin/python"] {
        let environment = named(path).project.environment.unwrap();
        assert_eq!(environment.prefix, tree.root.join(".venv"), "{path}");
    }
    let wrong = named("a.py");
    assert_eq!(wrong.project.environment, None);
    assert_eq!(wrong.hindrances[0].weight, Weight::Io);
    assert_eq!(told(&wrong), ["Io : `--python`: a.py is not a Python environment"]);
}

#[test]
fn installed_code_is_its_own_root_in_its_own_environment() {
    let tree = Tree::of(&[("pyproject.toml", ""), VENV, INSTALLED]);
    let project = tree.discover(&[".venv/lib/python3.12/site-packages/requests"]).project;
    let site_packages = tree.root.join(".venv/lib/python3.12/site-packages");
    assert_eq!(project.root, site_packages);
    assert_eq!(project.source_roots, std::slice::from_ref(&site_packages));
    assert_eq!(project.files, [site_packages.join("requests/__init__.py")]);
    assert_eq!(project.environment.unwrap().prefix, tree.root.join(".venv"));
}

#[test]
fn packages_of_one_name_in_two_projects_are_told() {
    let tree = Tree::of(&[
        ("pyproject.toml", ""),
        ("one/setup.py", ""),
        ("one/app/__init__.py", ""),
        ("two/setup.py", ""),
        ("two/app/__init__.py", ""),
    ]);
    let expected = "Notice : the package `app` lies in one and in two: imports find the first";
    assert_eq!(told(&tree.discover(&[])), [expected]);
}

#[test]
fn the_version_comes_from_the_project_where_no_environment_tells() {
    let tree =
        Tree::of(&[("pyproject.toml", "[project]\nrequires-python = '>=3.11'"), ("a.py", "")]);
    assert_eq!(tree.discover(&[]).project.python_version, Some((3, 11)));
}

#[test]
fn the_root_is_the_nearest_marked_folder_above_all_paths() {
    let tree = Tree::of(&[
        (".git/HEAD", ""),
        ("a/pyproject.toml", ""),
        ("a/b/c.py", ""),
        ("a/d/e.py", ""),
        ("f/g.py", ""),
    ]);
    let root = |paths: &[&str]| {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        display(&find_root(&paths, &tree.surroundings()), &tree.root)
    };
    assert_eq!(root(&["a/b/c.py"]), "a");
    assert_eq!(root(&["a/b", "a/d"]), "a");
    assert_eq!(root(&["a/b", "f"]), ".");
    assert_eq!(root(&[]), ".");
    assert_eq!(display(Path::new("/elsewhere/x.py"), &tree.root), "/elsewhere/x.py");
}

#[test]
fn without_a_mark_the_root_is_the_folder_around_the_outermost_package() {
    let tree =
        Tree::of(&[("src/a/__init__.py", ""), ("src/a/b/__init__.py", ""), ("src/a/b/c.py", "")]);
    let root =
        |path: &str| display(&find_root(&[PathBuf::from(path)], &tree.surroundings()), &tree.root);
    assert_eq!(root("src/a/b/c.py"), "src");
    assert_eq!(root("src/a"), "src");
    assert_eq!(root("src"), "src");
}
