//! What is said when nonblock itself is at fault.

use std::panic;

use crate::streams::tell;

/// Where bugs are reported.
const TRACKER: &str = "https://github.com/nonblock/nonblock/issues";

/// Makes every panic tell what to report, instead of Rust's own message.
pub(crate) fn announce() {
    panic::set_hook(Box::new(|panic| {
        let message = panic
            .payload()
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.payload().downcast_ref::<String>().map(String::as_str))
            .unwrap_or("unknown");
        let place = panic.location().map(|it| format!(" at {it}")).unwrap_or_default();
        tell(&format!(
            "error: bug in nonblock {}: {message}{place}\nhint: please report it with the command line and, if you \
             can, the code: {TRACKER}",
            env!("CARGO_PKG_VERSION")
        ));
    }));
}
