//! What `watch record` keeps of a program: the time of its loops, look by look, and the stalls in it; and its faces.
//!
//! [`Recorder`] takes looks and stalls in and gives a [`Recording`]; [`write()`] gives that one of the faces in
//! [`RecordingFormat`].

mod data;
mod flames;
mod format;
mod html;
mod interning;
mod recorder;
mod speedscope;
mod svg;
#[cfg(test)]
mod tests;
mod trace;

pub use data::{LoopTrack, Recording, Span};
pub use format::{RecordingFormat, UnknownRecordingFormat, write};
pub use recorder::{Doing, Recorder};
