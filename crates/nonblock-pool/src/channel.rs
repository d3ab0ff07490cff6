//! How results and streamed items travel from threads to whoever waits for them, one wake-up a burst.

mod inbox;
mod stream;

#[cfg(target_os = "linux")]
mod bell;

#[cfg(target_os = "linux")]
pub use bell::Bell;
pub use inbox::Inbox;
pub use stream::{Put, Stream};
