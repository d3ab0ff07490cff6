//! The line table of a code object in 3.10 (PEP 626): pairs of differences of instruction and line.

/// A difference of lines that says that the instructions have none.
const NO_LINE: i8 = -128;

/// Returns the line of the instruction at `offset` bytes, or the function's first line where the table has none.
pub(super) fn line_at(table: &[u8], first_line: u32, offset: i64) -> u32 {
    // Before the first instruction (a frame that has just been made) the function's own line is right.
    let offset = offset.max(0);
    let mut line = i64::from(first_line);
    let mut end = 0;
    for pair in table.chunks_exact(2) {
        end += i64::from(pair[0]);
        let difference = pair[1].cast_signed();
        if difference != NO_LINE {
            line += i64::from(difference);
        }
        if offset < end {
            let is_known = difference != NO_LINE;
            return u32::try_from(line).ok().filter(|_| is_known).unwrap_or(first_line);
        }
    }
    first_line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `def f(x):\n    y = x\n    return y`, compiled by CPython 3.10.
    const TABLE: &[u8] = &[4, 1, 4, 1];

    #[test]
    fn lines_are_those_that_the_compiler_wrote() {
        let lines: Vec<u32> = [0, 2, 4, 6].map(|offset| line_at(TABLE, 1, offset)).into();
        assert_eq!(lines, [2, 2, 3, 3]);
    }

    #[test]
    fn instructions_without_a_line_are_on_the_first_one_and_lines_may_go_back() {
        let table = [2, 3, 2, 0x80, 2, 0xff];
        let lines: Vec<u32> = [0, 2, 4, 6].map(|offset| line_at(&table, 10, offset)).into();
        assert_eq!(lines, [13, 10, 12, 10]);
    }

    #[test]
    fn a_frame_that_has_not_begun_and_a_torn_table_are_no_trouble() {
        assert_eq!(line_at(TABLE, 1, -2), 2);
        assert_eq!(line_at(&[4], 12, 0), 12);
    }
}
