import asyncio
import shutil
from pathlib import Path

from dotenv import load_dotenv


def _bootstrap() -> tuple[Path, str | None]:
    root = Path.cwd().resolve()
    load_dotenv(root / ".env", override=True)
    return root, shutil.which("rg")


async def make_graph(config: dict) -> dict:
    root, ripgrep = await asyncio.to_thread(_bootstrap)  # silent: cwd
    return {"root": root, "search": ripgrep, **config}
