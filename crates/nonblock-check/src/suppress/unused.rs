//! Comments that tolerate nothing, as findings: unused, not needed while a rule is off, misspelt, unknown.

use nonblock_catalogue::Severity;
use nonblock_report::{Confidence, Edit, Finding, Fix, Location, Rule, Safety};
use ruff_text_size::{TextRange, TextSize};

use super::directive::{Directive, Name, Tongue};
use super::layout::Layout;
use super::{Page, Scope};
use crate::rules::fingerprint;
use crate::rules::registry::{self, UNKNOWN_RULE_IN_SUPPRESSION, UNUSED_SUPPRESSION};

/// Returns what is to be said about the comments of a file.
pub(super) fn report(path: &str, page: &Page, scope: &Scope<'_>) -> Vec<Finding> {
    let idle: Vec<&Directive> = page.directives.iter().filter(|it| needs_word(it)).collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let layout = Layout::of(&page.text);
    let writer = Writer { path, text: &page.text, layout: &layout, scope };
    idle.into_iter().flat_map(|it| writer.of_directive(it)).collect()
}

fn needs_word(directive: &Directive) -> bool {
    let idle = match &directive.names {
        _ if directive.defect.is_some() => true,
        None => !directive.used,
        Some(names) => names.iter().any(|it| !it.used),
    };
    // A comment can ask to be left alone.
    let is_exempt = directive.names.iter().flatten().any(|it| it.rule == Some(UNUSED_SUPPRESSION));
    directive.tongue == Tongue::Own && idle && !is_exempt
}

struct Writer<'a> {
    path: &'a str,
    text: &'a str,
    layout: &'a Layout,
    scope: &'a Scope<'a>,
}

impl Writer<'_> {
    fn of_directive(&self, directive: &Directive) -> Vec<Finding> {
        if let Some(defect) = directive.defect {
            let message = format!("this comment suppresses nothing: {defect}");
            return self
                .finding(UNUSED_SUPPRESSION, directive.range, message, None)
                .into_iter()
                .collect();
        }
        let Some(names) = &directive.names else {
            let message = "unused suppression: nothing is found here".to_owned();
            let fix = Some(self.removal(directive));
            return self
                .finding(UNUSED_SUPPRESSION, directive.range, message, fix)
                .into_iter()
                .collect();
        };
        let mut findings = Vec::new();
        for (index, name) in names.iter().enumerate().filter(|it| !it.1.used) {
            let fix = match names.iter().all(|it| !it.used) {
                // One removal for all of them, with the first.
                true if 0 < index => None,
                true => Some(self.removal(directive)),
                false => Some(self.removal_of_name(names, index)),
            };
            findings.extend(self.of_name(name, fix));
        }
        findings
    }

    fn of_name(&self, name: &Name, fix: Option<Fix>) -> Option<Finding> {
        let Some(rule) = name.rule else { return self.of_unknown(name) };
        if (self.scope.is_on)(rule, self.path) {
            let message = format!("unused suppression: `{}` finds nothing here", rule.name);
            return self.finding(UNUSED_SUPPRESSION, name.range, message, fix);
        }
        let message = format!("suppression without effect: the rule `{}` is off", rule.name);
        let mut finding = self.finding(UNUSED_SUPPRESSION, name.range, message, None)?;
        // It may be needed where the rule is on.
        finding.severity = Severity::Note;
        Some(finding)
    }

    fn of_unknown(&self, name: &Name) -> Option<Finding> {
        let unknown = registry::find(&name.text).err()?;
        let fix = unknown.nearest.map(|nearest| Fix {
            message: format!("write `{nearest}`"),
            safety: Safety::Unsafe,
            edits: vec![self.edit(name.range, nearest.to_owned())],
        });
        self.finding(UNKNOWN_RULE_IN_SUPPRESSION, name.range, unknown.to_string(), fix)
    }

    fn finding(
        &self,
        rule: Rule,
        range: TextRange,
        message: String,
        fix: Option<Fix>,
    ) -> Option<Finding> {
        (self.scope.is_on)(rule, self.path).then(|| Finding {
            rule,
            severity: Severity::Warning,
            confidence: Confidence::Proven,
            location: self.location(range),
            function: String::new(),
            sink: None,
            entrances: Vec::new(),
            help: Vec::new(),
            fix,
            fingerprint: fingerprint(&[rule.name, self.path, &message]),
            message,
        })
    }

    /// Removes a comment with the space before it; with its line where it is alone.
    fn removal(&self, directive: &Directive) -> Fix {
        let line = self.layout.line(self.text, directive.comment.row);
        let is_all = directive.range == directive.comment.range;
        let range = if is_all && directive.comment.is_alone {
            let rest = &self.text[line.end().to_usize()..];
            let end = if rest.starts_with("\r\n") { 2 } else { u32::from(!rest.is_empty()) };
            TextRange::new(line.start(), line.end() + TextSize::new(end))
        } else {
            let before = &self.text[TextRange::new(line.start(), directive.range.start())];
            let space = TextSize::of(before) - TextSize::of(before.trim_end());
            TextRange::new(directive.range.start() - space, directive.range.end())
        };
        Fix {
            message: "remove the comment".to_owned(),
            safety: Safety::Safe,
            edits: vec![self.edit(range, String::new())],
        }
    }

    /// Removes a name with the comma that parts it from its neighbour.
    fn removal_of_name(&self, names: &[Name], index: usize) -> Fix {
        let range = if let Some(before) = index.checked_sub(1).map(|it| &names[it]) {
            TextRange::new(before.range.end(), names[index].range.end())
        } else {
            let end = names.get(1).map_or(names[0].range.end(), |it| it.range.start());
            TextRange::new(names[0].range.start(), end)
        };
        Fix {
            message: format!("remove `{}`", names[index].text),
            safety: Safety::Safe,
            edits: vec![self.edit(range, String::new())],
        }
    }

    fn edit(&self, range: TextRange, content: String) -> Edit {
        Edit {
            location: self.location(range),
            start: range.start().to_u32(),
            end: range.end().to_u32(),
            content,
        }
    }

    fn location(&self, range: TextRange) -> Location {
        Location {
            path: self.path.to_owned(),
            start: self.layout.position(self.text, range.start()),
            end: self.layout.position(self.text, range.end()),
        }
    }
}
