//! What a table of functions stands for: one function for each name.

use crate::document::{FunctionTable, Misplaced, NamesTable, at, each, slice};
use crate::entry::{Function, constructed};
use crate::kind::{Effect, Gil};
use crate::shape::{self, Fault};

impl FunctionTable {
    /// Adds one function for each name.
    pub(crate) fn expand(mut self, to: &mut Vec<Function>) -> Result<(), Misplaced> {
        each(self.unless.as_ref(), "unless", shape::exemption)?;
        each(self.only.as_ref(), "only", shape::exemption)?;
        shape::clause(self.reason.get_ref()).map_err(at("reason", self.reason.span().start))?;
        let own = self.names.take().map(|names| NamesTable {
            names,
            scopes: self.scopes.take(),
            written: self.written.take(),
            also: self.also.take(),
            aliases: self.aliases.take(),
        });
        let more = std::mem::take(&mut self.more);
        if own.is_none() && more.is_empty() {
            let fault = Fault::new("no name is given".to_owned(), "name a function under `name`");
            return Err(at("name", self.reason.span().start)(fault));
        }
        for table in own.into_iter().chain(more) {
            table.check()?;
            for name in table.names.get_ref().as_slice() {
                let function = self.function(&table, name);
                to.push(function);
            }
        }
        Ok(())
    }

    fn function(&self, table: &NamesTable, name: &str) -> Function {
        let mut definitions = qualified(slice(table.scopes.as_ref()), name);
        if definitions.is_empty() {
            definitions.push(name.to_owned());
        }
        let primary = definitions.remove(0);
        definitions.extend_from_slice(slice(table.also.as_ref()));
        let mut aliases = qualified(slice(table.written.as_ref()), name);
        aliases.extend_from_slice(slice(table.aliases.as_ref()));
        for alias in &mut aliases {
            alias.truncate(constructed(alias).len());
        }
        let mut function = Function {
            name: primary,
            also: definitions,
            aliases,
            effect: self.effect,
            cost: self.cost,
            gil: self.gil,
            when: self.when,
            unless: slice(self.unless.as_ref()).to_vec(),
            only: slice(self.only.as_ref()).to_vec(),
            reason: self.reason.get_ref().clone(),
            instead: String::new(),
            evidence: self.evidence.clone(),
        };
        function.instead = cure(&function, &self.instead, name);
        function
    }
}

impl NamesTable {
    fn check(&self) -> Result<(), Misplaced> {
        let names = self.names.get_ref().as_slice();
        let scopes = slice(self.scopes.as_ref());
        let definition = if scopes.is_empty() { shape::definition } else { shape::relative };
        each(Some(&self.names), "names", definition)?;
        each(self.scopes.as_ref(), "in", shape::definition)?;
        each(self.written.as_ref(), "as", shape::scope)?;
        each(self.also.as_ref(), "also", shape::definition)?;
        each(self.aliases.as_ref(), "aliases", shape::written)?;
        let single = [("also", self.also.as_ref()), ("aliases", self.aliases.as_ref())];
        for (key, named) in single {
            if let (true, Some(named)) = (names.len() != 1, named) {
                let fault = Fault::new(
                    format!("belongs to one name, and this entry has {}", names.len()),
                    "give the modules or classes under `in` and `as`, or split the entry",
                );
                return Err(at(key, named.span().start)(fault));
            }
        }
        Ok(())
    }
}

fn qualified(scopes: &[String], name: &str) -> Vec<String> {
    scopes.iter().map(|scope| format!("{scope}.{name}")).collect()
}

/// Returns what to write instead of `function`; without a word from the file, the move to a thread or a process.
fn cure(function: &Function, template: &str, name: &str) -> String {
    let shown = function.shown();
    let last = name.rsplit('.').next().unwrap_or(name);
    let template = match (template, function.effect, function.gil) {
        ("", Effect::Cpu, Gil::Held) => "await nonblock.in_process({shown}, ...)",
        ("", _, _) => "await asyncio.to_thread({shown}, ...)",
        _ => template,
    };
    if !template.contains('{') {
        return template.to_owned();
    }
    // A name that ends in `*` is no code: the reader knows which of its names is meant.
    if shown.ends_with('*') {
        return template.replace("{shown}, ...", "...").replace("{last}", "method");
    }
    template.replace("{shown}", shown).replace("{last}", last)
}
