//! Every format, through the public door, on one report.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own output fails")]

mod sample;

mod machine;
mod sarif;
mod text;
