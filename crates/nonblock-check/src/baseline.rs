//! A file of findings that are known and tolerated: new ones are told, old ones may only become fewer.

use std::collections::BTreeMap;

use nonblock_report::{Finding, Rule};
use serde::{Deserialize, Serialize};

use crate::rules::registry::{UNKNOWN_RULE_IN_SUPPRESSION, UNUSED_SUPPRESSION};

/// The version of the file's shape.
const VERSION: u32 = 1;

/// Known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By fingerprint, which names the function by its module: a file may be moved to another folder.
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    function: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sink: Option<String>,
    fingerprint: String,
    count: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    findings: Vec<Entry>,
}

/// A baseline that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// The text is no baseline.
    #[error("not a baseline: {0}")]
    Malformed(String),
    /// A newer nonblock wrote it.
    #[error("written by a newer version of nonblock (format {0}, this version knows {VERSION})")]
    Newer(u32),
}

/// What a baseline leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Findings that the baseline does not list.
    pub kept: Vec<Finding>,
    /// How many it lists.
    pub known: usize,
    /// Listed findings that are no more, as "path: rule in function".
    pub stale: Vec<String>,
}

impl Baseline {
    /// Reads a baseline's text.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let malformed = |error: serde_json::Error| BaselineError::Malformed(error.to_string());
        let Version { version } = serde_json::from_str(text).map_err(malformed)?;
        if version != VERSION {
            return Err(BaselineError::Newer(version));
        }
        let document: Document = serde_json::from_str(text).map_err(malformed)?;
        let entries = document.findings.into_iter().map(|it| (it.fingerprint.clone(), it));
        Ok(Self { entries: entries.collect() })
    }

    /// Returns its text: sorted by path, one value a line, the same for the same findings.
    pub fn to_text(&self) -> String {
        let mut findings: Vec<Entry> = self.entries.values().cloned().collect();
        findings.sort_by(|left, right| left.order().cmp(&right.order()));
        let text = serde_json::to_string_pretty(&Document { version: VERSION, findings });
        text.expect("numbers and texts are always JSON") + "\n"
    }

    /// Returns the number of findings that it lists.
    pub fn len(&self) -> usize {
        self.entries.values().map(|it| it.count as usize).sum()
    }

    /// Returns whether it lists nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes away the findings that are listed, and tells which listed ones are no more. `is_seen` says of a path
    /// whether this run would have found them there.
    pub fn compare(&self, findings: Vec<Finding>, is_seen: &dyn Fn(&str) -> bool) -> Compared {
        let mut left: BTreeMap<&str, u32> =
            self.entries.iter().map(|(key, entry)| (key.as_str(), entry.count)).collect();
        let mut result = Compared::default();
        for finding in findings {
            match left.get_mut(finding.fingerprint.as_str()) {
                Some(count) if 0 < *count => {
                    *count -= 1;
                    result.known += 1;
                }
                _ => result.kept.push(finding),
            }
        }
        let mut stale: Vec<&Entry> = left
            .into_iter()
            .filter(|(_, count)| 0 < *count)
            .map(|(key, _)| &self.entries[key])
            .filter(|entry| is_seen(&entry.path))
            .collect();
        stale.sort_by(|left, right| left.order().cmp(&right.order()));
        result.stale = stale.into_iter().map(Entry::describe).collect();
        result
    }

    /// Returns a baseline of `findings`; what is listed for paths that this run did not look at stays.
    #[must_use]
    pub fn updated(&self, findings: &[&Finding], is_seen: &dyn Fn(&str) -> bool) -> Self {
        let others = self.entries.iter().filter(|(_, entry)| !is_seen(&entry.path));
        let mut updated =
            Self { entries: others.map(|(key, it)| (key.clone(), it.clone())).collect() };
        for finding in findings.iter().filter(|it| is_listable(it.rule)) {
            let entry = updated.entries.entry(finding.fingerprint.clone());
            entry.or_insert_with(|| Entry::of(finding)).count += 1;
        }
        updated
    }
}

