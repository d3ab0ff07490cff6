//! The rules' documentation, taken at its word: its examples are projects, and its marks are what must be found there.

#![expect(clippy::expect_used, reason = "documentation that cannot be read fails its test")]

mod document;

mod judged;
mod shape;
