from asyncio import to_thread

from contents.fileio import FileManagerMixin


class ContentsManager:
    def get(self, path: str) -> str:
        raise NotImplementedError


class FileContentsManager(FileManagerMixin, ContentsManager):
    def get(self, path: str) -> str:
        return self._read_file(path)


class AsyncFileContentsManager(FileContentsManager):
    async def load(self, path: str) -> str:
        return await to_thread(self.get, path)  # silent: read

    async def save(self, path: str, text: str) -> None:
        await to_thread(self._save_file, path, text)  # silent: write
