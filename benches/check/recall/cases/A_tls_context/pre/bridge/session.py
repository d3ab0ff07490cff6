import ssl

import aiohttp


class BridgeSession:
    def __init__(self, host: str, certificate: str, key: str) -> None:
        self.host = host
        self.certificate = certificate
        self.key = key
        self._context: ssl.SSLContext | None = None

    async def open(self, session: aiohttp.ClientSession) -> dict:
        if self._context is None:
            self._context = ssl.create_default_context()  # hit: context
            self._context.load_cert_chain(self.certificate, self.key)  # hit: chain
        async with session.get(f"https://{self.host}/api", ssl=self._context) as reply:
            return await reply.json()
