//! Settings from files, `-c` and flags.
