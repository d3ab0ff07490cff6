from flow.paths import get_paths


class ChannelManager:
    async def ingest(self, thread_id: str, files: list[dict], reader) -> list[str]:
        folder = get_paths().uploads_dir(thread_id)
        seen = {entry.name for entry in folder.iterdir() if entry.is_file()}  # hit: list
        created = []
        for file in files:
            data = await reader(file)
            name = file["name"] if file["name"] not in seen else f"1-{file['name']}"
            (folder / name).write_bytes(data)  # hit: write
            created.append(name)
        return created
