//! Which findings are written, and in which order.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use crate::finding::{Finding, Report};
use crate::settings::Threshold;

/// Returns all findings in the order that every format uses: what was seen to block at run time by its time, then
/// everything by path, position, rule, sink and message.
pub(crate) fn all(report: &Report) -> Vec<&Finding> {
    let blocked = |finding: &Finding| {
        let confirmed = report.confirmed.iter().find(|it| it.location == finding.location);
        confirmed.map(|it| it.blocked)
    };
    let mut findings: Vec<_> = report.findings.iter().collect();
    findings.sort_by(|left, right| by_place(left, right));
    if !report.confirmed.is_empty() {
        findings.sort_by_cached_key(|finding| Reverse(blocked(finding)));
    }
    findings
}

/// Returns the findings that are certain enough, quiet ones included: for tools, which decide for themselves.
pub(crate) fn certain(report: &Report, threshold: Threshold) -> Vec<&Finding> {
    all(report).into_iter().filter(|finding| threshold.confidence <= finding.confidence).collect()
}

/// Returns the findings that are loud and certain enough to be shown, in the same order.
pub(crate) fn shown(report: &Report, threshold: Threshold) -> Vec<&Finding> {
    all(report).into_iter().filter(|finding| threshold.admits(finding)).collect()
}

/// Returns fingerprints that differ from each other: the second finding with one fingerprint gets `:2`, as two sites
/// of one function may call the same sink, and GitLab and GitHub take equal fingerprints for one finding.
pub(crate) fn distinct_fingerprints(findings: &[&Finding]) -> Vec<String> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut distinct = Vec::with_capacity(findings.len());
    for finding in findings {
        let count = seen.entry(&finding.fingerprint).or_default();
        *count += 1;
        distinct.push(match *count {
            1 => finding.fingerprint.clone(),
            count => format!("{}:{count}", finding.fingerprint),
        });
    }
    distinct
}

fn by_place(left: &Finding, right: &Finding) -> Ordering {
    fn key(finding: &Finding) -> impl Ord {
        let sink = finding.sink.as_ref().map(|sink| sink.name.as_str());
        (&finding.location, finding.rule.code, sink, &finding.message)
    }
    key(left).cmp(&key(right))
}
