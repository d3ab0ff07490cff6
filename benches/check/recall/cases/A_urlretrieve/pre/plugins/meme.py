import mimetypes
from urllib.request import urlretrieve

FONT = "https://example.org/font.ttf"


async def ensure_font(target: str) -> str:
    urlretrieve(FONT, target)  # hit: fetch
    return target


async def describe(name: str) -> str:
    kind, _ = mimetypes.guess_type(name)
    return kind or "unknown"
