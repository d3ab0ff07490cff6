//! `nonblock check --watch`: checks again whenever a file changes that may change the answer.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::Context;
use nonblock_check::project::{Surroundings, find_root};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::session::Session;
use crate::arguments::{Check, Voice};
use crate::command::tell_error;
use crate::streams::{Volume, tell};

/// Whoever saves a file, or changes a branch, causes several events: they are waited for.
const BURST: Duration = Duration::from_millis(50);

type Changes = Receiver<notify::Result<Event>>;

/// Checks, waits for a change, and checks again, until Ctrl-C ends the process.
pub(super) fn keep_checking(
    arguments: &Check,
    voice: Voice,
    surroundings: &Surroundings,
) -> anyhow::Result<std::convert::Infallible> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).context("cannot watch files")?;
    let mut watched = BTreeSet::new();
    loop {
        let session = super::open(arguments, voice, surroundings);
        let wanted = session
            .as_ref()
            .map_or_else(|_| BTreeSet::from([find_root(&arguments.paths, surroundings)]), folders);
        for folder in wanted.difference(&watched) {
            // Gone again already: its parent tells when it comes back.
            drop(watcher.watch(folder, RecursiveMode::NonRecursive));
        }
        for folder in watched.difference(&wanted) {
            drop(watcher.unwatch(folder));
        }
        watched = wanted;
        clear();
        let outcome = session
            .and_then(|mut session| super::check(arguments, &mut session, voice, surroundings));
        if let Err(error) = outcome {
            tell_error(&error);
        }
        if Volume::Quiet < voice.volume() {
            tell("waiting for changes; Ctrl-C ends");
        }
        wait(&changes).context("cannot watch files")?;
    }
}

/// Returns the folders of the project's files, and those above them up to its root.
fn folders(session: &Session) -> BTreeSet<PathBuf> {
    let root = &session.project.root;
    let mut folders = BTreeSet::from([root.clone()]);
    for file in &session.project.files {
        for folder in file.ancestors().skip(1) {
            if !folders.insert(folder.to_owned()) || !folder.starts_with(root) {
                break;
            }
        }
    }
    folders
}

fn clear() {
    if io::stdout().is_terminal() {
        // A terminal that cannot be cleared shows one report below the other.
        drop(console::Term::stdout().clear_screen());
    }
}

/// Waits for a change that counts, and for the end of its burst.
fn wait(changes: &Changes) -> notify::Result<()> {
    loop {
        let event = changes.recv().map_err(|_| notify::Error::generic("the watcher ended"))??;
        if counts(&event) {
            break;
        }
    }
    while changes.recv_timeout(BURST).is_ok() {}
    Ok(())
}

fn counts(event: &Event) -> bool {
    let moves = matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    let writes = matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any));
    event.paths.iter().any(|path| (moves || writes) && is_read(path, moves)) || event.need_rescan()
}

/// Returns whether an analysis may read the file, or what lies in the folder.
fn is_read(path: &Path, may_be_folder: bool) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match path.extension().and_then(|it| it.to_str()) {
        Some("py" | "pyi" | "toml") => !name.starts_with('.'),
        Some(_) => false,
        None => name == ".gitignore" || may_be_folder && !name.starts_with(['.', '_']),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, DataChange};

    use super::*;

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(PathBuf::from(path))
    }

    #[test]
    fn what_an_analysis_reads_counts_and_what_it_writes_does_not() {
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let made = EventKind::Create(CreateKind::Any);
        for (kind, path, expected) in [
            (written, "a/b.py", true),
            (written, "a/b.pyi", true),
            (written, "pyproject.toml", true),
            (written, ".gitignore", true),
            (written, "a/b.txt", false),
            (written, "a/.b.py", false),
            (made, "a/package", true),
            (made, ".nonblock_cache", false),
            (made, "a/__pycache__", false),
            (EventKind::Access(AccessKind::Any), "a/b.py", false),
        ] {
            assert_eq!(counts(&event(kind, path)), expected, "{kind:?} {path}");
        }
    }
}
