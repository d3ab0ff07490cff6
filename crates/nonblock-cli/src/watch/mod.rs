//! `nonblock watch`: what blocked the loop, in a process that runs already or in one that is started.

mod arguments;
mod attached;
mod family;
mod figures;
mod output;
mod record;
mod start;
mod supervise;
mod top;

pub(crate) use arguments::Watch;

use arguments::Action;

use crate::exit::Exit;

/// Carries the command out.
pub(crate) fn run(watch: &Watch) -> anyhow::Result<Exit> {
    match &watch.action {
        Some(Action::Dump(dump)) => attached::dump(dump),
        Some(Action::Record(command)) => record::record(command),
        Some(Action::Run(command)) => start::run(command),
        Some(Action::Top(command)) => top::top(command),
        None => attached::watch(&watch.target, &watch.report),
    }
}
