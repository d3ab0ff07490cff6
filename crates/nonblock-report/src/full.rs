//! `full`: for each finding its source, the call chain and the cure, in the manner of rustc.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Padding, Patch, Snippet};
use nonblock_catalogue::Severity;

use crate::chain;
use crate::escape::terminal;
use crate::finding::{Confidence, Edit, Finding, Fix, Location, Position, Safety};
use crate::palette::Tone;
use crate::settings::Settings;
use crate::sources::{Page, Pages};

/// Lines of an annotated range that are shown; the rest of a longer one is cut.
const MOST_LINES: u32 = 6;

/// Writes findings one below the other, each with a blank line after it.
pub(crate) fn write(
    out: &mut dyn Write,
    findings: &[&Finding],
    settings: &Settings<'_>,
) -> io::Result<()> {
    let mut pages = Pages::new(settings.sources);
    for finding in findings {
        writeln!(out, "{}", headline(finding, &mut pages, settings))?;
        write_notes(out, finding, &mut pages, settings)?;
        write_help(out, finding, &mut pages, settings)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Returns severity, rule, message, place and the annotated source line.
fn headline(finding: &Finding, pages: &mut Pages<'_>, settings: &Settings<'_>) -> String {
    let path = terminal(&finding.location.path);
    let message = terminal(&finding.message);
    let title = level(finding.severity).primary_title(message).id(finding.rule.name);
    let place = &finding.location;
    let excerpt = pages.page(&place.path).and_then(|page| Excerpt::new(page, place));
    let group = match &excerpt {
        Some(excerpt) => {
            let annotation = AnnotationKind::Primary.span(excerpt.span.clone());
            let label = label(finding).map(|reason| terminal(reason).into_owned());
            let snippet = excerpt.snippet(Some(&path)).annotation(annotation.label(label));
            title.element(snippet).element(Padding)
        }
        None => title.element(
            Origin::path(path.as_ref())
                .line(whole(place.start.row))
                .char_column(whole(place.start.column)),
        ),
    };
    settings.palette.renderer().term_width(settings.width).render(&[group])
}

fn write_notes(
    out: &mut dyn Write,
    finding: &Finding,
    pages: &mut Pages<'_>,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let gutter = gutter(finding);
    chain::write(out, finding, gutter, pages, settings)?;
    let mark = settings.palette.paint(Tone::Guide, format!("{:gutter$}=", "")).to_string();
    if let Some(reach) = chain::reach(finding) {
        writeln!(out, "{mark} {}", terminal(&reach))?;
    }
    if let Some(doubt) = doubt(finding.confidence) {
        writeln!(out, "{mark} {doubt}")?;
    }
    writeln!(out, "{mark} `nonblock rule {}` explains the rule", finding.rule.name)
}

/// Returns why the call blocks, unless the message says so.
fn label(finding: &Finding) -> Option<&str> {
    let reason = finding.sink.as_ref()?.reason.as_str();
    (!finding.message.contains(reason)).then_some(reason)
}

/// Returns how far the annotated source is indented, so that the notes stand in line with it.
fn gutter(finding: &Finding) -> usize {
    let place = &finding.location;
    let last = place.end.row.clamp(place.start.row, place.start.row + MOST_LINES - 1);
    last.to_string().len() + 1
}

/// Returns why the chain may not hold.
fn doubt(confidence: Confidence) -> Option<&'static str> {
    match confidence {
        Confidence::Proven => None,
        Confidence::Likely => Some("likely: a step follows a value or a name, not a type"),
        Confidence::Possible => Some("possible: a step takes one of several targets"),
    }
}

fn write_help(
    out: &mut dyn Write,
    finding: &Finding,
    pages: &mut Pages<'_>,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let help = || settings.palette.paint(Tone::Help, "help");
    for line in &finding.help {
        writeln!(out, "{}: {}", help(), terminal(line))?;
    }
    let Some(fix) = &finding.fix else { return Ok(()) };
    match suggestion(fix, pages, settings) {
        Some(text) => writeln!(out, "{text}"),
        None => writeln!(out, "{}: {}", help(), cure(fix)),
    }
}

/// Draws what a fix changes: the lines of each edit, edits of neighbouring lines together.
fn suggestion(fix: &Fix, pages: &mut Pages<'_>, settings: &Settings<'_>) -> Option<String> {
    let apart = |left: &Edit, right: &Edit| {
        left.location.path == right.location.path
            && right.location.start.row <= left.location.end.row + 1
    };
    let mut excerpts = Vec::new();
    for edits in fix.edits.chunk_by(apart) {
        let (first, last) = (edits.first()?, edits.last()?);
        let path = first.location.path.clone();
        let around = Location { path, start: first.location.start, end: last.location.end };
        excerpts.push((Excerpt::new(pages.page(&around.path)?, &around)?, edits));
    }
    let mut group = Group::with_title(Level::HELP.secondary_title(cure(fix)));
    for (excerpt, edits) in &excerpts {
        let mut snippet = excerpt.snippet(None);
        for edit in *edits {
            let range = excerpt.range(edit.location.start, edit.location.end)?;
            let lines: Vec<_> = edit.content.split('\n').map(terminal).collect();
            snippet = snippet.patch(Patch::new(range, lines.join("\n")));
        }
        group = group.element(snippet);
    }
    Some(settings.palette.renderer().term_width(settings.width).render(&[group]))
}

/// Returns what a fix does and how to have it done.
fn cure(fix: &Fix) -> String {
    let flags = match fix.safety {
        Safety::Safe => "--fix",
        Safety::Unsafe => "--fix --unsafe-fixes",
    };
    format!("{} (`{flags}` does it)", terminal(&fix.message))
}

/// Some lines of a file, with one range in them.
struct Excerpt {
    first: u32,
    lines: Vec<String>,
    text: String,
    span: Range<usize>,
}

impl Excerpt {
    fn new(page: &Page, place: &Location) -> Option<Self> {
        let first = place.start.row;
        let last = place.end.row.clamp(first, first + MOST_LINES - 1);
        let lines: Option<Vec<_>> =
            (first..=last).map(|row| Some(terminal(page.line(row)?).into_owned())).collect();
        let lines = lines?;
        let text = lines.join("\n");
        let mut excerpt = Self { first, lines, text, span: 0..0 };
        let end = if place.end.row <= last { place.end } else { excerpt.end() };
        excerpt.span = excerpt.range(place.start, end)?;
        Some(excerpt)
    }

    fn snippet<'a, T: Clone>(&'a self, path: Option<&'a str>) -> Snippet<'a, T> {
        Snippet::source(self.text.as_str()).line_start(whole(self.first)).path(path).fold(false)
    }

    /// Returns the bytes between two positions; nothing where the file no longer has them.
    fn range(&self, start: Position, end: Position) -> Option<Range<usize>> {
        let (start, end) = (self.offset(start)?, self.offset(end)?);
        (start <= end).then_some(start..end)
    }

    fn offset(&self, position: Position) -> Option<usize> {
        let index = whole(position.row.checked_sub(self.first)?);
        let line = self.lines.get(index)?;
        let before: usize = self.lines[..index].iter().map(|line| line.len() + 1).sum();
        let characters = whole(position.column.checked_sub(1)?);
        let ends = line.char_indices().map(|(offset, _)| offset).chain([line.len()]);
        let within = ends.into_iter().nth(characters)?;
        Some(before + within)
    }

    fn end(&self) -> Position {
        let last = self.lines.last().map_or(0, |line| line.chars().count());
        let row = self.first + u32::try_from(self.lines.len()).unwrap_or(u32::MAX) - 1;
        Position { row, column: u32::try_from(last).unwrap_or(u32::MAX).saturating_add(1) }
    }
}

fn whole(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}
