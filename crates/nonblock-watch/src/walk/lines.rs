//! The location table of a code object (PEP 626, in the form of 3.11 and later).

/// Returns the line of the instruction at `offset` bytes, or the function's first line where the table has none.
pub(super) fn line_at(table: &[u8], first_line: u32, offset: i64) -> u32 {
    let mut bytes = Bytes { rest: table };
    let mut line = i64::from(first_line);
    let mut end = 0_i64;
    // Before the first instruction (a frame that has just been made) the function's own line is right.
    let offset = offset.max(0);
    while let Some(entry) = bytes.next() {
        end += (i64::from(entry & 7) + 1) * 2;
        let kind = entry >> 3 & 15;
        match kind {
            // Columns are skipped: long form, no columns, one-line forms, short forms.
            14 => {
                line += bytes.signed();
                (0..3).for_each(|_| {
                    bytes.unsigned();
                });
            }
            13 => line += bytes.signed(),
            10..=12 => {
                line += i64::from(kind - 10);
                bytes.skip(2);
            }
            15 => {}
            _ => bytes.skip(1),
        }
        if offset < end {
            return if kind == 15 { first_line } else { u32::try_from(line).unwrap_or(first_line) };
        }
    }
    first_line
}

/// The unread part of the table.
struct Bytes<'table> {
    rest: &'table [u8],
}

impl Bytes<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or(&[]);
    }

    /// Six bits a byte, lowest first, while the seventh is set.
    fn unsigned(&mut self) -> i64 {
        let mut value = 0;
        for shift in (0..30).step_by(6) {
            let byte = self.next().unwrap_or(0);
            value |= i64::from(byte & 63) << shift;
            if byte & 64 == 0 {
                break;
            }
        }
        value
    }

    /// The lowest bit is the sign.
    fn signed(&mut self) -> i64 {
        let value = self.unsigned();
        if value & 1 == 1 { -(value >> 1) } else { value >> 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `def f(x):\n    y = x\n    return y`, compiled by CPython 3.11.
    const TABLE: &[u8] = &[0x80, 0x00, 0xd8, 0x08, 0x09, 0x80, 0x41, 0xd8, 0x0b, 0x0c, 0x80, 0x48];

    #[test]
    fn lines_are_those_that_the_compiler_wrote() {
        let lines: Vec<u32> = [0, 2, 4, 6, 8].map(|offset| line_at(TABLE, 1, offset)).into();
        assert_eq!(lines, [1, 2, 2, 3, 3]);
    }

    #[test]
    fn a_frame_that_has_not_begun_is_on_its_first_line() {
        assert_eq!(line_at(TABLE, 1, -2), 1);
    }

    #[test]
    fn a_torn_table_gives_the_first_line() {
        assert_eq!(line_at(&[0xf0], 12, 40), 12);
        assert_eq!(line_at(&[], 12, 0), 12);
    }
}
