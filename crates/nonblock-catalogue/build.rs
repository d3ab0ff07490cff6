//! Reads the files of `data/` once, when the crate is built: a broken one stops the build.

#![expect(
    dead_code,
    unreachable_pub,
    reason = "modules of the crate that is built: most of what they offer is for it"
)]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use document::Document;

#[path = "src/digest.rs"]
mod digest;
#[path = "src/document.rs"]
mod document;
#[path = "src/entry.rs"]
mod entry;
#[path = "src/error.rs"]
mod error;
#[path = "src/functions.rs"]
mod functions;
#[path = "src/kind.rs"]
mod kind;
#[path = "src/names.rs"]
mod names;
#[path = "src/shape.rs"]
mod shape;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let mut paths = fs::read_dir("data")?
        .map(|file| Ok(file?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    // Later files replace what earlier ones say.
    paths.sort();
    let (mut shipped, mut digest) = (Document::default(), digest::Digest::default());
    for path in paths {
        let text = fs::read_to_string(&path)?;
        let document =
            document::read(&text, &path.to_string_lossy()).map_err(|it| it.to_string())?;
        append(&mut shipped, document);
        digest.add(&text);
    }
    let file = Path::new(&env::var("OUT_DIR")?).join("shipped");
    fs::write(file, postcard::to_stdvec(&(shipped, digest))?)?;
    Ok(())
}

/// Adds what another file says.
fn append(shipped: &mut Document, mut other: Document) {
    shipped.packages.append(&mut other.packages);
    shipped.functions.append(&mut other.functions);
    shipped.aliases.append(&mut other.aliases);
    shipped.boundaries.append(&mut other.boundaries);
    shipped.offloads.append(&mut other.offloads);
    shipped.invokes.append(&mut other.invokes);
    shipped.entries.append(&mut other.entries);
    shipped.gateways.append(&mut other.gateways);
}
