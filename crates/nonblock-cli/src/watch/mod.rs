//! `nonblock watch`: what blocked the loop, in a process that runs already or in one that is started.

mod arguments;
mod attached;
mod start;

pub(crate) use arguments::Watch;

use arguments::Action;

use crate::exit::Exit;

/// Carries the command out.
pub(crate) fn run(watch: &Watch) -> anyhow::Result<Exit> {
    match &watch.action {
        Some(Action::Dump(dump)) => attached::dump(dump),
        Some(Action::Run(command)) => start::run(command),
        None => attached::watch(&watch.target, &watch.report),
    }
}
