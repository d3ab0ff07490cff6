//! What is kept of one file.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::interface::{Interface, digest};
use crate::facts::FileFacts;

/// When a file was changed, and its size: what tells cheaply that it is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    nanoseconds: u64,
    size: u64,
}

impl Stamp {
    /// Returns a file's stamp; none where there is no file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let nanoseconds = u64::try_from(modified.as_nanos()).ok()?;
        Some(Self { nanoseconds, size: metadata.len() })
    }
}

/// Facts of some functions of a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Part {
    /// What was asked for, whether it turned out to be a function or not.
    pub(super) asked: BTreeSet<u32>,
    /// The answer.
    pub(super) facts: FileFacts,
}

/// A file as it was when its facts were read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// The file then.
    pub(super) stamp: Stamp,
    /// What others see of it; none of an installed file.
    pub(super) interface: Option<Interface>,
    /// All of its facts, as bytes until they are wanted.
    whole: Option<Vec<u8>>,
    /// Facts of functions that were asked for one by one.
    pub(super) parts: Vec<Part>,
}

impl Record {
    /// Returns a record without facts.
    pub(super) fn new(stamp: Stamp, interface: Option<Interface>) -> Self {
        Self { stamp, interface, whole: None, parts: Vec::new() }
    }

    /// Looks whether the file was edited.
    pub(super) fn look(&mut self, path: &Path) -> bool {
        let stamp = Stamp::of(path);
        if stamp == Some(self.stamp) {
            return false;
        }
        let known = self.interface.as_ref().map(|it| it.digest);
        let now = std::fs::read(path).ok().map(|source| digest(&source));
        match stamp {
            Some(stamp) if now.is_some() && now == known => {
                self.stamp = stamp;
                false
            }
            _ => true,
        }
    }

    /// Returns the facts of the whole file.
    pub(super) fn whole(&self) -> Option<FileFacts> {
        postcard::from_bytes(self.whole.as_ref()?).ok()
    }

    /// Keeps the facts of the whole file.
    pub(super) fn keep(&mut self, facts: Option<&FileFacts>) {
        self.whole = facts.and_then(|facts| postcard::to_allocvec(facts).ok());
    }

    /// Forgets the facts; the interface holds.
    pub(super) fn forget(&mut self) {
        self.whole = None;
        self.parts.clear();
    }
}
