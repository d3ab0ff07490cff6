import asyncio
import ssl
import aiohttp


class BridgeSession:
    def __init__(self, host: str, certificate: str, key: str) -> None:
        self.host = host
        self.certificate = certificate
        self.key = key
        self._context: ssl.SSLContext | None = None

    def _build(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.load_cert_chain(self.certificate, self.key)
        return context

    async def open(self, session: aiohttp.ClientSession) -> dict:
        if self._context is None:
            self._context = await asyncio.to_thread(self._build)  # silent: context
        async with session.get(f"https://{self.host}/api", ssl=self._context) as reply:
            return await reply.json()
