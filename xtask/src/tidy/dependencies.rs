//! The one-way street between crates, read from `cargo metadata` (so that it needs no extra tool).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Problem;

/// A crate that only some crates of this workspace may name.
struct Reserved {
    /// The crate's name, or its beginning when it ends in `*`.
    name: &'static str,
    wrappers: &'static [&'static str],
    reason: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved {
        name: "pyo3*",
        wrappers: &["nonblock-python"],
        reason: "only nonblock-python knows CPython",
    },
    Reserved {
        name: "clap",
        wrappers: &["nonblock-cli"],
        reason: "only nonblock-cli knows the command line",
    },
    Reserved {
        name: "anyhow",
        wrappers: &["nonblock-cli", "xtask"],
        reason: "libraries have typed errors",
    },
    Reserved {
        name: "ty_*",
        wrappers: &["nonblock-check"],
        reason: "only nonblock-check knows ty",
    },
    Reserved {
        name: "salsa",
        wrappers: &["nonblock-check"],
        reason: "only nonblock-check knows ty",
    },
    Reserved { name: "nonblock-cli", wrappers: &[], reason: "nothing is built on the command" },
    Reserved {
        name: "nonblock-python",
        wrappers: &[],
        reason: "nothing is built on the extension",
    },
];

/// Crates that must not be in the graph at all.
const BANNED: &[(&str, &str)] =
    &[("tokio", "we are the runtime"), ("openssl-sys", "wheels build without system libraries")];

/// What the second must never reach from the first, on any path.
const UNREACHABLE: &[(&str, &str, &str)] =
    &[("nonblock-python", "nonblock-check", "`import nonblock` must not map a Python parser")];

/// The resolved graph: each package's name and the names it depends on directly.
#[derive(Debug, Default)]
struct Graph {
    dependencies: BTreeMap<String, BTreeSet<String>>,
    members: BTreeSet<String>,
}

/// Reports dependencies that the architecture forbids.
pub(crate) fn check(root: &Path) -> Result<Vec<Problem>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version=1", "--filter-platform=x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata = serde_json::from_slice(&output.stdout).context("cargo metadata is not JSON")?;
    Ok(problems_of(&Graph::from_metadata(&metadata)))
}

fn problems_of(graph: &Graph) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |message: String| problems.push(Problem::in_file("Cargo.toml", message));
    for member in &graph.members {
        for dependency in graph.dependencies.get(member).into_iter().flatten() {
            for reserved in RESERVED.iter().filter(|it| it.covers(dependency)) {
                if !reserved.wrappers.contains(&member.as_str()) {
                    report(format!("{member} depends on {dependency}: {}", reserved.reason));
                }
            }
        }
    }
    for (name, reason) in BANNED.iter().filter(|(name, _)| graph.dependencies.contains_key(*name)) {
        report(format!("the workspace depends on {name}: {reason}"));
    }
    for (from, to, reason) in UNREACHABLE.iter().filter(|(from, to, _)| graph.reaches(from, to)) {
        report(format!("{from} reaches {to}: {reason}"));
    }
    problems
}

impl Reserved {
    fn covers(&self, name: &str) -> bool {
        self.name
            .strip_suffix('*')
            .map_or(name == self.name, |beginning| name.starts_with(beginning))
    }
}

impl Graph {
    fn from_metadata(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let names: BTreeMap<String, String> = list(&metadata["packages"])
            .iter()
            .map(|package| (text(&package["id"]), text(&package["name"])))
            .collect();
        let name = |id: &Value| names.get(&text(id)).cloned().unwrap_or_default();
        let mut graph = Self::default();
        for node in list(&metadata["resolve"]["nodes"]) {
            graph
                .dependencies
                .entry(name(&node["id"]))
                .or_default()
                .extend(list(&node["dependencies"]).iter().map(name));
        }
        graph.members = list(&metadata["workspace_members"]).iter().map(name).collect();
        graph
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        let mut waiting = vec![from];
        let mut seen = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if name == to {
                return true;
            }
            if seen.insert(name) {
                waiting
                    .extend(self.dependencies.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        Graph {
            dependencies: edges.iter().map(|(from, to)| ((*from).to_owned(), names(to))).collect(),
            members: edges
                .iter()
                .map(|(from, _)| (*from).to_owned())
                .filter(|name| name.starts_with("nonblock-"))
                .collect(),
        }
    }

    #[test]
    fn pyo3_outside_of_its_crate_is_reported_with_the_reason() {
        let problems = problems_of(&graph(&[
            ("nonblock-python", &["pyo3", "nonblock-pool"]),
            ("nonblock-pool", &["pyo3-ffi"]),
        ]));
        assert_eq!(
            problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["Cargo.toml: nonblock-pool depends on pyo3-ffi: only nonblock-python knows CPython"]
        );
    }

    #[test]
    fn tokio_is_reported_however_deep_it_sits() {
        let problems = problems_of(&graph(&[
            ("nonblock-pool", &["somebody"]),
            ("somebody", &["tokio"]),
            ("tokio", &[]),
        ]));
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn the_extension_may_not_reach_the_analyser_through_another_crate() {
        let problems = problems_of(&graph(&[
            ("nonblock-python", &["nonblock-watch"]),
            ("nonblock-watch", &["nonblock-check"]),
        ]));
        assert_eq!(problems.len(), 1);
    }
}
