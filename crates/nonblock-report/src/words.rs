//! Words and figures, as sentences need them.

use std::fmt;

use nonblock_catalogue::Severity;

use crate::finding::{Location, Position, Safety};

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.row, self.column)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.path, self.start)
    }
}

impl Safety {
    /// Returns the word for it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Returns the word for a severity, the same as in JSON.
pub(crate) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Returns a count with its noun: `1 file`, `1,204 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// Returns a number with its thousands set apart.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Returns the text, cut to a number of characters with an ellipsis where it is longer.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(3)).collect();
    format!("{kept}...")
}

/// Returns `part` of `whole` in per cent with one decimal, rounded down: 100.0 means all of it.
pub(crate) fn per_cent(part: u32, whole: u32) -> String {
    let permille = u64::from(part) * 1000 / u64::from(whole.max(1));
    format!("{}.{} %", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::{count, per_cent, severity, thousands};
    use nonblock_catalogue::Severity;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let grouped: Vec<_> = [0, 999, 1000, 1_234_567].map(thousands).into();
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            [count(0, "file"), count(1, "file"), count(2, "file")],
            ["0 files", "1 file", "2 files"]
        );
    }

    #[test]
    fn per_cent_says_hundred_only_for_all() {
        assert_eq!(
            [per_cent(1999, 2000), per_cent(2, 2), per_cent(0, 0)],
            ["99.9 %", "100.0 %", "0.0 %"]
        );
    }

    #[test]
    fn words_are_those_of_json() {
        let json = |value| serde_json::to_value(value).unwrap();
        for it in [Severity::Note, Severity::Warning, Severity::Error] {
            assert_eq!(json(it), severity(it));
        }
    }
}
