//! What `watch` saw, as plain data, and its faces: text, JSON lines, a summary by place.

mod dump;
mod json;
mod record;
mod source;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use crate::escape;

pub use dump::{Dump, ThreadDump, write_dump};
pub use json::{ReadError, SCHEMA, read_json_line, write_json_line};
pub use record::{Cause, CauseKind, Frame, Holder, Measured, StackShare, Stall, Task};
pub use summary::{Place, Summary};
pub use text::{headline, write_stall};

pub(crate) use source::excerpt;

/// Returns the text as a terminal may show it: names come from the watched program.
fn plain(text: &str) -> String {
    escape::terminal(text).into_owned()
}

/// Returns the text as a terminal may show it, for those who write stalls in their own way.
pub fn shown(text: &str) -> String {
    plain(text)
}

/// Returns `file:line in function`, which editors and terminals make a link.
fn place(frame: &Frame) -> String {
    format!("{}:{} in {}", plain(&frame.file), frame.line, plain(&frame.function))
}

/// Returns `Task-7, awaited by Task-3 <- Task-1`.
fn chain(task: &Task) -> String {
    let name = plain(&task.name);
    if task.awaiters.is_empty() {
        return name;
    }
    let awaiters: Vec<String> = task.awaiters.iter().map(|awaiter| plain(awaiter)).collect();
    format!("{name}, awaited by {}", awaiters.join(" <- "))
}
