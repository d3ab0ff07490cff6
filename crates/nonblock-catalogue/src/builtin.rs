//! The files that nonblock ships. `build.rs` has read them: parsing them at every start would cost milliseconds.

use crate::digest::Digest;
use crate::document::Document;

static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shipped"));

/// Returns what the files say, and the digest of their text.
pub(crate) fn shipped() -> (Document, Digest) {
    // The same types wrote it when this crate was built.
    postcard::from_bytes(SHIPPED).unwrap_or_else(|it| unreachable!("{it}"))
}
