import shutil
from pathlib import Path

from dotenv import load_dotenv


async def make_graph(config: dict) -> dict:
    root = Path.cwd().resolve()  # hit: cwd
    load_dotenv(root / ".env", override=True)  # hit: dotenv
    ripgrep = shutil.which("rg")  # hit: which
    return {"root": root, "search": ripgrep, **config}
