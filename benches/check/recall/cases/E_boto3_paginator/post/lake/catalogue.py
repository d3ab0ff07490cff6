import asyncio

from lake.listing import download, keys


class Catalogue:
    def __init__(self, bucket: str) -> None:
        self.bucket = bucket

    async def partitions(self, table: str) -> set[str]:
        names = await asyncio.to_thread(lambda: list(keys(self.bucket, f"{table}/")))  # silent: pages
        return {key.split("/")[1] for key in names}

    async def manifest(self, table: str) -> list[str]:
        blob = await asyncio.to_thread(download, self.bucket, f"{table}/_manifest")  # silent: body
        return blob.decode().splitlines()
