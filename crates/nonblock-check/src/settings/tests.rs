//! Settings from files, `-c` and flags.

use std::fs;
use std::path::Path;

use nonblock_catalogue::Severity;
use nonblock_report::{Confidence, Format};

use super::{Lookup, Options, RuleLevel, Settings};
use crate::rules::registry::{ASYNC_WITHOUT_AWAIT, BLOCKING_CALL, HOLLOW_ASYNC};
use crate::tree::Tree;

impl Tree {
    fn load(&self, lookup: Lookup) -> Result<Settings, String> {
        let root = if lookup.root.as_os_str().is_empty() { self.root.clone() } else { lookup.root };
        let told = |errors: Vec<super::SettingsError>| {
            errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        Settings::load(Lookup { root, ..lookup }, &self.surroundings()).map_err(told)
    }

    fn settings(&self) -> Result<Settings, String> {
        self.load(Lookup::default())
    }
}

fn inline(text: &str) -> Result<Settings, String> {
    Tree::of(&[]).load(Lookup { inline: vec![text.to_owned()], ..Lookup::default() })
}

fn mistake(file: &str, text: &str) -> String {
    Tree::of(&[(file, text)]).settings().unwrap_err()
}

#[test]
fn without_a_file_the_defaults_hold() {
    let settings = Tree::of(&[("pyproject.toml", "[tool.ruff]\n")]).settings().unwrap();
    assert_eq!(settings.file, None);
    assert_eq!(settings.threshold.severity, Severity::Warning);
    assert_eq!(settings.threshold.confidence, Confidence::Likely);
    assert_eq!(settings.output_format, Format::Full);
    assert!(settings.cache.is_some());
}

#[test]
fn every_key_is_read() {
    let folder = Tree::of(&[(
        "pyproject.toml",
        r#"
[tool.nonblock.check]
baseline = "known.json"
cache-dir = "cache"
catalogues = ["ours.toml"]
confidence = "proven"
entry-decorators = ["shop.on_loop"]
exclude = ["old/"]
level = "error"
offloads = ["shop.aside"]
output-format = "concise"
python = "env"
python-version = "3.12"
roots = ["lib"]

[tool.nonblock.check.rules]
blocking-call = "warn"
NB404 = "ignore"

[[tool.nonblock.check.overrides]]
files = ["tests/**"]
rules = { blocking-call = "ignore" }
"#,
    )]);
    let settings = folder.settings().unwrap();
    let at = |path: &str| folder.root.join(path);
    assert_eq!(settings.baseline, Some(at("known.json")));
    assert_eq!(settings.cache, Some(at("cache")));
    assert_eq!(settings.catalogues, [at("ours.toml")]);
    assert_eq!(settings.threshold.confidence, Confidence::Proven);
    assert_eq!(settings.threshold.severity, Severity::Error);
    assert_eq!(settings.entry_decorators, ["shop.on_loop"]);
    assert!(settings.exclude.holds(&at("old/a.py")));
    assert_eq!(settings.offloads, ["shop.aside"]);
    assert_eq!(settings.output_format, Format::Concise);
    assert_eq!(settings.python, Some((at("env"), "`python` in pyproject.toml".to_owned())));
    assert_eq!(settings.python_version, Some((3, 12)));
    assert_eq!(settings.roots, [at("lib")]);
    let severity = |rule, path: &str| settings.levels.severity(rule, &at(path), Severity::Error);
    assert_eq!(severity(BLOCKING_CALL, "a.py"), Some(Severity::Warning));
    assert_eq!(severity(BLOCKING_CALL, "tests/a.py"), None);
    assert_eq!(severity(HOLLOW_ASYNC, "a.py"), None);
    assert_eq!(severity(ASYNC_WITHOUT_AWAIT, "a.py"), Some(Severity::Error));
}

#[test]
fn a_level_changes_the_voice_of_findings_but_notes_stay_notes() {
    let settings = inline("rules.blocking-call=error").unwrap();
    let severity = |it| settings.levels.severity(BLOCKING_CALL, Path::new("/a.py"), it);
    assert_eq!(severity(Severity::Warning), Some(Severity::Error));
    assert_eq!(severity(Severity::Note), Some(Severity::Note));
}

#[test]
fn all_names_every_rule_and_a_name_is_stronger() {
    let mut flags = Options::default();
    flags.assign("`--error`", "blocking-call", RuleLevel::Error).unwrap();
    flags.assign("`--ignore`", "all", RuleLevel::Ignore).unwrap();
    let settings = Tree::of(&[]).load(Lookup { flags, ..Lookup::default() }).unwrap();
    assert!(settings.levels.is_on(BLOCKING_CALL, Path::new("/a.py")));
    assert!(!settings.levels.is_on(HOLLOW_ASYNC, Path::new("/a.py")));
}

#[test]
fn nonblock_toml_needs_no_prefix() {
    let text = "[check]\nlevel = 'note'\n";
    let settings = Tree::of(&[("nonblock.toml", text)]).settings().unwrap();
    assert_eq!(settings.threshold.severity, Severity::Note);
}

#[test]
fn two_files_in_one_folder_are_refused() {
    let folder = Tree::of(&[("nonblock.toml", ""), ("pyproject.toml", "[tool.nonblock]\n")]);
    let expected = "nonblock.toml: pyproject.toml configures nonblock too\nhint: keep one: move `[tool.nonblock]` \
                    into `nonblock.toml`, or the other way round";
    assert_eq!(folder.settings().unwrap_err(), expected);
}

#[test]
fn the_file_is_looked_for_upwards_as_far_as_the_repository_reaches() {
    let folder = Tree::of(&[
        ("nonblock.toml", "[check]\nlevel = 'error'\n"),
        ("inner/pyproject.toml", ""),
        ("repository/.git/HEAD", ""),
        ("repository/pyproject.toml", ""),
    ]);
    let severity = |root: &str| {
        let lookup = Lookup { root: folder.root.join(root), ..Lookup::default() };
        folder.load(lookup).unwrap().threshold.severity
    };
    assert_eq!(severity("inner"), Severity::Error);
    assert_eq!(severity("repository"), Severity::Warning);
}

#[test]
fn flags_speak_over_inline_settings_and_those_over_the_file() {
    let folder =
        Tree::of(&[("nonblock.toml", "[check]\nlevel = 'error'\nconfidence = 'proven'\n")]);
    let flags = Options { level: Some(Severity::Note), ..Options::default() };
    let inline = vec!["level=warning".to_owned(), "confidence = 'possible'".to_owned()];
    let settings = folder.load(Lookup { inline, flags, ..Lookup::default() }).unwrap();
    assert_eq!(settings.threshold.severity, Severity::Note);
    assert_eq!(settings.threshold.confidence, Confidence::Possible);
}

#[test]
fn an_isolated_run_reads_no_file() {
    let folder = Tree::of(&[("nonblock.toml", "nonsense")]);
    let isolated = folder.load(Lookup { is_isolated: true, ..Lookup::default() });
    assert_eq!(isolated.unwrap().file, None);
}

#[test]
fn a_named_file_is_read_and_must_exist() {
    let folder = Tree::of(&[("other.toml", "[check]\nlevel = 'note'\n"), ("nonblock.toml", "x")]);
    let named =
        |name: &str| folder.load(Lookup { config_file: Some(name.into()), ..Lookup::default() });
    assert_eq!(named("other.toml").unwrap().threshold.severity, Severity::Note);
    let expected = "missing.toml: the configuration file does not exist\nhint: check the path";
    assert_eq!(named("missing.toml").unwrap_err(), expected);
}

#[test]
fn mistakes_are_named_with_their_line_and_the_nearest_right_word() {
    let cases = [
        ("levle = 'note'", "2: unknown key `levle`\nhint: did you mean `level`?"),
        (
            "level = 'warn'",
            "2: unknown value `warn` for `level`\nhint: known: `note`, `warning`, `error`",
        ),
        (
            "level = 'warnin'",
            "2: unknown value `warnin` for `level`\nhint: did you mean `warning`?",
        ),
        ("\nlevel = 3", "3: `level` must be a string, not a number"),
        ("roots = 'src'", "2: `roots` must be an array of strings, not a string"),
        (
            "python-version = '3'",
            "2: unknown value `3` for `python-version`\nhint: write it as \"3.12\"",
        ),
        (
            "rules.blocking-cal = 'warn'",
            "2: unknown rule `blocking-cal`\nhint: did you mean `blocking-call`?",
        ),
        (
            "rules.NB101 = 'off'",
            "2: unknown value `off` for `NB101`\nhint: known: `error`, `warn`, `ignore`",
        ),
        (
            "[[check.overrides]]\nrules = {}",
            "2: an override needs `files`\nhint: name the files, for example `files = [\"tests/**\"]`",
        ),
    ];
    for (text, expected) in cases {
        let told = mistake("nonblock.toml", &format!("[check]\n{text}\n"));
        assert_eq!(told, format!("nonblock.toml:{expected}"), "{text}");
    }
}

#[test]
fn a_broken_pattern_is_named() {
    let told = mistake("nonblock.toml", "[check]\nexclude = ['a', '[z-a]']\n");
    assert!(told.starts_with("nonblock.toml:2: cannot use the pattern `[z-a]`: "), "{told}");
    assert!(told.ends_with("hint: patterns are those of `.gitignore`"), "{told}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let told = mistake("nonblock.toml", "[check]\na = 1\nlevel = 2\n[chekc]\n");
    let lines: Vec<&str> = told.lines().filter(|it| !it.starts_with("hint")).collect();
    assert_eq!(
        lines,
        [
            "nonblock.toml:2: unknown key `a`",
            "nonblock.toml:3: `level` must be a string, not a number",
            "nonblock.toml:4: unknown key `chekc`"
        ]
    );
}

#[test]
fn broken_toml_is_one_line_even_where_nonblock_is_not_configured() {
    let told = mistake("pyproject.toml", "[project]\nname = \n");
    assert!(told.starts_with("pyproject.toml:2: not valid TOML: "), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[test]
fn parts_for_other_commands_are_left_alone() {
    let text = "[tool.nonblock.watch]\nanything = 1\n";
    assert!(Tree::of(&[("pyproject.toml", text)]).settings().is_ok());
}

#[test]
fn inline_settings_need_no_quotes_and_are_checked() {
    assert_eq!(inline("output-format=json").unwrap().output_format, Format::Json);
    assert!(inline("exclude=['a', 'b']").is_ok());
    let unknown = "`-c levl=note`: unknown key `levl`\nhint: did you mean `level`?";
    assert_eq!(inline("levl=note").unwrap_err(), unknown);
    assert!(inline("level").unwrap_err().starts_with("`-c level`: not a setting"));
}

#[test]
fn own_offloads_and_entries_reach_the_catalogue() {
    let folder = Tree::of(&[(
        "nonblock.toml",
        "[check]\noffloads = ['shop.aside']\nentry-decorators = ['shop.on_loop']\ncatalogues = ['ours.toml']\n",
    )]);
    let missing = folder.settings().unwrap().catalogue().unwrap_err().to_string();
    assert!(missing.contains("ours.toml: the catalogue does not exist"), "{missing}");
    fs::write(folder.root.join("ours.toml"), "nonsense = 1\n").unwrap();
    let broken = folder.settings().unwrap().catalogue().unwrap_err();
    assert!(broken.origin.ends_with("ours.toml:1"), "{broken}");
    fs::write(folder.root.join("ours.toml"), "").unwrap();
    let catalogue = folder.settings().unwrap().catalogue().unwrap();
    assert!(catalogue.offload("shop.aside").is_some());
    assert!(catalogue.entry_decorator("shop.on_loop").is_some());
}
