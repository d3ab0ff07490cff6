//! `nonblock rule`: what the rules are about.

use std::fmt::Write as _;
use std::io::Write;

use nonblock_check::rules::registry::{self, RULES};
use nonblock_report::Rule;

use crate::arguments::{RuleFormat, RuleQuery};
use crate::command::Refusal;
use crate::exit::Exit;

pub(crate) fn run(query: &RuleQuery) -> anyhow::Result<Exit> {
    let text = match (&query.rule, query.output_format) {
        (None, RuleFormat::Json) => serde_json::to_string_pretty(RULES)? + "\n",
        (None, RuleFormat::Text) => list(),
        (Some(name), format) => {
            let rule = find(name)?;
            match format {
                RuleFormat::Json => serde_json::to_string_pretty(&rule)? + "\n",
                RuleFormat::Text => page(rule),
            }
        }
    };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn find(name: &str) -> Result<Rule, Refusal> {
    registry::find(name).map_err(|unknown| Refusal {
        message: format!("unknown rule `{name}`"),
        hint: match unknown.nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "`nonblock rule --all` lists the rules".to_owned(),
        },
    })
}

fn list() -> String {
    let width = RULES.iter().map(|it| it.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in RULES {
        writeln!(text, "{}  {:<width$}  {}", rule.code, rule.name, rule.summary)
            .expect("text in memory takes every line");
    }
    text
}

fn page(rule: Rule) -> String {
    format!(
        "# {} ({})\n\n{}\n\n{}\n",
        rule.name,
        rule.code,
        rule.summary,
        rule.documentation.trim()
    )
}
