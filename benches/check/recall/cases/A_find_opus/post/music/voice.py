import asyncio
import ctypes.util
import webbrowser


async def setup(bot: object) -> None:
    path = await asyncio.to_thread(ctypes.util.find_library, "opus")  # silent: library
    if path is None:
        await asyncio.to_thread(webbrowser.open, "https://opus-codec.org")  # silent: browser
