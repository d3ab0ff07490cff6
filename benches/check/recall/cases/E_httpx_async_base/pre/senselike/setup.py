from senselike.client import ApiClient, AsyncSenseable


async def async_setup_entry(token: str) -> float:
    gateway = AsyncSenseable(realtime=True)  # via: context
    client = ApiClient(token)  # via: super
    return await gateway.authenticate(client)
