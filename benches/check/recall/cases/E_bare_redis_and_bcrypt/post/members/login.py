import asyncio

from members.limits import attempts
from members.rows import stored_hash
from members.secrets import matches


class TooManyAttempts(Exception):
    pass


async def login(dsn: str, name: str, password: str) -> bool:
    if await asyncio.to_thread(attempts, name) > 5:  # silent: redis
        raise TooManyAttempts(name)
    stored = await asyncio.to_thread(stored_hash, dsn, name)  # silent: psycopg
    return await asyncio.to_thread(matches, password, stored)  # silent: bcrypt
