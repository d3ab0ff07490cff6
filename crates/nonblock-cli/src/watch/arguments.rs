//! The arguments of `nonblock watch`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use nonblock_report::recording::RecordingFormat;
use nonblock_watch::endpoint;
use std::net::SocketAddr;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Watch {
    #[command(subcommand)]
    pub(crate) action: Option<Action>,
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Show what every thread of a process does right now
    Dump(Dump),
    /// Record what the loops of a process do, and write a report
    Record(Record),
    /// Run a program and watch its loops, and those of its children
    Run(Run),
    /// Show live what the loops of a process do
    Top(Top),
}

#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The process to watch; it is neither changed nor stopped
    #[arg(short, long, value_name = "PID", required = true)]
    pub(crate) pid: Option<u32>,
    /// Watch its child processes too
    #[arg(long)]
    pub(crate) subprocesses: bool,
    /// Stop after this long, as in 30s [default: when the process ends, or at Ctrl-C]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) duration: Option<Duration>,
    /// How often to look, in times a second
    #[arg(long, value_name = "NUMBER", default_value = "100", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rate: u32,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Report {
    /// From how long on a turn of the loop is a stall: 100ms, 0.5s
    #[arg(long, value_name = "TIME", default_value = "100ms", value_parser = duration)]
    pub(crate) threshold: Duration,
    /// After how long a stall is reported while it lasts
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = duration)]
    pub(crate) hang: Duration,
    /// Append stalls to a file, one JSON object a line; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) json_lines: Option<PathBuf>,
    /// Answer Prometheus at this address: 9464 (this machine only), 0.0.0.0:9464
    #[arg(long, value_name = "ADDRESS", value_parser = endpoint::address)]
    pub(crate) prometheus: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// The report; its ending says the format: .html, .svg, .speedscope.json, .trace.json, .jsonl
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The format of the report, whatever its name
    #[arg(long, value_name = "FORMAT", requires = "output", value_parser = PossibleValuesParser::new(RecordingFormat::ALL.map(RecordingFormat::name)).map(|it| format(&it)))]
    pub(crate) format: Option<RecordingFormat>,
}

#[derive(Debug, Args)]
#[command(mut_arg("output", |it| it.required(true)))]
pub(crate) struct Record {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Top {
    #[command(flatten)]
    pub(crate) target: Target,
    /// From how long on a turn of the loop is a stall: 100ms, 0.5s
    #[arg(long, value_name = "TIME", default_value = "100ms", value_parser = duration)]
    pub(crate) threshold: Duration,
}

#[derive(Debug, Args)]
pub(crate) struct Dump {
    /// The process
    #[arg(short, long, value_name = "PID")]
    pub(crate) pid: u32,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(mut_arg("output", |it| it.conflicts_with("json_lines")))]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) output: Output,
    /// The interpreter [default: the one that nonblock is installed for]
    #[arg(long, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,
    /// Run a module with its arguments, as `python -m` does
    #[arg(short, value_name = "MODULE", num_args = 1.., allow_hyphen_values = true, conflicts_with = "command")]
    pub(crate) module: Vec<OsString>,
    /// A script and its arguments; or, after `--`, any program: `-- uvicorn app:app --workers 4`
    #[arg(
        value_name = "COMMAND",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required_unless_present = "module"
    )]
    pub(crate) command: Vec<OsString>,
}

impl Run {
    /// Returns whether `--` stands before the command, so that it is a program and not a script.
    ///
    /// The parser keeps no trace of it; the command is always the end of the `whole` line.
    pub(crate) fn is_program(&self, whole: &[OsString]) -> bool {
        let start = whole.len().saturating_sub(self.command.len());
        !self.command.is_empty() && start.checked_sub(1).is_some_and(|it| whole[it] == "--")
    }
}

/// Returns the format of that name; the parser lets no other pass.
fn format(name: &str) -> RecordingFormat {
    name.parse().unwrap_or(RecordingFormat::Html)
}

/// Parses `100ms`, `1.5s`, `2m`, or seconds without a unit.
fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.find(|it: char| it.is_ascii_alphabetic()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let scale = match unit {
        "ms" => 1e-3,
        "s" => 1.0,
        "m" | "min" => 60.0,
        _ => return Err("write it as 100ms, 1.5s or 2m".to_owned()),
    };
    let seconds =
        number.trim().parse::<f64>().map_err(|_| "write it as 100ms, 1.5s or 2m".to_owned())?;
    Duration::try_from_secs_f64(seconds * scale)
        .ok()
        .filter(|it| !it.is_zero())
        .ok_or_else(|| "it must be longer than nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn a_time_may_have_a_unit() {
        assert_eq!(duration("100ms"), Ok(Duration::from_millis(100)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("2m"), Ok(Duration::from_mins(2)));
    }

    #[test]
    fn no_time_is_refused_with_the_way_to_write_it() {
        for text in ["", "fast", "10h", "-1s", "0", "NaN"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
