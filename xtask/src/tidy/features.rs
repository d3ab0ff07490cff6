//! The command and the tests compile their dependencies with the same features, and so compile them once.
//!
//! Cargo unites the features that the packages of one invocation ask for. A test dependency that asks for one more
//! feature of, say, `serde` would have ty's crates compiled twice: once for the wheel and once for the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Problem;

/// Each package with the sets of features it is compiled with (more than one when build scripts want another).
type Features = BTreeMap<String, BTreeSet<String>>;

/// Reports packages whose features differ between the wheel's build and the tests' build.
pub(crate) fn check(root: &Path) -> Result<Vec<Problem>> {
    let wheel = features(root, &["--package=nonblock-cli", "--edges=normal,build"])?;
    let tests = features(root, &["--workspace", "--edges=normal,build,dev"])?;
    Ok(differences(&wheel, &tests))
}

fn features(root: &Path, selection: &[&str]) -> Result<Features> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--prefix=none", "--format={p}\t{f}"])
        .args(selection)
        .current_dir(root)
        .output()
        .context("cannot run cargo tree")?;
    ensure!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

fn parse(listing: &str) -> Features {
    let mut features = Features::new();
    for line in listing.lines() {
        let Some((package, enabled)) = line.split_once('\t') else { continue };
        let enabled = enabled.trim_end_matches("(*)").trim_end();
        features.entry(package.to_owned()).or_default().insert(enabled.to_owned());
    }
    features
}

fn differences(wheel: &Features, tests: &Features) -> Vec<Problem> {
    let listed = |sets: &BTreeSet<String>| {
        sets.iter().map(|set| format!("[{set}]")).collect::<Vec<_>>().join(" and ")
    };
    wheel
        .iter()
        .filter_map(|(package, in_wheel)| Some((package, in_wheel, tests.get(package)?)))
        .filter(|(_, in_wheel, in_tests)| in_wheel != in_tests)
        .map(|(package, in_wheel, in_tests)| {
            let message = format!(
                "{package} has the features {} in the wheel and {} in the tests, so that it and all above it \
                 compile twice: name the missing ones where nonblock-check or nonblock-cli depends on it",
                listed(in_wheel),
                listed(in_tests),
            );
            Problem::in_file("Cargo.toml", message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_only_a_test_asks_for_is_reported() {
        let wheel = parse("serde v1.0.0\tdefault,std\nlog v0.4.0\t\n");
        let tests =
            parse("serde v1.0.0\tdefault,rc,std\nserde v1.0.0\tdefault,rc,std (*)\nlog v0.4.0\t\n");
        let problems = differences(&wheel, &tests);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.contains("[default,std] in the wheel"), "{}", problems[0]);
    }
}
