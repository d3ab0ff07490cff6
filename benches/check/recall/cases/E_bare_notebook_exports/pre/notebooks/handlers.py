import asyncio
import json

import nbformat
import s3fs
from nbconvert.exporters import get_exporter
from tornado import web


class NbconvertFileHandler(web.RequestHandler):
    async def get(self, format: str, path: str) -> None:
        loop = asyncio.get_running_loop()
        exporter = get_exporter(format)()  # hit: exporter
        model = await self.application.settings["contents_manager"].get(path)
        nb = nbformat.from_dict(model["content"])
        output, resources = exporter.from_notebook_node(nb, resources={"metadata": {"name": path}})  # hit: export
        self.finish(output)


class Archiver:
    def __init__(self, endpoint: str) -> None:
        self.fs = s3fs.S3FileSystem(client_kwargs={"endpoint_url": endpoint}, use_listings_cache=False)

    def write_to_s3(self, full_path: str, content: str) -> None:
        with self.fs.open(full_path, mode="wb") as f:  # hit: archive
            f.write(content.encode("utf-8"))

    async def archive(self, path: str, notebook: dict) -> None:
        self.write_to_s3(f"bucket/{path}", json.dumps(notebook))  # via: archive

    async def restore(self, path: str):
        return nbformat.read(path, as_version=4)  # hit: read
