import asyncio
from pathlib import Path

from flow.paths import get_paths


def _prepare(thread_id: str) -> tuple[Path, set[str]]:
    folder = get_paths().uploads_dir(thread_id)
    return folder, {entry.name for entry in folder.iterdir() if entry.is_file()}


class ChannelManager:
    async def ingest(self, thread_id: str, files: list[dict], reader) -> list[str]:
        folder, seen = await asyncio.to_thread(_prepare, thread_id)  # silent: list
        created = []
        for file in files:
            data = await reader(file)
            name = file["name"] if file["name"] not in seen else f"1-{file['name']}"
            await asyncio.to_thread((folder / name).write_bytes, data)  # silent: write
            created.append(name)
        return created
