import asyncio

import pykube

from operator_kit.clients import fetching, patching


async def streaming(queue: asyncio.Queue, namespace: str | None):
    items, version = fetching.list_objs(cls=pykube.Pod, namespace=namespace)  # via: list
    for item in items:
        await queue.put((version, item))


async def handle(body: dict, patch: dict) -> None:
    crd = fetching.read_crd(name="peerings.operator.dev")  # via: get
    if crd is not None and patch:
        patching.patch_pod(patch=patch, body=body)  # via: patch
    patching.post_event(event={"reason": "handled"}, namespace="default")  # via: post
