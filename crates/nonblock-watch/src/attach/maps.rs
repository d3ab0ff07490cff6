//! The files mapped by a process: `/proc/PID/maps`.

use std::io;

/// The first mapping of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// Where the file's first byte is.
    pub start: u64,
    /// The file, as the process sees it.
    pub path: String,
    /// Whether it is the program itself.
    pub is_program: bool,
}

impl Mapping {
    /// The interpreter is in `libpython`, or in the program (`python`, or whatever embeds it).
    pub(crate) fn may_hold_interpreter(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.is_program || name.starts_with("libpython")
    }
}

/// Whether a range of memory may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Protection {
    start: u64,
    end: u64,
    /// Whether it may.
    pub is_writable: bool,
}

impl Protection {
    /// Returns whether the address is in the range.
    pub(crate) fn contains(self, address: u64) -> bool {
        (self.start..self.end).contains(&address)
    }

    fn parse(line: &str) -> Option<Self> {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let hexadecimal = |text| u64::from_str_radix(text, 16).ok();
        Some(Self {
            start: hexadecimal(start)?,
            end: hexadecimal(end)?,
            is_writable: rest.as_bytes().get(1) == Some(&b'w'),
        })
    }
}

/// Returns the mapped files of this process, and who may write where.
pub(crate) fn of_this_process() -> io::Result<(Vec<Mapping>, Vec<Protection>)> {
    let protections = std::fs::read_to_string("/proc/self/maps")?;
    Ok((
        of_process(std::process::id())?,
        protections.lines().filter_map(Protection::parse).collect(),
    ))
}

/// Returns the mapped files, `libpython` before the program: a program linked with it re-exports nothing.
pub(super) fn of_process(process: u32) -> io::Result<Vec<Mapping>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/maps"))?;
    let program = std::fs::read_link(format!("/proc/{process}/exe"));
    let program = program.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let mut mappings = parse(&text, &program);
    mappings.sort_by_key(|mapping| mapping.is_program);
    Ok(mappings)
}

fn parse(text: &str, program: &str) -> Vec<Mapping> {
    text.lines().filter_map(|line| parse_line(line, program)).collect()
}

/// Parses `7f12-7f34 r--p 00000000 fe:00 123   /usr/lib/libpython3.12.so.1.0`.
fn parse_line(line: &str, program: &str) -> Option<Mapping> {
    let mut rest = line;
    let mut field = || {
        let (field, after) = rest.trim_start().split_once(' ')?;
        rest = after;
        Some(field)
    };
    let (range, _, offset, _, inode) = (field()?, field()?, field()?, field()?, field()?);
    let path = rest.trim_start();
    if offset != "00000000" || inode == "0" || path.is_empty() {
        return None;
    }
    let start = u64::from_str_radix(range.split_once('-')?.0, 16).ok()?;
    Some(Mapping { start, path: path.to_owned(), is_program: path == program })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
55d0c0000000-55d0c0001000 r--p 00000000 fe:00 11                         /opt/my app/bin/python3.12
55d0c0001000-55d0c0002000 r-xp 00001000 fe:00 11                         /opt/my app/bin/python3.12
7f0000000000-7f0000100000 r--p 00000000 fe:00 12                         /opt/lib/libpython3.12.so.1.0 (deleted)
7f0000200000-7f0000300000 rw-p 00000000 00:00 0 
7ffd00000000-7ffd00001000 r-xp 00000000 00:00 0                          [vdso]
";

    #[test]
    fn protection_is_that_of_the_page() {
        let pages: Vec<_> = TEXT.lines().filter_map(Protection::parse).collect();
        let is_writable =
            |address| pages.iter().find(|it| it.contains(address)).map(|it| it.is_writable);
        assert_eq!(is_writable(0x55d0_c000_0008), Some(false));
        assert_eq!(is_writable(0x7f00_0020_0000), Some(true));
        assert_eq!(is_writable(0x10), None);
    }

    #[test]
    fn only_the_beginning_of_each_file_counts() {
        let mappings = parse(TEXT, "/opt/my app/bin/python3.12");
        assert_eq!(mappings.len(), 2);
        assert_eq!(mappings[0].start, 0x55d0_c000_0000);
        assert!(mappings[0].is_program && mappings[0].may_hold_interpreter());
        assert!(!mappings[1].is_program && mappings[1].may_hold_interpreter());
    }
}
