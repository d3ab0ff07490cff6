"""Responses that render themselves."""

import asyncio
import time


class Response:
    """Renders its content when it is made."""

    def __init__(self, content: str) -> None:
        self.body = self.render(content)

    def render(self, content: str) -> bytes:
        """Render plainly."""
        return content.encode()


class SlowResponse(Response):
    """Asks somebody first. Nobody makes one on the loop."""

    def render(self, content: str) -> bytes:
        """Render after a while."""
        time.sleep(1)  # silent: render
        return content.encode()


class Plain(Response):
    """As its base."""


class Store:
    """Keeps things under keys."""

    def exists(self, key: str) -> bool:
        """Tell whether the key is taken."""
        return False

    def new_key(self) -> str:
        """Find a free key."""
        key = "a"
        while self.exists(key):
            key += "a"
        return key


class DiskStore(Store):
    """For scripts."""

    def exists(self, key: str) -> bool:
        """Look on the disk, slowly."""
        time.sleep(1)  # silent: exists
        return False


class MemoryStore(Store):
    """For servers."""

    def exists(self, key: str) -> bool:
        """Look in memory."""
        return False

    async def aexists(self, key: str) -> bool:
        """Look in memory, for coroutines."""
        return self.exists(key)

    async def anew_key(self) -> str:
        """Find a key, for coroutines."""
        await asyncio.sleep(0)
        return self.new_key()


class Loader:
    """Loads documents; the coroutine is for those that are quick."""

    def load(self) -> str:
        """Load at once."""
        return ""

    async def aload(self) -> str:
        """Load, for coroutines."""
        await asyncio.sleep(0)
        return self.load()


class WebLoader(Loader):
    """Is slow, and has a coroutine of its own for that."""

    def load(self) -> str:
        """Ask the network."""
        time.sleep(1)  # silent: load
        return "page"

    async def aload(self) -> str:
        """Ask the network from a thread."""
        return await asyncio.to_thread(self.load)


async def read(loader: Loader) -> str:
    """Read what any of them loads."""
    return await loader.aload()


async def main() -> Response:
    """Answer."""
    await read(WebLoader())
    return Plain("hello")
