//! Objects of packages that are passed for parameters: what blocks of them, where their class is not known.

use nonblock_catalogue::{Argument, Catalogue, FunctionId};

use super::parameters::{CANDIDATES, Held, Parameters, edge};
use super::program::Program;
use crate::facts::{Certainty, Deferred, Edge, Slot, Target, Verb};
use crate::known::{is_excused, is_known_to_return, joined, known_as};

/// Objects of one parameter of which a call may block, each in its own way, and still likely does.
const WAYS: usize = 2;

impl Parameters {
    /// Returns the edges to what blocks of an object of a package that was passed for a parameter.
    ///
    /// Invariant: where callers pass other objects as well, of which the call does not block, this is possible only.
    pub(super) fn sinks(
        &self,
        program: &Program,
        catalogue: &Catalogue,
        deferred: &Deferred,
    ) -> Vec<Edge> {
        if deferred.is_awaited {
            return Vec::new();
        }
        let mut found: Vec<Edge> = Vec::new();
        let mut are_all = true;
        let mut values = self.values_of(program, &deferred.parameter);
        for (at, step) in deferred.path.iter().enumerate() {
            let rest = &deferred.path[at..];
            for value in &values {
                let sink = match value {
                    Held::Written(names) => self.sink(catalogue, *names, rest),
                    Held::Other => None,
                    // It may be a table of the project as well.
                    Held::Unknown if rest.last().is_some_and(|it| Catalogue::is_of_data(it)) => {
                        None
                    }
                    _ => continue,
                };
                match sink.filter(|it| runs(catalogue, *it, deferred)) {
                    Some(sink) if found.iter().any(|it| it.target == Target::Sink(sink)) => {}
                    Some(sink) => found.push(Edge {
                        consumed: deferred.is_consumed,
                        ..edge(deferred.site, Target::Sink(sink), Verb::Calls, Certainty::Likely)
                    }),
                    None => are_all = false,
                }
            }
            values = values.iter().flat_map(|value| self.step(program, *value, step)).collect();
            values.sort_unstable();
            values.dedup();
            if CANDIDATES < values.len() {
                break;
            }
        }
        if !are_all || WAYS < found.len() {
            for edge in &mut found {
                edge.certainty = Certainty::Possible;
            }
        }
        found
    }

    /// Returns what blocks at the end of a way from an object: `["cursor", "()", "execute"]`.
    fn sink(&self, catalogue: &Catalogue, names: u32, way: &[String]) -> Option<FunctionId> {
        self.names[names as usize].iter().find_map(|name| {
            let name = way.iter().fold(name.clone(), |name, step| joined(name, step));
            known_as(catalogue, &name).filter(|_| !is_known_to_return(catalogue, &name))
        })
    }
}

/// Returns whether the call blocks with the arguments it is given.
fn runs(catalogue: &Catalogue, sink: FunctionId, call: &Deferred) -> bool {
    let given = |argument: Argument<'_>| {
        let slot = match argument {
            Argument::Position(at) => Slot::Position(u32::try_from(at).ok()?),
            Argument::Keyword(name) => Slot::Keyword(name.to_owned()),
        };
        call.given.iter().find(|(it, _)| *it == slot).map(|(_, text)| text.clone())
    };
    !is_excused(catalogue.get(sink), &given)
}
