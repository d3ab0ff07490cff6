//! Text that comes from source files, made harmless for where it goes.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces characters that steer a terminal or turn text around by visible ones, one for one: columns keep.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) {
        Cow::Owned(text.chars().map(|it| if steers(it) { picture(it) } else { it }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Escapes the message of a GitHub workflow command.
pub(crate) fn github_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a GitHub workflow command.
pub(crate) fn github_property(text: &str) -> String {
    github_message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes text for XML 1.0, in an element or an attribute; characters that no XML document may hold become pictures.
pub(crate) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other if steers(other) => escaped.push(picture(other)),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Escapes JSON for a `script` element: `</script>` and `<!--` cannot appear, nor what reorders the text of the page.
///
/// Such characters stand in strings only, where JSON allows an escape for any of them.
pub(crate) fn script_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        // A line's end stands between values.
        if matches!(character, '<' | '>' | '&') || (steers(character) && character != '\n') {
            // All of them lie in the first plane, so that one escape is enough. Writing to a string cannot fail.
            write!(escaped, "\\u{:04x}", u32::from(character)).unwrap_or_default();
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Escapes a path for a URI reference: everything but unreserved characters and `/`.
pub(crate) fn uri(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                escaped.push(char::from(byte));
            }
            _ => {
                escaped.push('%');
                for digit in [byte >> 4, byte & 0xf] {
                    escaped.extend(
                        char::from_digit(digit.into(), 16).map(|it| it.to_ascii_uppercase()),
                    );
                }
            }
        }
    }
    escaped
}

/// Returns whether the character moves the cursor, changes the terminal, ends a line or reorders what follows.
fn steers(character: char) -> bool {
    match character {
        '\t' => false,
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

/// Returns the picture of a control character, or the replacement character.
fn picture(character: char) -> char {
    match u32::from(character) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::{github_message, github_property, script_json, terminal, uri, xml};

    #[test]
    fn a_terminal_sees_no_escape_sequence_and_no_reordering() {
        assert_eq!(terminal("a\x1b[31m\u{9b}b\u{202e}\x7f\r\n"), "a␛[31m\u{fffd}b\u{fffd}␡␍␊");
        assert_eq!(terminal("tab\there, déjà vu, 日本"), "tab\there, déjà vu, 日本");
    }

    #[test]
    fn escaping_for_a_terminal_keeps_columns() {
        let text = "x\x1by\u{2066}z";
        assert_eq!(terminal(text).chars().count(), text.chars().count());
    }

    #[test]
    fn a_workflow_command_cannot_be_ended_or_forged_by_its_text() {
        assert_eq!(github_message("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(github_property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }

    #[test]
    fn xml_keeps_line_ends_and_loses_forbidden_characters() {
        assert_eq!(
            xml("<a b=\"c\" & 'd'>\n\x00\u{ffff}"),
            "&lt;a b=&quot;c&quot; &amp; &apos;d&apos;&gt;&#10;␀\u{fffd}"
        );
    }

    #[test]
    fn json_in_a_script_element_cannot_end_it_and_stays_the_same_json() {
        let json = "[\"</script><!--&\u{2028}\u{202e}\"]";
        let escaped = script_json(json);
        assert_eq!(escaped, "[\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u202e\"]");
        let read = |text: &str| serde_json::from_str::<Vec<String>>(text).unwrap();
        assert_eq!(read(&escaped), read(json));
    }

    #[test]
    fn a_path_becomes_a_uri_reference() {
        assert_eq!(uri("src/a b/é%.py"), "src/a%20b/%C3%A9%25.py");
    }
}
