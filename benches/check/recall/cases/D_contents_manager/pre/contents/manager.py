from contents.fileio import FileManagerMixin


class ContentsManager:
    def get(self, path: str) -> str:
        raise NotImplementedError


class FileContentsManager(FileManagerMixin, ContentsManager):
    def get(self, path: str) -> str:
        return self._read_file(path)


class AsyncFileContentsManager(FileContentsManager):
    async def load(self, path: str) -> str:
        return self.get(path)  # via: read

    async def save(self, path: str, text: str) -> None:
        self._save_file(path, text)  # via: write
