import httpx

from senselike.base import SenseableBase


class ApiClient(httpx.AsyncClient):
    def __init__(self, token: str) -> None:
        super().__init__(headers={"Authorization": token})

    async def usage(self) -> dict[str, float]:
        return (await self.get("https://sense.example.org/usage")).json()


class AsyncSenseable(SenseableBase):
    async def authenticate(self, client: ApiClient) -> float:
        return (await client.usage())["watts"]
