//! The examples of `docs/catalogue.md` are files that work.

use nonblock_catalogue::{Catalogue, CatalogueError};

const DOCUMENTATION: &str = include_str!("../../../docs/catalogue.md");

fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let start = format!("```{language}\n");
    DOCUMENTATION
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(move |it| it.strip_prefix(&start[3..]))
        .filter(|it| !it.contains("pyproject.toml"))
}

#[test]
fn every_example_is_accepted() {
    assert!(blocks("toml").count() > 5);
    for block in blocks("toml") {
        let added = Catalogue::builtin().extend(block, "example.toml");
        assert_eq!(added, Ok(()), "{block}");
    }
}

#[test]
fn the_example_of_an_error_is_what_is_said() {
    let broken =
        "[[function]]\n\nnames = \"store..get\"\neffect = \"cpu\"\ncost = \"low\"\nreason = \"r\"";
    let error = Catalogue::default().extend(broken, "blocking.toml").map_err(|it| it.to_string());
    let shown = blocks("text").next().map(str::trim_end);
    assert_eq!(error.as_ref().err().map(String::as_str), shown);
}

#[test]
fn a_function_that_nonblock_ships_is_silenced_by_its_exact_name() -> Result<(), CatalogueError> {
    let mut catalogue = Catalogue::builtin();
    let name = "django.core.cache.backends.base.BaseCache.get";
    assert!(catalogue.function(name).is_some());
    let block = blocks("toml").find(|it| it.contains(name)).unwrap_or_default();
    catalogue.extend(block, "example.toml")?;
    assert!(catalogue.function(name).is_none());
    Ok(())
}
