import asyncio

from redis.asyncio import Redis


async def lead(connection: Redis, name: str) -> int:
    async with connection.lock(f"leader:{name}", timeout=30):  # silent: lock
        await asyncio.sleep(0.1)
        return await connection.publish("leaders", name)  # silent: publish
