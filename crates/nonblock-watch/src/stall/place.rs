//! Which line is to be changed: the innermost one of the program's own code.

use nonblock_report::stall::Frame;

/// Returns whether a file belongs to the program: neither to the standard library nor to an installed package.
pub(super) fn is_first_party(file: &str) -> bool {
    let is_installed = file.contains("/site-packages/") || file.contains("/dist-packages/");
    // `<frozen importlib._bootstrap>`, `<string>`: the first is the interpreter's, the others may be the program's.
    let is_standard = file.contains("/lib/python3.")
        || file.contains("/lib64/python3.")
        || file.starts_with("<frozen ");
    !is_installed && !is_standard
}

/// Returns the place in a stack (innermost first) that its reader can change.
pub fn of(frames: &[Frame]) -> Option<&Frame> {
    frames.iter().find(|frame| is_first_party(&frame.file)).or(frames.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(file: &str) -> Frame {
        Frame { file: file.to_owned(), line: 1, function: "f".to_owned() }
    }

    #[test]
    fn libraries_are_passed_over() {
        let frames = [
            frame("/usr/lib/python3.12/socket.py"),
            frame("/srv/venv/lib/python3.12/site-packages/requests/api.py"),
            frame("<frozen importlib._bootstrap>"),
            frame("/srv/app/orders.py"),
            frame("/srv/app/main.py"),
        ];
        assert_eq!(of(&frames).unwrap().file, "/srv/app/orders.py");
    }

    #[test]
    fn a_library_is_better_than_nothing() {
        let frames = [frame("/usr/lib/python3.12/socket.py")];
        assert_eq!(of(&frames).unwrap().file, "/usr/lib/python3.12/socket.py");
        assert_eq!(of(&[]), None);
    }
}
