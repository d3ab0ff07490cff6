import asyncio

from election.locking import Leader


async def lead(leader: Leader, name: str) -> int:
    with leader.term(name):  # via: lock
        await asyncio.sleep(0.1)
        return leader.announce(name)  # via: publish
