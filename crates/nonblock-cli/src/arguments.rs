//! The command line, as types.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use nonblock_report::Format;

/// Finds, watches and cures what blocks the asyncio event loop.
#[derive(Debug, Parser)]
#[command(name = "nonblock", version, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) voice: Voice,
}

/// How much is said, and in which colours.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Voice {
    /// Say less: no summary and no warnings
    #[arg(short, long, global = true, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Say nothing: the exit code tells
    #[arg(short, long, global = true, help_heading = "Output", overrides_with = "quiet")]
    pub(crate) silent: bool,
    /// Say more: project, interpreter, settings and times
    #[arg(short, long, global = true, help_heading = "Output", conflicts_with_all = ["quiet", "silent"])]
    pub(crate) verbose: bool,
    /// When to use colours [also: `NO_COLOR`, `FORCE_COLOR`]
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub(crate) color: ColorChoice,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find blocking calls that the event loop can reach
    Check(Box<Check>),
    /// Explain a rule, or list all of them
    Rule(RuleQuery),
    /// Explain why a call is a finding, or why it is not
    Explain(Box<Explain>),
    /// Watch event loops at run time: what blocked them, why, and what to do
    Watch(Box<crate::watch::Watch>),
    /// Print completions for a shell
    GenerateShellCompletion {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files and folders to check [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) environment: Environment,
    #[command(flatten)]
    pub(crate) configuration: Configuration,
    #[command(flatten)]
    pub(crate) rules: RuleLevels,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) change: Change,
    #[command(flatten)]
    pub(crate) instead: Instead,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The place: a file and a line
    #[arg(value_name = "FILE:LINE")]
    pub(crate) place: String,
    #[command(flatten)]
    pub(crate) environment: Environment,
    #[command(flatten)]
    pub(crate) configuration: Configuration,
}

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Environment")]
pub(crate) struct Environment {
    /// The interpreter: a virtual environment, a prefix or an executable
    #[arg(long, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,
    /// The Python version to assume
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub(crate) python_version: Option<(u8, u8)>,
    /// Keep nothing between runs
    #[arg(long, env = "NONBLOCK_NO_CACHE", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) no_cache: bool,
    /// Where to keep what need not be computed again [default: `.nonblock_cache` in the project]
    #[arg(long, value_name = "FOLDER", env = "NONBLOCK_CACHE_DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
    /// Threads to use [default: one per processor]
    #[arg(long, value_name = "NUMBER", env = "NONBLOCK_THREADS")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
}

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Configuration {
    /// Set one setting, as in `nonblock.toml`
    #[arg(short = 'c', long = "config", value_name = "KEY=VALUE")]
    pub(crate) inline: Vec<String>,
    /// Read this file instead of `nonblock.toml` or `pyproject.toml`
    #[arg(
        id = "config-file",
        long = "config-file",
        value_name = "FILE",
        env = "NONBLOCK_CONFIG_FILE"
    )]
    pub(crate) file: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config-file")]
    pub(crate) isolated: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleLevels {
    /// Treat a rule's findings as errors; `all` is every rule
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) error: Vec<String>,
    /// Treat a rule's findings as warnings
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) warn: Vec<String>,
    /// Leave a rule out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// The least severe findings to show [default: warning]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) level: Option<Level>,
    /// The least certain findings to show [default: likely]
    #[arg(long, value_name = "CONFIDENCE")]
    pub(crate) confidence: Option<Certainty>,
}

/// A severity, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Everything: disk metadata, short locks, costs of a first call.
    Note,
    /// What costs milliseconds.
    Warning,
    /// What stalls the loop for as long as somebody else decides.
    Error,
}

/// A confidence, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Certainty {
    /// Through an override in a subclass, or an unknown parameter.
    Possible,
    /// Through values, decorators or names.
    Likely,
    /// By types alone.
    Proven,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// The format of the report
    #[arg(
        id = "output-format",
        long = "output-format",
        value_name = "FORMAT",
        env = "NONBLOCK_OUTPUT_FORMAT", hide_env_values = true,
          value_parser = PossibleValuesParser::new(Format::ALL.map(Format::name)))]
    pub(crate) format: Option<String>,
    /// Write the report to a file
    #[arg(
        id = "output-file",
        long = "output-file",
        value_name = "FILE",
        env = "NONBLOCK_OUTPUT_FILE"
    )]
    pub(crate) file: Option<PathBuf>,
    /// Count findings instead of showing them
    #[arg(long)]
    pub(crate) statistics: bool,
    /// The least severe findings that make the command fail
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub(crate) fail_on: Level,
    /// Succeed although there are findings
    #[arg(short, long)]
    pub(crate) exit_zero: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Instead of checking")]
pub(crate) struct Instead {
    /// List the files that would be checked, and stop
    #[arg(long)]
    pub(crate) show_files: bool,
    /// Show the settings in force, and stop
    #[arg(long, conflicts_with = "show_files")]
    pub(crate) show_settings: bool,
    /// Explain why the calls of a line are findings, or are not, and do nothing else
    #[arg(long, value_name = "FILE:LINE", conflicts_with = "paths")]
    pub(crate) why_not: Option<String>,
    /// Check again whenever a file of the project changes, until Ctrl-C
    #[arg(
        long,
        conflicts_with_all = [
            "show_files", "show_settings", "why_not", "fix", "diff", "update_baseline", "add_ignore",
        ],
    )]
    pub(crate) watch: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Known findings")]
pub(crate) struct Known {
    /// Leave out the findings that this file lists
    #[arg(long, value_name = "FILE", env = "NONBLOCK_BASELINE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the present findings to the baseline
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
    pub(crate) update_baseline: bool,
    /// Put first what `nonblock watch` has seen to block a loop: its JSON lines
    #[arg(long, value_name = "FILE")]
    pub(crate) confirmed: Option<PathBuf>,
    /// Mark the present findings as tolerated in the code, with a reason
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "",
          conflicts_with_all = ["update_baseline", "fix", "diff"])]
    pub(crate) add_ignore: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct Change {
    /// Apply fixes that keep the program's meaning
    #[arg(long)]
    pub(crate) fix: bool,
    /// Include fixes that may change the program's meaning; needs `--fix` or `--diff`
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Show what fixes would change, and write nothing
    #[arg(long, conflicts_with = "fix")]
    pub(crate) diff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RuleQuery {
    /// A rule's name or code
    #[arg(value_name = "RULE", required_unless_present = "all")]
    pub(crate) rule: Option<String>,
    /// Show all rules
    #[arg(long, conflicts_with = "rule")]
    pub(crate) all: bool,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output_format: RuleFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuleFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

fn version(text: &str) -> Result<(u8, u8), String> {
    nonblock_check::project::parse_version(text).ok_or_else(|| "write it as 3.12".to_owned())
}
