//! The files that nonblock ships, in the order in which they are read.

/// Name and text of each file.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("data/boundaries.toml", include_str!("../data/boundaries.toml")),
    ("data/entries.toml", include_str!("../data/entries.toml")),
    ("data/invokes.toml", include_str!("../data/invokes.toml")),
    ("data/offloads.toml", include_str!("../data/offloads.toml")),
    ("data/stdlib-archives.toml", include_str!("../data/stdlib-archives.toml")),
    ("data/stdlib-data.toml", include_str!("../data/stdlib-data.toml")),
    ("data/stdlib-files.toml", include_str!("../data/stdlib-files.toml")),
    ("data/stdlib-folders.toml", include_str!("../data/stdlib-folders.toml")),
    ("data/stdlib-network.toml", include_str!("../data/stdlib-network.toml")),
    ("data/stdlib-processes.toml", include_str!("../data/stdlib-processes.toml")),
    ("data/stdlib-time.toml", include_str!("../data/stdlib-time.toml")),
    ("data/stdlib-waits.toml", include_str!("../data/stdlib-waits.toml")),
];
