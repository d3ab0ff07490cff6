//! Every rule by name and code, with its documentation.

use nonblock_report::Rule;

/// A coroutine reaches a call that blocks.
pub const BLOCKING_CALL: Rule = Rule {
    name: "blocking-call",
    code: "NB101",
    summary: "a coroutine reaches a call that blocks the event loop",
    documentation: include_str!("blocking_call/doc.md"),
};

/// A callback reaches a call that blocks.
pub const BLOCKING_IN_CALLBACK: Rule = Rule {
    name: "blocking-in-callback",
    code: "NB102",
    summary: "a callback that the event loop runs reaches a call that blocks",
    documentation: include_str!("blocking_in_callback/doc.md"),
};

/// A coroutine function waits for nothing.
pub const ASYNC_WITHOUT_AWAIT: Rule = Rule {
    name: "async-without-await",
    code: "NB201",
    summary: "an `async def` waits for nothing",
    documentation: include_str!("async_without_await/doc.md"),
};

/// A loop in a coroutine never gives way.
pub const NEVER_YIELDS: Rule = Rule {
    name: "never-yields",
    code: "NB202",
    summary: "an endless loop in a coroutine never gives the event loop a turn",
    documentation: include_str!("never_yields/doc.md"),
};

/// Computing is handed to a thread.
pub const CPU_BOUND_IN_THREAD: Rule = Rule {
    name: "cpu-bound-in-thread",
    code: "NB301",
    summary: "a function that computes under the interpreter's lock is handed to a thread",
    documentation: include_str!("cpu_bound_in_thread/doc.md"),
};

/// Waiting is handed to a process.
pub const IO_BOUND_IN_PROCESS: Rule = Rule {
    name: "io-bound-in-process",
    code: "NB302",
    summary: "a function that only waits is handed to a process",
    documentation: include_str!("io_bound_in_process/doc.md"),
};

/// The function to off-load is called first.
pub const EAGER_OFFLOAD_ARGUMENT: Rule = Rule {
    name: "eager-offload-argument",
    code: "NB401",
    summary: "a function is called on the event loop, and its result handed to a thread",
    documentation: include_str!("eager_offload_argument/doc.md"),
};

/// An off-loaded call is not awaited.
pub const UNAWAITED_OFFLOAD: Rule = Rule {
    name: "unawaited-offload",
    code: "NB402",
    summary: "an off-loaded call is used without `await`",
    documentation: include_str!("unawaited_offload/doc.md"),
};

/// An off-loaded call returns an iterator that blocks where it is drawn from.
pub const LAZY_RESULT: Rule = Rule {
    name: "lazy-result",
    code: "NB403",
    summary: "an off-loaded call returns a lazy iterator, which the event loop then drives",
    documentation: include_str!("lazy_result/doc.md"),
};

/// A coroutine function only calls a blocking function.
pub const HOLLOW_ASYNC: Rule = Rule {
    name: "hollow-async",
    code: "NB404",
    summary: "an `async def` only wraps a function that blocks",
    documentation: include_str!("hollow_async/doc.md"),
};

/// A suppression suppresses nothing.
pub const UNUSED_SUPPRESSION: Rule = Rule {
    name: "unused-suppression",
    code: "NB901",
    summary: "a comment suppresses a rule that has no finding there",
    documentation: include_str!("unused_suppression/doc.md"),
};

/// A suppression names no rule.
pub const UNKNOWN_RULE_IN_SUPPRESSION: Rule = Rule {
    name: "unknown-rule-in-suppression",
    code: "NB902",
    summary: "a comment suppresses a rule that does not exist",
    documentation: include_str!("unknown_rule_in_suppression/doc.md"),
};

/// Every rule, in the order of the codes.
pub static RULES: &[Rule] = &[
    BLOCKING_CALL,
    BLOCKING_IN_CALLBACK,
    ASYNC_WITHOUT_AWAIT,
    NEVER_YIELDS,
    CPU_BOUND_IN_THREAD,
    IO_BOUND_IN_PROCESS,
    EAGER_OFFLOAD_ARGUMENT,
    UNAWAITED_OFFLOAD,
    LAZY_RESULT,
    HOLLOW_ASYNC,
    UNUSED_SUPPRESSION,
    UNKNOWN_RULE_IN_SUPPRESSION,
];

/// A name that no rule has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule `{name}`{}", suggestion(*.nearest))]
pub struct UnknownRule {
    /// The name as written.
    pub name: String,
    /// The name that was probably meant.
    pub nearest: Option<&'static str>,
}

/// Returns the rule with this name or code, in any case.
pub fn find(name: &str) -> Result<Rule, UnknownRule> {
    let named =
        |rule: &&Rule| rule.name.eq_ignore_ascii_case(name) || rule.code.eq_ignore_ascii_case(name);
    match RULES.iter().find(named) {
        Some(rule) => Ok(*rule),
        None => Err(UnknownRule { name: name.to_owned(), nearest: nearest(name) }),
    }
}

/// Returns the name or code that differs from what is written by few letters, few in proportion to its length.
fn nearest(written: &str) -> Option<&'static str> {
    let written = written.to_ascii_lowercase().replace('_', "-");
    let names = RULES.iter().flat_map(|rule| [rule.name, rule.code]);
    names
        .map(|name| (strsim::osa_distance(&written, &name.to_ascii_lowercase()), name))
        .filter(|(distance, name)| *distance <= (name.len() / 4).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn suggestion(nearest: Option<&'static str>) -> String {
    match nearest {
        Some(name) => format!("; did you mean `{name}`?"),
        None => "; `nonblock rule --all` lists the rules".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{RULES, find};

    #[test]
    fn a_rule_is_found_by_name_and_by_code() {
        for rule in RULES {
            assert_eq!(find(rule.name), Ok(*rule));
            assert_eq!(find(&rule.code.to_lowercase()), Ok(*rule));
        }
    }

    #[test]
    fn names_and_codes_are_unique_and_sorted_by_code() {
        assert!(RULES.is_sorted_by(|left, right| left.code < right.code));
        let mut names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn a_misspelt_rule_gets_a_suggestion() {
        let nearest = |name| find(name).unwrap_err().nearest;
        assert_eq!(nearest("blocking-cal"), Some("blocking-call"));
        assert_eq!(nearest("async_without_await"), Some("async-without-await"));
        assert_eq!(nearest("NB110"), Some("NB101"));
        assert_eq!(nearest("E501"), None);
        let message = find("blocking-cal").unwrap_err().to_string();
        assert_eq!(message, "unknown rule `blocking-cal`; did you mean `blocking-call`?");
    }
}
