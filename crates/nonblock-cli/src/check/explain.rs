//! `nonblock explain FILE:LINE`: why a call is a finding, or why it is not.

use std::path::{Path, PathBuf};

use anyhow::Context;
use nonblock_check::project::{Surroundings, display};
use nonblock_check::settings::Options;

use super::session::{Plan, Session};
use crate::arguments::{Configuration, Environment};
use crate::command::Refusal;
use crate::exit::Exit;
use crate::interrupt;
use crate::progress::Bar;
use crate::streams::{Volume, tell, write_report};

/// Explains a line. All of the project is read, because what matters is who leads there.
pub(crate) fn explain(
    place: &str,
    environment: &Environment,
    configuration: &Configuration,
    volume: Volume,
    surroundings: &Surroundings,
) -> anyhow::Result<Exit> {
    interrupt::listen();
    let (file, line) = parse(place)?;
    let path = surroundings.resolve(&file);
    if !path.is_file() {
        let message = format!("{}: file does not exist", file.display());
        return Err(Refusal { message, hint: "check the spelling".to_owned() }.into());
    }
    let plan = Plan {
        named: vec![file.clone()],
        is_whole: true,
        environment,
        configuration,
        flags: Options::default(),
        volume,
        is_last: true,
    };
    let mut session = Session::open(plan, surroundings)?;
    if !session.project.files.contains(&path) {
        // What keeps a file from being read is told by the session.
        let told = session.hindrances.iter().find(|it| {
            it.problem.path.as_deref() == Some(display(&path, &session.project.root).as_str())
        });
        let why = told.map_or("it is not part of the project", |it| it.problem.message.as_str());
        let message = format!("cannot explain {}: {why}", file.display());
        let hint = told.map(|it| it.problem.hint.clone()).unwrap_or_default();
        return Err(Refusal { message, hint }.into());
    }
    if volume == Volume::Verbose {
        session.introduce();
    }
    let text = session.explain(&path.to_string_lossy(), line, &Bar::new(volume))?;
    if let Some(code) = line_of(&path, line) {
        let shown = display(&path, &session.project.root);
        write_report(None, |out| write!(out, "{shown}:{line}: {}\n{text}", code.trim()))
            .context("cannot write the explanation")?;
    } else {
        tell(&format!("error: {} has no line {line}", file.display()));
        return Ok(Exit::Failure);
    }
    Ok(Exit::Clean)
}

fn parse(place: &str) -> Result<(PathBuf, u32), Refusal> {
    // `FILE:LINE:COLUMN`, as reports write it, is as good.
    let mut parts = place.rsplitn(3, ':');
    let numbers = |text: Option<&str>| text.and_then(|it| it.parse::<u32>().ok());
    let last = numbers(parts.next());
    let middle = parts.next();
    let first = parts.next();
    let found = match (first, middle, last) {
        (Some(file), Some(row), Some(_)) if numbers(Some(row)).is_some() => {
            numbers(Some(row)).map(|row| (PathBuf::from(file), row))
        }
        (_, Some(_), Some(row)) => place.rsplit_once(':').map(|it| (PathBuf::from(it.0), row)),
        _ => None,
    };
    found.filter(|it| 0 < it.1).ok_or_else(|| Refusal {
        message: format!("`{place}` is not a place"),
        hint: "write it as FILE:LINE, for example `app/main.py:12`".to_owned(),
    })
}

fn line_of(path: &Path, line: u32) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().nth(line.checked_sub(1)? as usize).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_file_and_a_line_and_may_have_a_column() {
        let place = |text| parse(text).ok().map(|it| (it.0.display().to_string(), it.1));
        assert_eq!(place("a/b.py:12"), Some(("a/b.py".to_owned(), 12)));
        assert_eq!(place("a/b.py:12:5"), Some(("a/b.py".to_owned(), 12)));
        assert_eq!(place("c:/a.py:12"), Some(("c:/a.py".to_owned(), 12)));
        for wrong in ["a.py", "a.py:", "a.py:x", "a.py:0", "12", ""] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }
}