impl Entry {
    fn of(finding: &Finding) -> Self {
        Self {
            path: finding.location.path.clone(),
            rule: finding.rule.name.to_owned(),
            function: finding.function.clone(),
            sink: finding.sink.as_ref().map(|it| it.name.clone()),
            fingerprint: finding.fingerprint.clone(),
            count: 0,
        }
    }

    fn order(&self) -> impl Ord {
        (&self.path, &self.rule, &self.function, &self.fingerprint)
    }

    fn describe(&self) -> String {
        let sink = self.sink.as_ref().map(|it| format!(" (`{it}`)")).unwrap_or_default();
        format!("{}: {} in `{}`{sink}", self.path, self.rule, self.function)
    }
}

/// Comments that tolerate nothing are to be removed, not tolerated.
fn is_listable(rule: Rule) -> bool {
    rule != UNUSED_SUPPRESSION && rule != UNKNOWN_RULE_IN_SUPPRESSION
}

#[cfg(test)]
mod tests {
    use nonblock_catalogue::Severity;
    use nonblock_report::{Confidence, Location, Position};

    use super::*;
    use crate::rules::registry::BLOCKING_CALL;

    fn finding(path: &str, fingerprint: &str) -> Finding {
        let at = Position { row: 1, column: 1 };
        Finding {
            rule: BLOCKING_CALL,
            severity: Severity::Error,
            confidence: Confidence::Proven,
            message: String::new(),
            location: Location { path: path.to_owned(), start: at, end: at },
            function: "shop.cart.pay".to_owned(),
            sink: None,
            entrances: Vec::new(),
            help: Vec::new(),
            fix: None,
            fingerprint: fingerprint.to_owned(),
        }
    }

    fn of(findings: &[Finding]) -> Baseline {
        Baseline::default().updated(&findings.iter().collect::<Vec<_>>(), &|_| true)
    }

    #[test]
    fn a_baseline_survives_its_text() {
        let baseline = of(&[finding("b.py", "1"), finding("a.py", "2"), finding("b.py", "1")]);
        let text = baseline.to_text();
        assert_eq!(Baseline::parse(&text), Ok(baseline));
        assert!(text.find("a.py").unwrap() < text.find("b.py").unwrap());
        assert!(text.contains("\"count\": 2"));
    }

    #[test]
    fn known_findings_are_left_out_as_often_as_they_are_listed() {
        let baseline = of(&[finding("a.py", "1")]);
        let present = vec![finding("a.py", "1"), finding("a.py", "1"), finding("a.py", "2")];
        let compared = baseline.compare(present, &|_| true);
        assert_eq!(compared.known, 1);
        assert_eq!(compared.kept, [finding("a.py", "1"), finding("a.py", "2")]);
        assert_eq!(compared.stale, [""; 0]);
    }

    #[test]
    fn only_entries_of_files_that_were_seen_are_stale() {
        let baseline = of(&[finding("a.py", "1"), finding("b.py", "2")]);
        let compared = baseline.compare(Vec::new(), &|path| path == "a.py");
        assert_eq!(compared.stale, ["a.py: blocking-call in `shop.cart.pay`"]);
    }

    #[test]
    fn an_update_forgets_what_is_gone_and_keeps_what_was_not_looked_at() {
        let baseline = of(&[finding("a.py", "1"), finding("b.py", "2")]);
        let updated = baseline.updated(&[&finding("a.py", "3")], &|path| path == "a.py");
        assert_eq!(updated, of(&[finding("a.py", "3"), finding("b.py", "2")]));
        assert_eq!(updated.len(), 2);
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        assert!(matches!(Baseline::parse("{"), Err(BaselineError::Malformed(_))));
        assert!(matches!(Baseline::parse("[]"), Err(BaselineError::Malformed(_))));
        assert_eq!(Baseline::parse("{\"version\": 2}"), Err(BaselineError::Newer(2)));
    }
}
