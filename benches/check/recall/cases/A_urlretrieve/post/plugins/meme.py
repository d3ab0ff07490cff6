import asyncio
import mimetypes
from urllib.request import urlretrieve

FONT = "https://example.org/font.ttf"


async def ensure_font(target: str) -> str:
    await asyncio.to_thread(urlretrieve, FONT, target)  # silent: fetch
    return target


async def describe(name: str) -> str:
    kind, _ = mimetypes.guess_type(name)
    return kind or "unknown"
