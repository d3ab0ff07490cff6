//! Looking names up, through the public door.

use nonblock_catalogue::{
    Argument, Catalogue, CatalogueError, Cost, Effect, Exemption, Function, Gil, Known, Severity,
    When,
};

const LIBRARY: &str = r#"
[[alias]]
in = "store.api"
names = "get"
as = ["shop.storage()", "store.open()[]"]

[[alias]]
in = "store.nowhere"
names = "get"
as = "shop"

[[function]]
name = "store.load"
effect = "sleep"
cost = "unbounded"
only = ["interval=*", "0=*"]
reason = "sleeps for the interval"

[[function]]
name = "store.client.Item.owner"
aliases = "store.Client().find().owner"
effect = "network"
cost = "unbounded"
when = "read"
reason = "asks the server when it is read"

[[package]]
name = "store"
import = ["store"]
version = "1.0"

[[function]]
names = ["get", "put"]
in = ["store.api", "store._v2.api"]
as = "store"
effect = "network"
cost = "unbounded"
unless = ["wait=False", "1=0", "cached=*"]
reason = "waits for the server"
instead = "await store.aio.{last}(...)"

[[function]]
name = "store.client.Client.*"
aliases = ["store.Client().*", "store.connect().*"]
effect = "network"
cost = "unbounded"
reason = "waits for the server"

[[function]]
name = "store.pack"
effect = "cpu"
cost = "high"
gil = "held"
reason = "compresses"

[[function]]
names = "Client.__init__"
in = "store.client"
as = "store"
effect = "tls"
cost = "high"
reason = "loads certificates"

[[function]]
name = "store.Model.objects.fetch"
aliases = ["*.objects.fetch"]
effect = "database"
cost = "unbounded"
reason = "queries"

[[boundary]]
name = "store.client.Client.close"
kind = "neutral"
why = "only drops a reference"

[[boundary]]
name = "store.connect().name"
kind = "neutral"
why = "only reads a field"

[[boundary]]
name = "store.*"
kind = "handled"
why = "its public calls are entries"

[[offload]]
name = "store.pool.Pool.submit"
aliases = ["*.submit"]
argument = 0
keyword = "call"
place = "thread"
result = "future"

[[invoke]]
name = "store.each"
argument = 1
on-loop = false

[[entry]]
decorator = "store.on_change"
why = "the store's client calls it"

[[entry]]
class = "store.Listener"
methods = ["on_event"]
why = "the store's client calls it"
"#;

fn library() -> Catalogue {
    let mut catalogue = Catalogue::default();
    catalogue.extend(LIBRARY, "store.toml").expect("the file is valid");
    catalogue
}

fn named<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Function> {
    catalogue.function(name).map(|it| catalogue.get(it))
}

fn written<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Function> {
    catalogue.by_alias(name).map(|it| catalogue.get(it))
}

#[test]
fn one_table_speaks_for_each_name_in_each_scope() {
    let catalogue = library();
    let get = named(&catalogue, "store.api.get").expect("it is listed");
    assert_eq!(Some(get), named(&catalogue, "store._v2.api.get"));
    assert_eq!(Some(get), written(&catalogue, "store.get"));
    assert_eq!(get.shown(), "store.get");
    assert_eq!(get.instead, "await store.aio.get(...)");
    assert_eq!((get.effect, get.cost), (Effect::Network, Cost::Unbounded));
    assert_eq!((get.gil, get.when), (Gil::Released, When::Called));
    assert_eq!(get.severity(), Severity::Error);
    assert_eq!(named(&catalogue, "store.api.put").map(Function::shown), Some("store.put"));
}

#[test]
fn a_constructor_is_written_and_shown_as_its_class() {
    let catalogue = library();
    let client = written(&catalogue, "store.Client").expect("it is listed");
    assert_eq!(client.name, "store.client.Client.__init__");
    assert_eq!(client.shown(), "store.Client");
    assert_eq!(client.instead, "await asyncio.to_thread(store.Client, ...)");
    for name in ["store.client.Client", "store.client.Client.__new__"] {
        assert_eq!(named(&catalogue, name), Some(client));
    }
}

