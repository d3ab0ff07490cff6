//! How results and streamed items travel from threads to whoever waits for them, one wake-up a burst.

mod inbox;
mod stream;

#[cfg(all(target_os = "linux", not(loom)))]
mod bell;

#[cfg(all(target_os = "linux", not(loom)))]
pub use bell::Bell;
pub use inbox::Inbox;
pub use stream::{Put, Stream};
