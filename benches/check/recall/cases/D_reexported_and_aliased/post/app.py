import asyncio

import spool
from spool import Queue, reset_spool as reset


async def submit(queue: Queue, names: list[str]) -> list[str]:
    loop = asyncio.get_running_loop()
    jobs = [loop.run_in_executor(None, queue.enqueue, name) for name in names]  # silent: touch
    return await asyncio.gather(*jobs)


async def start_over() -> Queue:
    await asyncio.to_thread(reset)  # silent: tree
    return spool.Queue()
