import asyncio

import dask.array as da
import pandas


async def get_key(array: da.Array, index: int) -> bytes:
    chunk = await asyncio.to_thread(array.blocks[index].compute)  # silent: compute
    return chunk.tobytes()


class LocalFSDatasets:
    def __init__(self) -> None:
        self.frames: dict[str, pandas.DataFrame] = {}

    def _load(self, uri: str) -> None:
        if uri not in self.frames:
            self.frames[uri] = pandas.read_csv(uri)

    async def iterrows(self, uri: str, limit: int) -> list[dict]:
        await asyncio.to_thread(self._load, uri)  # silent: frame
        return self.frames[uri].head(limit).to_dict("records")
