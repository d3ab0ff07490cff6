//! The shipped files, through the public door.

use std::collections::BTreeMap;

use nonblock_catalogue::{Catalogue, Effect, Function, Known, Severity, When};

fn blocks<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Function> {
    catalogue.function(name).map(|it| catalogue.get(it))
}

#[test]
fn no_two_entries_claim_one_name() {
    let catalogue = Catalogue::builtin();
    let mut definitions = BTreeMap::new();
    let mut aliases = BTreeMap::new();
    for (id, function) in catalogue.functions() {
        for name in [&function.name].into_iter().chain(&function.also) {
            let other = definitions.insert(name.clone(), id);
            assert_eq!(other, None, "{name} is defined twice");
        }
        for alias in &function.aliases {
            let other = aliases.insert(alias.clone(), id);
            assert_eq!(other, None, "{alias} is an alias twice");
        }
    }
}

#[test]
fn every_entry_says_why_and_what_to_write_instead_and_how_it_is_known() {
    for (_, function) in Catalogue::builtin().functions() {
        let Function { name, reason, instead, evidence, .. } = function;
        assert!(!reason.is_empty() && !instead.is_empty() && !evidence.is_empty(), "{name}");
        assert!(!instead.contains('{') && !instead.contains("*,"), "{name}: {instead}");
    }
}

#[test]
fn the_guides_own_list_blocks_in_every_spelling() {
    let catalogue = Catalogue::builtin();
    for name in [
        "time.sleep",
        "builtins.open",
        "_io.open",
        "_io.TextIOWrapper.read",
        "_io.BufferedReader.seek",
        "typing.IO.write",
        "subprocess.run",
        "urllib.request.urlopen",
        "genericpath.exists",
        "pathlib.Path.read_text",
        "pathlib._local.Path.read_text",
        "_socket.socket.connect",
        "_thread.lock.acquire",
        "concurrent.futures._base.Future.result",
        "sqlite3.Cursor.execute",
    ] {
        assert!(blocks(&catalogue, name).is_some(), "{name}");
    }
    for name in
        ["asyncio.locks.Event.wait", "logging.Logger.info", "_io.StringIO.read", "json.loads"]
    {
        assert!(blocks(&catalogue, name).is_none(), "{name}");
    }
}

#[test]
fn severity_follows_effect_and_cost() {
    let catalogue = Catalogue::builtin();
    let severity = |name| blocks(&catalogue, name).map(Function::severity);
    assert_eq!(severity("time.sleep"), Some(Severity::Error));
    assert_eq!(severity("builtins.open"), Some(Severity::Warning));
    assert_eq!(severity("os.stat"), Some(Severity::Note));
    assert_eq!(severity("shutil.rmtree"), Some(Severity::Warning));
    assert_eq!(severity("_thread.lock.acquire"), Some(Severity::Note));
    assert_eq!(severity("tiktoken.registry.get_encoding"), Some(Severity::Warning));
    assert_eq!(severity("threading.Event.wait"), Some(Severity::Error));
    assert_eq!(severity("importlib.import_module"), Some(Severity::Note));
    assert_eq!(severity("zlib.compress"), Some(Severity::Note));
    assert_eq!(severity("_hashlib.scrypt"), Some(Severity::Warning));
}

#[test]
fn lazy_calls_block_when_they_are_iterated() {
    let catalogue = Catalogue::builtin();
    let when = |name| blocks(&catalogue, name).map(|it| it.when);
    assert_eq!(when("pathlib.Path.rglob"), Some(When::Iterated));
    assert_eq!(when("os.walk"), Some(When::Iterated));
    assert_eq!(when("os.listdir"), Some(When::Called));
}

#[test]
fn a_method_of_a_file_in_memory_is_a_boundary_although_it_shares_its_definition() {
    let catalogue = Catalogue::builtin();
    let known = |class| catalogue.method([class, "_io._TextIOBase"], "read");
    assert!(matches!(known("_io.StringIO"), Some(Known::Boundary(_))));
    assert!(matches!(known("_io.TextIOWrapper"), Some(Known::Function(_))));
    assert!(known("_io._Other").is_none());
}

#[test]
fn clients_that_share_their_definitions_are_told_apart_by_their_class() {
    let catalogue = Catalogue::builtin();
    let base = "redis.commands.core.BasicKeyCommands";
    let known = |class| catalogue.method([class, base], "get");
    assert!(matches!(known("redis.client.Redis"), Some(Known::Function(_))));
    assert!(matches!(known("redis.client.Pipeline"), Some(Known::Boundary(_))));
    assert!(matches!(known("redis.asyncio.client.Redis"), Some(Known::Boundary(_))));
    assert!(catalogue.by_alias("redis.Redis().get").is_some());
    assert!(catalogue.by_alias("redis.Redis().pipeline().get").is_none());
    assert!(catalogue.by_alias("redis.asyncio.Redis().get").is_none());
}

