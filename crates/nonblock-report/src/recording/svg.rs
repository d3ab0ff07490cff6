//! A flame graph that any browser and most viewers of pictures show; each frame says its place when pointed at.

use super::data::Recording;
use super::flames::Flame;
use crate::escape;
use std::io::{self, Write};

const WIDTH: f64 = 1200.0;
const ROW: f64 = 18.0;
/// Room above the flames for the title.
const HEAD: f64 = 44.0;
const MARGIN: f64 = 10.0;
/// Narrower frames are left out: nobody can see or point at them.
const NARROWEST: f64 = 0.3;
/// The width of a letter of the font, more or less.
const LETTER: f64 = 6.7;
/// Frames that lie higher are cut off.
const MOST_ROWS: usize = 200;

const STYLE: &str = "svg{background:#fff;font:12px ui-monospace,Menlo,Consolas,monospace}\
    text{fill:#1a1a1a;pointer-events:none}rect{stroke:#fff;stroke-width:.5}g:hover rect{stroke:#000}\
    @media(prefers-color-scheme:dark){svg{background:#14161a}text.t{fill:#e8e8e8}rect{stroke:#14161a}g:hover rect{stroke:#fff}}";

/// Writes the picture.
pub(super) fn write(recording: &Recording, out: &mut dyn Write) -> io::Result<()> {
    let root = Flame::of(recording);
    let rows = root.depth().clamp(1, MOST_ROWS);
    let height = HEAD + ROW * f64_of(rows) + MARGIN;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
         height=\"{height:.0}\"><style>{STYLE}</style>"
    )?;
    let blocked = recording.summary.total();
    let title = format!(
        "{}: the event loop ran code for {:.2} s, and was blocked {} times, {blocked:.2} s in all",
        recording.program,
        root.seconds,
        recording.summary.count(),
    );
    writeln!(out, "<text class=\"t\" x=\"{MARGIN}\" y=\"24\">{}</text>", escape::xml(&title))?;
    let scale = (WIDTH - 2.0 * MARGIN) / root.seconds.max(f64::MIN_POSITIVE);
    let picture = Picture { scale, whole: root.seconds, rows };
    picture.write_children(&root, MARGIN, 0, out)?;
    writeln!(out, "</svg>")
}

/// Rows are few.
fn f64_of(rows: usize) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}

/// What all frames of a picture have in common.
struct Picture {
    /// Units of width a second.
    scale: f64,
    whole: f64,
    rows: usize,
}

impl Picture {
    /// Writes what lies above a frame, from left to right.
    fn write_children(
        &self,
        parent: &Flame<'_>,
        left: f64,
        row: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut left = left;
        for child in parent.children.values() {
            let width = child.seconds * self.scale;
            if NARROWEST <= width && row < self.rows {
                self.write_frame(child, left, row, out)?;
                self.write_children(child, left, row + 1, out)?;
            }
            left += width;
        }
        Ok(())
    }

    fn write_frame(
        &self,
        flame: &Flame<'_>,
        left: f64,
        row: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Some(frame) = flame.frame else { return Ok(()) };
        let width = flame.seconds * self.scale;
        let top = HEAD + ROW * f64_of(row);
        let about = format!(
            "{} ({}:{}) {:.1} ms, {:.1} %",
            frame.function,
            frame.file,
            frame.line,
            flame.seconds * 1e3,
            100.0 * flame.seconds / self.whole
        );
        write!(
            out,
            "<g><title>{}</title><rect x=\"{left:.2}\" y=\"{top:.0}\" width=\"{width:.2}\" height=\"{ROW}\" rx=\"2\" \
             fill=\"hsl({} 78% 66%)\"/>",
            escape::xml(&about),
            hue(&frame.file)
        )?;
        let letters = letters_in(width);
        if 3 <= letters {
            let name: String = if frame.function.chars().count() <= letters {
                frame.function.clone()
            } else {
                frame.function.chars().take(letters - 1).chain(['…']).collect()
            };
            write!(
                out,
                "<text x=\"{:.2}\" y=\"{:.0}\">{}</text>",
                left + 3.0,
                top + 13.0,
                escape::xml(&name)
            )?;
        }
        writeln!(out, "</g>")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a width is small and positive"
)]
fn letters_in(width: f64) -> usize {
    ((width - 6.0).max(0.0) / LETTER) as usize
}

/// Returns a warm hue that is the same for all functions of a file.
fn hue(file: &str) -> u32 {
    let mixed =
        file.bytes().fold(0_u32, |mix, byte| mix.wrapping_mul(31).wrapping_add(byte.into()));
    mixed % 55
}
