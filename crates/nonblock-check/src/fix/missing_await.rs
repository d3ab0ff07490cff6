//! `to_thread(f)` becomes `await to_thread(f)`.

use nonblock_report::Safety;
use ruff_text_size::Ranged;

use super::cure::Cure;
use super::site::Site;

/// Returns the cure for a call in a coroutine that is used without `await`.
pub(super) fn cure(site: &Site<'_>) -> Option<Cure> {
    if !site.may_await() {
        return None;
    }
    let cure = Cure::new("`await` it", Safety::Safe);
    if site.binds_tighter() {
        let (start, end) = (site.call.start(), site.call.end());
        return Some(cure.insert(start, "(await ").insert(end, ")"));
    }
    Some(cure.insert(site.call.start(), "await "))
}
