//! The command as its users meet it: arguments in; output, errors and exit code out.

mod bad_input;
mod baseline;
mod cache;
mod confirmed;
mod documents;
mod exit_codes;
mod explain;
mod fixes;
mod output;
mod project;
mod rules;
mod settings;
mod suppressing;
mod watching;
