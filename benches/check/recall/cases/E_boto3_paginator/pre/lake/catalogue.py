from lake.listing import download, keys


class Catalogue:
    def __init__(self, bucket: str) -> None:
        self.bucket = bucket

    async def partitions(self, table: str) -> set[str]:
        return {key.split("/")[1] for key in keys(self.bucket, f"{table}/")}  # via: pages

    async def manifest(self, table: str) -> list[str]:
        return download(self.bucket, f"{table}/_manifest").decode().splitlines()  # via: body