#[test]
fn building_a_client_is_not_talking_to_its_server() {
    let catalogue = Catalogue::builtin();
    for class in ["redis.client.Redis", "pymongo.asynchronous.mongo_client.AsyncMongoClient"] {
        let constructor = format!("{class}.__init__");
        assert!(catalogue.boundary(&constructor).is_some(), "{constructor}");
    }
    assert!(blocks(&catalogue, "pymongo.synchronous.collection.Collection.find_one").is_some());
}

#[test]
fn packages_that_are_not_installed_are_known_as_they_are_written() {
    let catalogue = Catalogue::builtin();
    let effect = |name| catalogue.by_alias(name).map(|it| catalogue.get(it).effect);
    assert_eq!(effect("boto3.client().put_item"), Some(Effect::Network));
    assert_eq!(effect("boto3.client().get_waiter"), None);
    assert_eq!(effect("openai.OpenAI().chat.completions.create"), Some(Effect::Network));
    assert_eq!(effect("openai.AsyncOpenAI"), Some(Effect::Tls));
    assert_eq!(effect("openai.AsyncOpenAI().chat.completions.create"), None);
    assert_eq!(effect("shop.models.Order.objects.filter().first"), Some(Effect::Database));
    assert_eq!(effect("psycopg2.connect().cursor().execute"), Some(Effect::Database));
    assert_eq!(effect("PIL.Image.open().resize"), Some(Effect::Cpu));
}

#[test]
fn functions_inside_a_boundary_still_block() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.boundary("asyncio.base_events.BaseEventLoop.create_task").is_some());
    let run = blocks(&catalogue, "asyncio.runners.run").map(|it| it.effect);
    assert_eq!(run, Some(Effect::Lock));
    assert!(catalogue.boundary("threading.Thread.start").is_some());
}

#[test]
fn off_loading_and_invoking_callables_are_known_by_definition_and_by_method_name() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.offload("asyncio.threads.to_thread").is_some());
    let pool = catalogue.offload_by_alias("self.pool.submit");
    assert_eq!(pool.map(|it| it.argument), Some(0));
    let executor = catalogue.offload_by_alias("asyncio.get_running_loop().run_in_executor");
    assert_eq!(executor.map(|it| it.argument), Some(1));
    let soon = catalogue.invoke_by_alias("self.loop.call_soon");
    assert_eq!(soon.map(|it| (it.argument, it.on_loop)), Some((0, true)));
    assert!(catalogue.entry_decorator("homeassistant.core.callback").is_some());
    let protocol = catalogue.entry_class("asyncio.protocols.Protocol");
    assert!(protocol.is_some_and(|it| it.methods.iter().any(|it| it == "data_received")));
}

#[test]
fn what_an_import_made_is_known_at_the_end_of_an_unknown_way() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.by_alias("gspread.service_account().open().sheet1.append_row").is_none());
    assert!(catalogue.by_ends("gspread.service_account().open().sheet1.append_row").is_some());
    assert!(catalogue.by_ends("gspread.asyncio().open().sheet1.append_row").is_none());
    assert!(catalogue.by_ends("gspread.service_account().open().sheet1.nothing_known").is_none());
}

#[test]
fn what_a_blocking_call_returned_is_data_unless_an_entry_says_otherwise() {
    let catalogue = Catalogue::builtin();
    let known = |name: &str| catalogue.by_alias(name).or_else(|| catalogue.by_ends(name)).is_some();
    for answer in [
        "openai.OpenAI().chat.completions.create().choices[].message.content.strip",
        "openai.OpenAI().chat.completions.create().model_dump",
        "elasticsearch.Elasticsearch().search().get",
        "elasticsearch.Elasticsearch().search()[][].copy",
        "redis.Redis().get().decode().split",
        "docker.from_env().images.get().attrs.get",
    ] {
        assert!(!known(answer), "{answer}");
    }
    for call in [
        "openai.OpenAI().chat.completions.create",
        "openai.OpenAI().with_options().chat.completions.create",
        "docker.from_env().containers.get().stop",
        "pymongo.MongoClient()[].orders.find_one",
        "boxsdk.Client().folder().upload",
    ] {
        assert!(known(call), "{call}");
    }
}
