//! What is said when nonblock itself is at fault.

use std::panic;
use std::sync::RwLock;

use crate::streams::tell;

/// The latest panic. Some are caught where they happen: the analysis of one file may fail, and the run goes on.
static LATEST: RwLock<String> = RwLock::new(String::new());

/// Makes every panic be remembered, and not told: only one that ends the run is.
pub(crate) fn remember() {
    panic::set_hook(Box::new(|panic| {
        let message = panic
            .payload()
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.payload().downcast_ref::<String>().map(String::as_str))
            .unwrap_or("unknown");
        let place = panic.location().map(|it| format!(" at {it}")).unwrap_or_default();
        if let Ok(mut latest) = LATEST.write() {
            *latest = format!("{message}{place}");
        }
    }));
}

/// Tells of the panic that ended the run, and what to do with it.
pub(crate) fn tell_of_it() {
    let latest = LATEST.read().map(|it| it.clone()).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    tell(&format!("error: bug in nonblock {version}: {latest}"));
    tell("hint: please report it, with this message, the command line and, if you can, the code");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_remembered_with_its_place() {
        remember();
        assert!(panic::catch_unwind(|| panic!("the answer is {}", 42)).is_err());
        let latest = LATEST.read().unwrap().clone();
        assert!(latest.starts_with("the answer is 42 at "), "{latest}");
        assert!(latest.contains("crash.rs:"), "{latest}");
    }
}
