//! `time.sleep(x)` becomes `await asyncio.sleep(x)`.

use nonblock_report::Safety;
use ruff_text_size::Ranged;

use super::cure::Cure;
use super::insertion;
use super::module::Module;
use super::site::Site;

/// Returns the cure for a call of `time.sleep` that stands in a coroutine.
pub(super) fn cure(module: &Module<'_>, site: &Site<'_>) -> Option<Cure> {
    let call = site.call;
    let is_sleep = module.bindings().qualified(&call.func).as_deref() == Some("time.sleep");
    let [duration] = &*call.arguments.args else { return None };
    if !is_sleep
        || duration.is_starred_expr()
        || !call.arguments.keywords.is_empty()
        || !site.may_await()
    {
        return None;
    }
    let library = library(module);
    let cure =
        Cure::new(format!("`await {library}.sleep(...)` lets others run meanwhile"), Safety::Safe);
    let (cure, name) = reach(module, library, cure)?;
    let written = format!("await {name}.sleep");
    if site.binds_tighter() {
        let cure = cure.insert(call.end(), ")");
        return Some(cure.replace(call.func.range(), format!("({written}")));
    }
    Some(cure.replace(call.func.range(), written))
}

/// Adds what makes a package's name known in the module, and returns the name.
pub(super) fn reach(module: &Module<'_>, package: &str, cure: Cure) -> Option<(Cure, String)> {
    if let Some(name) = module.bindings().name_of(package) {
        return Some((cure, name.to_owned()));
    }
    if !module.bindings().is_free(package) {
        return None;
    }
    let (offset, line) = insertion::of_import(module, package);
    Some((cure.insert(offset, line), package.to_owned()))
}

/// Returns the package whose event loop the module is written for.
pub(super) fn library(module: &Module<'_>) -> &'static str {
    let uses = |package| module.bindings().uses(package);
    match () {
        () if uses("asyncio") => "asyncio",
        () if uses("anyio") => "anyio",
        () if uses("trio") => "trio",
        () => "asyncio",
    }
}
