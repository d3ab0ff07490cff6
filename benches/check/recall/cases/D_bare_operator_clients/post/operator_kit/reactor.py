import asyncio
import functools

import pykube

from operator_kit.clients import fetching, patching


async def call(fn, **kwargs):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, functools.partial(fn, **kwargs))


async def streaming(queue: asyncio.Queue, namespace: str | None):
    items, version = await call(fetching.list_objs, cls=pykube.Pod, namespace=namespace)  # silent: list
    for item in items:
        await queue.put((version, item))


async def handle(body: dict, patch: dict) -> None:
    crd = await call(fetching.read_crd, name="peerings.operator.dev")  # silent: get
    if crd is not None and patch:
        await call(patching.patch_pod, patch=patch, body=body)  # silent: patch
    await call(patching.post_event, event={"reason": "handled"}, namespace="default")  # silent: post
