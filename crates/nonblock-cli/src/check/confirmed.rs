//! `--confirmed`: what `nonblock watch` has seen at run time comes first among the findings.

use std::path::Path;
use std::time::Duration;

use nonblock_report::stall::{self, Stall};
use nonblock_report::{Confirmation, Finding, Report};

use crate::command::Refusal;
use crate::streams::counted;

/// Marks the findings that a stall of the file went through.
pub(super) fn mark(report: &mut Report, path: &Path) -> Result<(), Refusal> {
    let stalls = read(path)?;
    for finding in &mut report.findings {
        let met: Vec<&Stall> = stalls.iter().filter(|it| went_through(it, finding)).collect();
        if met.is_empty() {
            continue;
        }
        let blocked = met.iter().map(|it| Duration::from_secs_f64(it.duration.max(0.0))).sum();
        finding.help.push(format!(
            "seen at run time: {} here, {:.2} s in all",
            counted(met.len(), "stall"),
            Duration::as_secs_f64(&blocked)
        ));
        report.confirmed.push(Confirmation { location: finding.location.clone(), blocked });
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Stall>, Refusal> {
    let text = std::fs::read_to_string(path).map_err(|error| Refusal {
        message: format!("cannot read the stalls in {}: {error}", path.display()),
        hint: "`nonblock watch --json-lines FILE` and NONBLOCK_WATCH_JSON write such a file"
            .to_owned(),
    })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let stall = |(index, line): (usize, &str)| {
        stall::read_json_line(line).map_err(|error| Refusal {
            message: format!(
                "cannot read the stall in line {} of {}: {error}",
                index + 1,
                path.display()
            ),
            hint:
                "`nonblock watch --json-lines FILE` and NONBLOCK_WATCH_JSON write one stall a line"
                    .to_owned(),
        })
    };
    // A hang that is told while it lasts is told once more when it is over.
    lines.map(stall).filter(|it| it.as_ref().map_or(true, |it| it.is_over)).collect()
}

/// Whether a stall's stack holds the finding's line, its function (as the place of the stall: lines move), or a line of
/// its chain behind it, in a dependency.
fn went_through(stall: &Stall, finding: &Finding) -> bool {
    let holder = stall.cause.holder.iter().flat_map(|holder| &holder.frames);
    let frames = stall.stacks.iter().flat_map(|stack| &stack.frames).chain(holder);
    let rows = finding.location.start.row..=finding.location.end.row;
    let is_in_function = stall.place.as_ref().is_some_and(|place| {
        is_file(&place.file, &finding.location.path)
            && last_name(&place.function) == last_name(&finding.function)
    });
    is_in_function
        || frames.into_iter().any(|frame| {
            let is_here =
                is_file(&frame.file, &finding.location.path) && rows.contains(&frame.line);
            let chains = finding.entrances.iter().flat_map(|entrance| &entrance.chain);
            let is_behind = |step: &nonblock_report::Frame| {
                !step.first_party
                    && is_file(&frame.file, &step.location.path)
                    && (step.location.start.row..=step.location.end.row).contains(&frame.line)
            };
            is_here || chains.into_iter().any(is_behind)
        })
}

/// Whether a file that a process ran is the one of the project: it may lie in another folder, on another machine.
fn is_file(ran: &str, checked: &str) -> bool {
    ran == checked || ran.strip_suffix(checked).is_some_and(|folder| folder.ends_with('/'))
}

/// Returns `load` of `app.reports.Report.load` and of `main.<locals>.load`.
fn last_name(qualified: &str) -> &str {
    qualified.rsplit('.').next().unwrap_or(qualified)
}
