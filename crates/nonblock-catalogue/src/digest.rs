//! A number that stands for the text of files.

use serde::{Deserialize, Serialize};

/// FNV-1a over the files: the same on every machine and in every run.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Returns the number.
    pub(crate) fn get(self) -> u64 {
        self.0
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, text: &str) {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // Ends the file, so that moving a line from one to the next is a change.
        self.0 = (self.0 ^ 0xff).wrapping_mul(0x0100_0000_01b3);
    }
}