#[test]
fn exemptions_name_an_argument_and_a_value() {
    let catalogue = library();
    let get = named(&catalogue, "store.api.get").expect("it is listed");
    let expected = [
        Exemption { argument: Argument::Keyword("wait"), value: Some("False") },
        Exemption { argument: Argument::Position(1), value: Some("0") },
        Exemption { argument: Argument::Keyword("cached"), value: None },
    ];
    assert_eq!(get.exemptions().collect::<Vec<_>>(), expected);
}

#[test]
fn without_a_cure_of_its_own_an_entry_advises_a_thread_or_a_process() {
    let catalogue = library();
    let cure = |name| named(&catalogue, name).map(|it| it.instead.as_str());
    assert_eq!(cure("store.pack"), Some("await nonblock.in_process(store.pack, ...)"));
    assert_eq!(cure("store.client.Client.load"), Some("await asyncio.to_thread(...)"));
    let load = named(&catalogue, "store.client.Client.load").expect("it is listed");
    assert_eq!(load.shown_as("store.client.Client.load"), "store.Client().load");
    assert_eq!(load.shown_as("store.connect().load"), "store.Client().load");
}

#[test]
fn the_most_specific_of_functions_and_boundaries_wins() {
    let catalogue = library();
    assert!(named(&catalogue, "store.client.Client.load").is_some());
    assert!(catalogue.boundary("store.client.Client.load").is_none());
    assert!(named(&catalogue, "store.client.Client.close").is_none());
    assert_eq!(
        catalogue.boundary("store.client.Client.close").map(|it| it.why.as_str()),
        Some("only drops a reference")
    );
    assert_eq!(catalogue.boundary("store.tools.f").map(|it| it.name.as_str()), Some("store.*"));
    assert!(catalogue.boundary("stores.f").is_none());
    assert!(catalogue.by_alias("store.connect().load").is_some());
    assert!(catalogue.by_alias("store.connect().name").is_none());
    let cheap = catalogue.boundary_by_alias("store.connect().name");
    assert_eq!(cheap.map(|it| it.why.as_str()), Some("only reads a field"));
}

#[test]
fn a_method_is_looked_up_on_the_class_of_its_object_before_the_class_that_defines_it() {
    let catalogue = library();
    let known = |classes: [&'static str; 2], method| match catalogue.method(classes, method) {
        Some(Known::Function(id)) => catalogue.get(id).name.clone(),
        Some(Known::Boundary(it)) => it.why.clone(),
        None => "unknown".to_owned(),
    };
    let classes = ["app.Client", "store.client.Client"];
    assert_eq!(known(classes, "load"), "store.client.Client.*");
    assert_eq!(known(classes, "close"), "only drops a reference");
    assert_eq!(
        known(["store.aio.Client", "store.client.Client"], "load"),
        "its public calls are entries"
    );
    assert_eq!(known(["app.Client", "app.Base"], "load"), "unknown");
}

#[test]
fn a_written_name_is_an_alias_or_a_definition_or_a_method_on_any_receiver() {
    let catalogue = library();
    let shown = |name| written(&catalogue, name).map(|it| it.name.as_str());
    assert_eq!(shown("store.connect().load"), Some("store.client.Client.*"));
    assert_eq!(shown("store.api.get"), Some("store.api.get"));
    assert_eq!(shown("shop.Order.objects.fetch"), Some("store.Model.objects.fetch"));
    assert_eq!(shown("shop.Order.others.fetch"), None);
    assert!(catalogue.offload_by_alias("self.pool.submit").is_some());
    assert!(catalogue.offload("self.pool.submit").is_none());
    assert!(catalogue.offload("store.pool.Pool.submit").is_some());
    assert_eq!(catalogue.invoke_by_alias("store.each").map(|it| it.argument), Some(1));
    assert!(catalogue.entry_decorator("store.on_change").is_some());
    assert_eq!(catalogue.entry_class("store.Listener").map(|it| it.methods.len()), Some(1));
}

