//! Every name that the catalogue holds was looked up in the real package: `proofs/proofs.json` says where and how.

use std::collections::{BTreeMap, BTreeSet};

use nonblock_catalogue::Catalogue;
use serde::Deserialize;

const PROOFS: &str = include_str!("../proofs/proofs.json");

#[derive(Deserialize)]
struct File {
    packages: BTreeMap<String, String>,
    /// Names by how they were found.
    proofs: BTreeMap<String, Vec<String>>,
    /// The share of time for which measured functions hold the GIL.
    gil: BTreeMap<String, f64>,
}

fn files() -> BTreeMap<String, File> {
    serde_json::from_str(PROOFS).expect("prove.py writes JSON of this shape")
}

fn proved() -> BTreeSet<String> {
    files().into_values().flat_map(|it| it.proofs.into_values().flatten()).collect()
}

/// Returns whether a name was proved, where a constructor may go by its class.
fn has(proved: &BTreeSet<String>, name: &str) -> bool {
    let constructors = [".__init__", ".__new__"].map(|it| format!("{name}{it}"));
    proved.contains(name) || constructors.iter().any(|it| proved.contains(it))
}

#[test]
fn every_name_of_the_catalogue_is_proved() {
    let (catalogue, proved) = (Catalogue::builtin(), proved());
    let functions = catalogue
        .functions()
        .flat_map(|(_, it)| [&it.name].into_iter().chain(&it.also).chain(&it.aliases));
    let boundaries = catalogue.boundaries().iter().map(|it| &it.name);
    let offloads = catalogue.offloads().iter();
    let offloads = offloads.flat_map(|it| [&it.name].into_iter().chain(&it.aliases));
    let invokes = catalogue.invokes().iter();
    let invokes = invokes.flat_map(|it| [&it.name].into_iter().chain(&it.aliases));
    let entries = catalogue.entries().iter();
    let entries = entries.map(|it| if it.class.is_empty() { &it.decorator } else { &it.class });
    let gateways = catalogue.gateways().iter().flat_map(|it| [&it.class, &it.is_a]);
    let names = functions.chain(boundaries).chain(offloads).chain(invokes).chain(entries);
    let unproved: Vec<_> = names.chain(gateways).filter(|it| !has(&proved, it)).collect();
    assert!(unproved.is_empty(), "run `make prove-catalogue`: not proved are {unproved:#?}");
}

#[test]
fn every_package_is_proved_at_the_version_that_its_file_names() {
    let proved: BTreeSet<_> = files().into_values().flat_map(|it| it.packages).collect();
    for package in Catalogue::builtin().packages() {
        let (name, version) = (package.name.clone(), package.version.clone());
        assert!(proved.contains(&(name, version)), "run `make prove-catalogue`: {package:?}");
    }
}

#[test]
fn what_is_said_of_the_gil_is_what_was_measured() {
    let catalogue = Catalogue::builtin();
    let measured: Vec<_> = files().into_values().flat_map(|it| it.gil).collect();
    assert!(measured.len() > 30, "only {} functions were measured", measured.len());
    for (name, share) in measured {
        let id = catalogue.function(&name).unwrap_or_else(|| panic!("{name} is not listed"));
        let held = catalogue.get(id).gil == nonblock_catalogue::Gil::Held;
        // Between these shares a computation does both, and the file judges.
        assert!(share < 0.5 || held, "{name} holds the GIL for {share} of the time");
        assert!(share > 0.05 || !held, "{name} holds the GIL for only {share} of the time");
    }
}
