import asyncio

from sitegen.site import Site


class PreviewServer:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.clients: set[asyncio.StreamWriter] = set()

    async def reload(self) -> None:
        text = self.site.root.render()  # via: read
        for client in self.clients:
            client.write(text.encode())
            await client.drain()

    async def digests(self) -> dict[str, str]:
        return {node.name: node.digest() for node in self.site.root.children}  # via: hash
