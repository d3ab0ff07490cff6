//! The colours of what a person reads.

use std::fmt;

use annotate_snippets::Renderer;
use anstyle::{AnsiColor, Effects, Style};
use nonblock_catalogue::Severity;

/// Whether colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// Text alone.
    #[default]
    Plain,
    /// ANSI escape sequences.
    Coloured,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// The word for a severity.
    Severity(Severity),
    /// Text as it is.
    Plain,
    /// What matters in its line.
    Strong,
    /// Marks and numbers that lead the eye.
    Guide,
    /// What is there for completeness.
    Dim,
    /// A cure.
    Help,
}

impl Palette {
    /// Returns the text in its tone.
    pub(crate) fn paint<T: fmt::Display>(self, tone: Tone, text: T) -> impl fmt::Display {
        let style = self.style(tone);
        fmt::from_fn(move |formatter| write!(formatter, "{style}{text}{style:#}"))
    }

    /// Returns what draws annotated source in these colours.
    pub(crate) fn renderer(self) -> Renderer {
        match self {
            Self::Plain => Renderer::plain(),
            Self::Coloured => Renderer::styled(),
        }
    }

    fn style(self, tone: Tone) -> Style {
        let bold = |colour: AnsiColor| colour.on_default().effects(Effects::BOLD);
        match (self, tone) {
            (Self::Plain, _) | (_, Tone::Plain) => Style::new(),
            (Self::Coloured, Tone::Severity(Severity::Error)) => bold(AnsiColor::BrightRed),
            (Self::Coloured, Tone::Severity(Severity::Warning)) => bold(AnsiColor::Yellow),
            (Self::Coloured, Tone::Severity(Severity::Note)) => bold(AnsiColor::BrightGreen),
            (Self::Coloured, Tone::Strong) => Style::new().bold(),
            (Self::Coloured, Tone::Guide) => bold(AnsiColor::BrightBlue),
            (Self::Coloured, Tone::Dim) => Style::new().dimmed(),
            (Self::Coloured, Tone::Help) => bold(AnsiColor::BrightCyan),
        }
    }
}
