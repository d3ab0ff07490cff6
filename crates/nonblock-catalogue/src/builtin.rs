//! The files that nonblock ships, in the order in which they are read.

/// Name and text of each file.
pub(crate) const FILES: &[(&str, &str)] = &[("data/time.toml", include_str!("../data/time.toml"))];
