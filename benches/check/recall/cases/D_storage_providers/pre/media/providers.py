import abc
import shutil


class StorageProvider(metaclass=abc.ABCMeta):
    @abc.abstractmethod
    def store_file(self, path: str) -> None: ...


class FileStorageProvider(StorageProvider):
    def __init__(self, base: str) -> None:
        self.base = base

    def store_file(self, path: str) -> None:
        shutil.copyfile(path, self.base + path)  # hit: copy
