//! Flags of `nonblock check`, as settings.

use nonblock_check::project::Surroundings;
use nonblock_check::settings::{Options, RuleLevel};

use crate::arguments::Check;
use crate::command::BadSettings;

/// Returns what the flags set; every unknown rule is told.
pub(crate) fn options(
    arguments: &Check,
    surroundings: &Surroundings,
) -> Result<Options, BadSettings> {
    let rules = &arguments.rules;
    let baseline = arguments.known.baseline.as_ref();
    let mut options = Options {
        level: rules.level.map(Into::into),
        confidence: rules.confidence.map(Into::into),
        output_format: arguments.output.format.as_deref().and_then(|it| it.parse().ok()),
        baseline: baseline.map(|it| surroundings.working_directory.join(it)),
        ..Options::default()
    };
    let groups = [
        ("`--ignore`", &rules.ignore, RuleLevel::Ignore),
        ("`--warn`", &rules.warn, RuleLevel::Warn),
        ("`--error`", &rules.error, RuleLevel::Error),
    ];
    let mut errors = Vec::new();
    for (origin, names, level) in groups {
        for name in names {
            errors.extend(options.assign(origin, name, level).err());
        }
    }
    if errors.is_empty() { Ok(options) } else { Err(BadSettings(errors)) }
}
