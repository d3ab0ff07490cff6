//! Fixes, from a marked place in a text to the text that comes out.

#![expect(clippy::expect_used, reason = "a test whose text is not marked fails")]

mod marked;

mod applying;
mod attaching;
mod awaiting;
mod eager;
mod every_call;
mod offloading;
mod sleeping;
