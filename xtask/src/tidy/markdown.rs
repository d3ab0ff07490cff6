//! As much of Markdown as the checks need: sections, prose outside of code blocks, link targets.

/// A heading and what stands under it, down to the next heading of any level.
#[derive(Debug)]
pub(crate) struct Section<'text> {
    /// The whole heading line, `#`s included; empty for what stands before the first heading.
    pub(crate) heading: &'text str,
    /// The heading's line, counted from 1.
    pub(crate) line: usize,
    pub(crate) body: String,
    /// Lines of the body outside of code blocks, each with its number counted from 1.
    pub(crate) prose: Vec<(usize, &'text str)>,
}

/// Splits a page at its headings.
pub(crate) fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections =
        vec![Section { heading: "", line: 1, body: String::new(), prose: Vec::new() }];
    let mut fence: Option<&str> = None;
    for (index, line) in text.lines().enumerate() {
        let marker = fence_marker(line);
        if fence.is_none() && line.starts_with('#') {
            let section = Section {
                heading: line.trim_end(),
                line: index + 1,
                body: String::new(),
                prose: Vec::new(),
            };
            sections.push(section);
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        section.body.push_str(line);
        section.body.push('\n');
        match (fence, marker) {
            (None, Some(opening)) => fence = Some(opening),
            (Some(opening), Some(closing)) if closing.starts_with(opening) => fence = None,
            (None, None) => section.prose.push((index + 1, line)),
            (Some(_), _) => {}
        }
    }
    sections
}

/// Returns the targets of the inline links in a line of prose.
pub(crate) fn link_targets(line: &str) -> Vec<&str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(|target| target.split_whitespace().next().unwrap_or_default())
        .collect()
}

/// Returns the anchor that GitHub gives to a heading line.
pub(crate) fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .chars()
        .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'))
        .map(|it| if it == ' ' { '-' } else { it.to_ascii_lowercase() })
        .collect()
}

fn fence_marker(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let length = line.chars().take_while(|it| *it == '`').count();
    (3 <= length).then(|| &line[..length])
}
