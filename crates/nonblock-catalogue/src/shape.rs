//! What names, clauses and exemptions look like.

use crate::names::METHOD_SEGMENTS;

/// What is wrong with a value, and the way out.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) problem: String,
    pub(crate) hint: String,
}

impl Fault {
    pub(crate) fn new(problem: String, hint: &str) -> Self {
        Self { problem, hint: hint.to_owned() }
    }
}

/// Accepts the name of a definition: `package.module.Class.method`, or `package.module.*`.
pub(crate) fn definition(name: &str) -> Result<(), Fault> {
    dotted(name, false)
}

/// Accepts the rest of such a name, after the module or class that defines it: `method`, `Class.method`, `*`.
pub(crate) fn relative(name: &str) -> Result<(), Fault> {
    let rest = name.strip_suffix('*').unwrap_or(name);
    let mut segments = rest.split('.');
    let last = segments.next_back().unwrap_or_default();
    let is_end = identifier(last) || (last.is_empty() && rest.len() < name.len());
    if is_end && segments.all(identifier) {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{name}` is not a name inside of a module or class"),
        "write a name such as `function`, `Class.method` or `*`",
    ))
}

/// Accepts a name as users write it: `package.function`, `package.make().method`, `*.method`.
pub(crate) fn written(name: &str) -> Result<(), Fault> {
    match name.strip_prefix("*.") {
        Some(method)
            if method.split('.').count() <= METHOD_SEGMENTS
                && method.split('.').all(|it| identifier(bare(it))) =>
        {
            Ok(())
        }
        Some(_) => Err(Fault::new(
            format!("`{name}` is not the name of a method on any receiver"),
            "write `*.method` or `*.attribute.method`, with three segments at most",
        )),
        None => dotted(name, true),
    }
}

/// Accepts what users write before a name: `package`, `package.Class()`.
pub(crate) fn scope(name: &str) -> Result<(), Fault> {
    if name.split('.').all(|it| identifier(bare(it))) {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{name}` is not a qualified name"),
        "write a module or class such as `package` or `package.Class()`",
    ))
}

fn dotted(name: &str, calls: bool) -> Result<(), Fault> {
    let (rest, is_prefix) = match name.strip_suffix('*') {
        Some(rest) => (rest, true),
        None => (name, false),
    };
    let mut segments = rest.split('.');
    let last = segments.next_back().unwrap_or_default();
    let mut count = 1;
    let whole = segments.all(|it| {
        count += 1;
        identifier(if calls { bare(it) } else { it })
    });
    if is_prefix && count < 2 {
        return Err(Fault::new(
            format!("`{name}` would match whole packages by a part of their name"),
            "let at least a package and a dot stand before the `*`: `package.*`",
        ));
    }
    let last = if calls { bare(last) } else { last };
    if whole && (identifier(last) || (is_prefix && last.is_empty())) {
        return Ok(());
    }
    let hint = if calls {
        "write a dotted name such as `package.function`, `package.make().method` or `package.*`"
    } else {
        "write a dotted name such as `package.module.Class.method` or `package.module.*`"
    };
    Err(Fault::new(format!("`{name}` is not a qualified name"), hint))
}

/// Returns a segment without what stands for the result of a call, `()`, and for an item, `[]`.
fn bare(segment: &str) -> &str {
    segment.trim_end_matches(['(', ')', '[', ']'])
}

fn identifier(segment: &str) -> bool {
    segment.starts_with(|it: char| it == '_' || it.is_alphabetic())
        && segment.chars().all(|it| it == '_' || it.is_alphanumeric())
}

/// Accepts one clause: some text on one line, without a full stop.
pub(crate) fn clause(text: &str) -> Result<(), Fault> {
    let text_is_clause = !text.trim().is_empty() && !text.contains('\n') && !text.ends_with('.');
    if text_is_clause {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{text}` is not one clause"),
        "write a few words on one line, without a full stop: \"waits for the server's answer\"",
    ))
}

/// Accepts an exemption: `keyword=value`, `0=value` or `keyword=*`.
pub(crate) fn exemption(text: &str) -> Result<(), Fault> {
    if let Some((argument, value)) = text.split_once('=') {
        let known = identifier(argument) || argument.parse::<usize>().is_ok();
        if known && !value.is_empty() && value.trim() == value {
            return Ok(());
        }
    }
    Err(Fault::new(
        format!("`{text}` does not name an argument and its value"),
        "write `keyword=value`, `0=value` for the first positional argument, or `keyword=*` for any value",
    ))
}