#[test]
fn a_later_file_replaces_what_an_earlier_one_said() {
    let mut catalogue = library();
    let before = catalogue.digest();
    let calm = "[[boundary]]\nname = 'store.api.get'\nkind = 'neutral'\nwhy = 'is cached here'";
    catalogue.extend(calm, "pyproject.toml").expect("the file is valid");
    assert!(catalogue.function("store.api.get").is_none());
    assert!(catalogue.by_alias("store.get").is_none());
    assert!(catalogue.boundary("store.api.get").is_some());
    assert_ne!(catalogue.digest(), before);

    let slow = "[[function]]\nname = 'store.api.get'\neffect = 'cpu'\ncost = 'low'\nreason = 'r'";
    catalogue.extend(slow, "pyproject.toml").expect("the file is valid");
    assert_eq!(written(&catalogue, "store.get").map(|it| it.effect), Some(Effect::Cpu));
}

#[test]
fn a_broken_file_is_refused_with_its_line_and_the_way_out() {
    let mut catalogue = library();
    let before = catalogue.digest();
    let broken = [
        ("\n[[function]]\nname = 'a.b'\nefect = 'cpu'\n", 4, "unknown field `efect`"),
        ("[[function]]\nname = 'a.b'\neffect = 'gpu'\ncost = 'low'\nreason = 'r'", 3, "`gpu`"),
        ("[[function]]\nname = 'a.b'\neffect = 'cpu'\ncost = 'low'\n", 1, "missing field `reason`"),
        ("[[function]\n", 1, ""),
        ("[[function]]\nname = '*'\neffect = 'cpu'\ncost = 'low'\nreason = 'r'", 2, "`*`"),
        ("[[function]]\nname = 'a..b'\neffect = 'cpu'\ncost = 'low'\nreason = 'r'", 2, "`a..b`"),
        (
            "[[function]]\nname = 3\neffect = 'cpu'\ncost = 'low'\nreason = 'r'",
            2,
            "expected a string",
        ),
        (
            "[[function]]\nname = 'a.b'\neffect = 'cpu'\ncost = 'low'\nreason = 'r'\nunless = 'x'",
            6,
            "`x` does not name an argument",
        ),
        ("\n[[entry]]\nwhy = 'w'\n", 2, "neither which decorator"),
        ("\n[[boundary]]\nname = 'a.*'\nkind = 'neutral'\nwhy = ''\n", 5, "not one clause"),
    ];
    for (text, at, about) in broken {
        let error = catalogue.extend(text, "own.toml").expect_err(text);
        let (CatalogueError::Malformed { line, .. } | CatalogueError::Invalid { line, .. }) = error;
        let message = error.to_string();
        assert_eq!(line, at, "{message}");
        assert!(message.contains(about), "{message}");
        assert!(message.contains("own.toml") && message.contains("\nhint: "), "{message}");
    }
    assert_eq!(catalogue.digest(), before);
}

#[test]
fn a_table_of_aliases_adds_written_names_to_a_function_of_another_table() {
    let catalogue = library();
    let shown = |name| written(&catalogue, name).map(Function::shown);
    assert_eq!(shown("shop.storage().get"), Some("store.get"));
    assert_eq!(shown("store.open()[].get"), Some("store.get"));
    assert_eq!(shown("shop.get"), None);
    let made = catalogue.by_ends("shop.storage().rows.get").map(|it| catalogue.get(it).shown());
    assert_eq!(made, Some("store.get"));
}

#[test]
fn some_functions_block_with_an_argument_only_and_some_attributes_when_they_are_read() {
    let catalogue = library();
    let load = named(&catalogue, "store.load").expect("it is listed");
    let expected = [
        Exemption { argument: Argument::Keyword("interval"), value: None },
        Exemption { argument: Argument::Position(0), value: None },
    ];
    assert_eq!(load.requirements().collect::<Vec<_>>(), expected);
    assert_eq!(named(&catalogue, "store.api.get").map(|it| it.requirements().count()), Some(0));
    let owner = written(&catalogue, "store.Client().find().owner").map(|it| it.when);
    assert_eq!(owner, Some(When::Read));
    assert!(catalogue.is_fetched("owner") && !catalogue.is_fetched("get"));
}
