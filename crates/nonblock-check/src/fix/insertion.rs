//! Where a new import goes.

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextSize};

use super::module::Module;

/// Returns the offset for `import name`, and the text with the blank lines it needs there: sorted into the first
/// paragraph of imports, else below the docstring and `from __future__`, else above the first statement.
pub(super) fn of_import(module: &Module<'_>, name: &str) -> (TextSize, String) {
    let newline = module.newline();
    let line = format!("import {name}{newline}");
    let body = &module.syntax().body;
    let docstring = body.iter().take(1).filter(|it| is_docstring(it)).count();
    let preamble = docstring + body[docstring..].iter().take_while(|it| is_future(it)).count();
    let paragraph = first_paragraph(module, &body[preamble..]);
    if let Some(after) = paragraph.iter().find(|it| follows(it, name)) {
        return (module.line_start(after.start()), line);
    }
    if let Some(last) = paragraph.last() {
        return below(module, last, line);
    }
    if let Some(last) = body[..preamble].last() {
        return below(module, last, format!("{newline}{line}"));
    }
    match body.first() {
        Some(first) if is_definition(first) => {
            (module.line_start(first.start()), format!("{line}{newline}{newline}"))
        }
        Some(first) => (module.line_start(first.start()), format!("{line}{newline}")),
        None => (module.syntax().range.end(), line),
    }
}

/// Returns the place below the line that a statement ends on.
fn below(module: &Module<'_>, statement: &Stmt, text: String) -> (TextSize, String) {
    let end = module.line_end(statement.end());
    let is_last_line = !module.source()[..end.to_usize()].ends_with(['\n', '\r']);
    if is_last_line { (end, format!("{}{text}", module.newline())) } else { (end, text) }
}

/// Returns the imports up to the first blank line or other statement.
fn first_paragraph<'a>(module: &Module<'_>, body: &'a [Stmt]) -> &'a [Stmt] {
    let imports =
        body.iter().take_while(|it| matches!(it, Stmt::Import(_) | Stmt::ImportFrom(_))).count();
    let gap = body[..imports].windows(2).position(|pair| {
        let between = module.text(ruff_text_size::TextRange::new(pair[0].end(), pair[1].start()));
        between.lines().skip(1).any(|line| line.trim().is_empty() && !line.is_empty())
            || between.replace('\r', "").contains("\n\n")
    });
    &body[..gap.map_or(imports, |index| index + 1)]
}

/// Returns whether a sorted list of imports has the statement after `import name`.
fn follows(statement: &Stmt, name: &str) -> bool {
    match statement {
        Stmt::Import(import) => {
            import.names.first().is_some_and(|alias| name < alias.name.as_str())
        }
        _ => true,
    }
}

fn is_docstring(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(it) if it.value.is_string_literal_expr())
}

fn is_future(statement: &Stmt) -> bool {
    matches!(statement, Stmt::ImportFrom(it) if it.module.as_ref().is_some_and(|module| module.as_str() == "__future__"))
}

fn is_definition(statement: &Stmt) -> bool {
    matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_))
}
