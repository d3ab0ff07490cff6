//! Cures that can be applied: from a finding to edits of its file, and from edits to a new file or a diff.
//!
//! Fixes are made on syntax alone: the finding says what is wrong, and the text says how it is written. One is *safe* if the
//! program does the same as before, without blocking; all others are *unsafe* and have to be asked for. A fix that would
//! not parse is none: [`Module::propose`] tries each before it gives it away, and [`apply()`] tries them together.

mod apply;
mod bindings;
mod cure;
mod diff;
mod files;
mod insertion;
mod module;
mod site;

mod eager;
mod missing_await;
mod offload;
mod sleep;

pub use apply::{Applied, apply};
pub use diff::unified_diff;
pub use files::{FixedFile, Text, attach, fix_files};
pub use module::{Module, propose};
