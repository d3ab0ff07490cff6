//! Applies fixes to a file: all that agree with each other, and none that would leave a file that does not parse.

use std::collections::BTreeSet;

use nonblock_report::{Edit, Fix, Safety};

use super::module::parses;

/// What became of a file and its fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The new text.
    pub source: String,
    /// Fixes that are in it.
    pub applied: usize,
    /// Fixes left out because they change what another one changes, or would break the file: a second run may take them.
    pub conflicts: usize,
    /// Fixes left out because they are less safe than asked for.
    pub withheld: usize,
}

impl Applied {
    /// Returns whether every fix is in the text.
    pub fn is_whole(&self) -> bool {
        self.conflicts == 0 && self.withheld == 0
    }
}

/// Applies the fixes of one file, in their order, as far as they are at least this safe.
pub fn apply(source: &str, fixes: &[Fix], least: Safety) -> Applied {
    let allowed: Vec<_> = fixes.iter().filter(|fix| least <= fix.safety).collect();
    let withheld = fixes.len() - allowed.len();
    let together = take(source, &allowed, |_| true);
    // Fixes that parse one by one do so together, but nobody should have to rely on that.
    let (edits, applied) = if allowed.is_empty() || parses(&edited(source, &together.0)) {
        together
    } else {
        take(source, &allowed, |edits| parses(&edited(source, edits)))
    };
    Applied {
        source: edited(source, &edits),
        applied,
        conflicts: allowed.len() - applied,
        withheld,
    }
}

/// A replacement, by offset.
type Change<'a> = (usize, usize, &'a str);

/// Returns the changes of all fixes that go together, and how many those are.
fn take<'a>(
    source: &str,
    fixes: &[&'a Fix],
    accepts: impl Fn(&BTreeSet<Change<'a>>) -> bool,
) -> (BTreeSet<Change<'a>>, usize) {
    let mut taken = BTreeSet::new();
    let mut count = 0;
    for fix in fixes {
        let changes: Option<Vec<_>> = fix.edits.iter().map(|edit| change(source, edit)).collect();
        let Some(changes) = changes else { continue };
        let agrees = |change: &Change<'a>| !taken.iter().any(|other| collide(*other, *change));
        if !changes.iter().all(agrees) {
            continue;
        }
        let mut more = taken.clone();
        more.extend(changes);
        if accepts(&more) {
            taken = more;
            count += 1;
        }
    }
    (taken, count)
}

/// Returns the edit by offset, if the text has these offsets.
fn change<'a>(source: &str, edit: &'a Edit) -> Option<Change<'a>> {
    let start = usize::try_from(edit.start).ok()?;
    let end = usize::try_from(edit.end).ok()?;
    source.get(start..end)?;
    Some((start, end, &edit.content))
}

/// Returns whether two changes touch the same characters, or insert at the same place in an unknown order.
fn collide(left: Change<'_>, right: Change<'_>) -> bool {
    let same_place = left.0 == right.0 && left.1 == right.1;
    // Fixes that need the same import share it.
    let shared = left == right && left.2.ends_with(['\n', '\r']);
    !shared && (same_place || (left.0 < right.1 && right.0 < left.1))
}

fn edited(source: &str, changes: &BTreeSet<Change<'_>>) -> String {
    let mut text = String::with_capacity(source.len());
    let mut copied = 0;
    for (start, end, content) in changes {
        text.push_str(&source[copied..*start]);
        text.push_str(content);
        copied = *end;
    }
    text.push_str(&source[copied..]);
    text
}
