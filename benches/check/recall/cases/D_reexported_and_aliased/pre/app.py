import asyncio

import spool
from spool import Queue, reset_spool as reset


async def submit(queue: Queue, names: list[str]) -> list[str]:
    tickets = [queue.enqueue(name) for name in names]  # via: touch
    await asyncio.sleep(0)
    return tickets


async def start_over() -> Queue:
    reset()  # via: tree
    return spool.Queue()
