import asyncio

from senselike.client import ApiClient, AsyncSenseable


async def async_setup_entry(token: str) -> float:
    gateway = await asyncio.to_thread(AsyncSenseable, realtime=True)  # silent: context
    client = await asyncio.to_thread(ApiClient, token)  # silent: super
    return await gateway.authenticate(client)
