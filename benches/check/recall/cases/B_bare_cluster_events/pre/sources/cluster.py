import asyncio
from typing import Any

from kubernetes import client, config, dynamic
from kubernetes.client import api_client


async def main(queue: asyncio.Queue, args: dict[str, Any]) -> None:
    kind = args["kind"]
    options: dict[str, Any] = {k: args[k] for k in ("name", "namespace") if k in args}
    configuration = _configuration(args)  # via: config
    cluster = dynamic.DynamicClient(api_client.ApiClient(configuration=configuration))
    while True:
        api = cluster.resources.get(api_version=args.get("api_version", "v1"), kind=kind)  # hit: discover
        found = cluster.get(api, **options)  # hit: version
        options["resource_version"] = int(found["metadata"]["resourceVersion"])
        for event in cluster.watch(api, **options):  # hit: watch
            await queue.put({"type": event["type"], "resource": event["raw_object"]})


def _configuration(args: dict[str, Any]):
    if "host" not in args:
        if "kubeconfig" in args:
            config.load_kube_config(config_file=args["kubeconfig"])  # hit: config
        else:
            config.load_incluster_config()
    configuration = client.Configuration.get_default_copy()
    for key in ("host", "api_key"):
        if key in args:
            setattr(configuration, key, args[key])
    return configuration
