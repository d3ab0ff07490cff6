//! The way from an entrance to the blocking call, told frame by frame.

use std::io::{self, Write};

use crate::escape::terminal;
use crate::finding::{Entrance, Finding, Frame, MOST_ENTRANCES};
use crate::palette::{Palette, Tone};
use crate::settings::Settings;
use crate::sources::Pages;
use crate::words;

/// Chains up to this length are shown whole.
const WHOLE: usize = 8;
/// Frames shown at each end of a longer chain.
const END: usize = 3;
/// Columns before the source line of a frame.
const SOURCE_INDENT: usize = 9;

/// A line of a shortened chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The frame with this index.
    Frame(usize),
    /// This many frames left out.
    Gap(usize),
}

/// Writes the shortest chain of a finding, unless it is the one site that the reader has just seen.
pub(crate) fn write(
    out: &mut dyn Write,
    finding: &Finding,
    gutter: usize,
    pages: &mut Pages<'_>,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let palette = settings.palette;
    let Some(entrance) = finding.entrances.first() else { return Ok(()) };
    let mark = palette.paint(Tone::Guide, format!("{:gutter$}=", ""));
    let (function, why) = (terminal(&entrance.function), terminal(&entrance.why));
    let place = entrance.location.to_string();
    let place = terminal(&place);
    writeln!(out, "{mark} the event loop runs `{function}` ({why}) at {place}")?;
    if only_the_site(finding, entrance) {
        return Ok(());
    }
    let choke = entrance.chain.iter().rposition(|frame| frame.location == finding.location);
    for step in shorten(entrance.chain.len(), choke) {
        match step {
            Step::Frame(index) => {
                let frame = &entrance.chain[index];
                let head = head(index, frame, choke == Some(index), palette);
                writeln!(out, "{:gutter$}{head}", "")?;
                if let Some(line) = source(frame, pages, settings) {
                    writeln!(out, "{:gutter$}{line}", "")?;
                }
            }
            Step::Gap(missing) => {
                let text = format!("     ... {missing} more steps");
                writeln!(out, "{:gutter$}{}", "", palette.paint(Tone::Dim, text))?;
            }
        }
    }
    Ok(())
}

/// Returns the message, the shortest chain and the cure as lines, for formats without colours and sources.
pub(crate) fn plain(finding: &Finding) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", finding.location, finding.message)];
    if let Some(entrance) = finding.entrances.first() {
        let Entrance { function, why, location, .. } = entrance;
        lines.push(format!("the event loop runs {function} ({why}) at {location}"));
        let steps = entrance.chain.iter();
        lines.extend(steps.map(|it| format!("  {} {} {}", it.location, it.verb, it.callee)));
    }
    lines.extend(reach(finding));
    lines.extend(finding.help.iter().map(|line| format!("help: {line}")));
    lines.into_iter().map(|line| terminal(&line).into_owned()).collect()
}

/// Returns a sentence on how many entrances lead here, if more than one does.
pub(crate) fn reach(finding: &Finding) -> Option<String> {
    const NAMED: usize = 3;
    let names: Vec<_> = finding.entrances.iter().map(|it| format!("`{}`", it.function)).collect();
    match names.as_slice() {
        [] | [_] => None,
        all if all.len() <= NAMED => {
            Some(format!("reached from {} entrances: {}", all.len(), all.join(", ")))
        }
        all => {
            let or_more = if all.len() < MOST_ENTRANCES { "" } else { " or more" };
            let named = all[..NAMED].join(", ");
            Some(format!("reached from {}{or_more} entrances, e.g. {named}", all.len()))
        }
    }
}

fn only_the_site(finding: &Finding, entrance: &Entrance) -> bool {
    entrance.chain.is_empty()
        || (entrance.chain.len() == 1 && entrance.chain[0].location == finding.location)
}

/// Returns where a step is and what happens there.
fn head(index: usize, frame: &Frame, here: bool, palette: Palette) -> String {
    let location = frame.location.to_string();
    let (location, verb) = (terminal(&location), terminal(&frame.verb));
    let text = format!("{location} {verb} `{}`", terminal(&frame.callee));
    let tone = match (here, frame.first_party) {
        (true, _) => Tone::Strong,
        (false, true) => Tone::Plain,
        (false, false) => Tone::Dim,
    };
    let pointer = palette.paint(Tone::Guide, if here { ">" } else { " " });
    format!("{pointer} {:>2}. {}", index + 1, palette.paint(tone, text))
}

/// Returns the source line of a step, if its file can be read.
fn source(frame: &Frame, pages: &mut Pages<'_>, settings: &Settings<'_>) -> Option<String> {
    let page = pages.page(&frame.location.path)?;
    let line = page.line(frame.location.start.row)?.trim().replace('\t', " ");
    let line = words::cut(&terminal(&line), settings.width.saturating_sub(SOURCE_INDENT));
    let tone = if frame.first_party { Tone::Plain } else { Tone::Dim };
    Some(format!("{:SOURCE_INDENT$}{}", "", settings.palette.paint(tone, line)))
}

/// Returns what is shown of a chain: all of a short one; of a long one both ends and the choke point.
fn shorten(length: usize, choke: Option<usize>) -> Vec<Step> {
    if length <= WHOLE {
        return (0..length).map(Step::Frame).collect();
    }
    let kept = |index: usize| index < END || length - END <= index || choke == Some(index);
    let mut steps = Vec::new();
    let mut index = 0;
    while index < length {
        let gap = (index..length).take_while(|it| !kept(*it)).count();
        match gap {
            // A line that says "1 more step" takes as much room as the step.
            0 | 1 => {
                steps.push(Step::Frame(index));
                index += 1;
            }
            _ => {
                steps.push(Step::Gap(gap));
                index += gap;
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{Step, WHOLE, shorten};

    fn shown(length: usize, choke: Option<usize>) -> String {
        let words = shorten(length, choke).into_iter().map(|step| match step {
            Step::Frame(index) => index.to_string(),
            Step::Gap(missing) => format!("+{missing}"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_short_chain_is_shown_whole() {
        assert_eq!(shown(WHOLE, None), "0 1 2 3 4 5 6 7");
        assert_eq!(shown(0, None), "");
    }

    #[test]
    fn a_long_chain_keeps_both_ends() {
        assert_eq!(shown(20, None), "0 1 2 +14 17 18 19");
    }

    #[test]
    fn a_long_chain_keeps_the_choke_point() {
        assert_eq!(shown(20, Some(9)), "0 1 2 +6 9 +7 17 18 19");
        assert_eq!(shown(9, Some(4)), "0 1 2 3 4 5 6 7 8");
    }

    #[test]
    fn no_frame_is_lost_or_told_twice() {
        for length in 0..40 {
            for choke in 0..length {
                let told: usize = shorten(length, Some(choke))
                    .iter()
                    .map(|step| match step {
                        Step::Frame(_) => 1,
                        Step::Gap(missing) => *missing,
                    })
                    .sum();
                assert_eq!(told, length);
            }
        }
    }
}
