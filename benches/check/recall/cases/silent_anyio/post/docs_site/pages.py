import aiofiles
import aiofiles.os
import anyio
import anyio.to_thread
from anyio import Path


def render(text: str) -> str:
    with open("/srv/layout.html") as layout:  # silent: layout
        return layout.read().replace("BODY", text)  # silent: read


async def page(name: str) -> str:
    path = Path("/srv/pages") / f"{name}.md"
    if not await path.exists():  # silent: exists
        return "not found"
    text = await path.read_text()  # silent: text
    return await anyio.to_thread.run_sync(render, text)  # silent: run_sync


async def save(name: str, text: str) -> None:
    async with aiofiles.open(f"/srv/pages/{name}.md", "w") as page_file:  # silent: open
        await page_file.write(text)  # silent: write
    await aiofiles.os.stat(f"/srv/pages/{name}.md")  # silent: stat


async def log(line: str) -> None:
    async with await anyio.open_file("/var/log/pages", "a") as out:  # silent: file
        await out.write(line)  # silent: append
