import asyncio
from typing import Any

from kubernetes import client, config, dynamic
from kubernetes.client import api_client


async def main(queue: asyncio.Queue, args: dict[str, Any]) -> None:
    kind = args["kind"]
    options: dict[str, Any] = {k: args[k] for k in ("name", "namespace") if k in args}
    loop = asyncio.get_running_loop()
    cluster = await loop.run_in_executor(None, _client, args)  # silent: config
    while True:
        api = await loop.run_in_executor(  # silent: discover
            None, partial(cluster.resources.get, api_version=args.get("api_version", "v1"), kind=kind)
        )
        found = await loop.run_in_executor(None, partial(cluster.get, api, **options))  # silent: version
        options["resource_version"] = int(found["metadata"]["resourceVersion"])
        events = await loop.run_in_executor(None, partial(cluster.watch, api, **options))
        while True:
            event = await loop.run_in_executor(None, next, events, None)  # silent: watch
            if event is None:
                break
            await queue.put({"type": event["type"], "resource": event["raw_object"]})


def _client(args: dict[str, Any]):
    return dynamic.DynamicClient(api_client.ApiClient(configuration=_configuration(args)))


def _configuration(args: dict[str, Any]):
    if "host" not in args:
        if "kubeconfig" in args:
            config.load_kube_config(config_file=args["kubeconfig"])
        else:
            config.load_incluster_config()
    configuration = client.Configuration.get_default_copy()
    for key in ("host", "api_key"):
        if key in args:
            setattr(configuration, key, args[key])
    return configuration


from functools import partial
