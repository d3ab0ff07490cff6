import asyncio

from sitegen.site import Site


class PreviewServer:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.clients: set[asyncio.StreamWriter] = set()

    async def reload(self) -> None:
        text = await asyncio.to_thread(self.site.root.render)  # silent: read
        for client in self.clients:
            client.write(text.encode())
            await client.drain()

    async def digests(self) -> dict[str, str]:
        return await asyncio.to_thread(  # silent: hash
            lambda: {node.name: node.digest() for node in self.site.root.children}
        )
