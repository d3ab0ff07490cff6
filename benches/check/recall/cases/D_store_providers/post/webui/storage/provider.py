import os
import shutil
from abc import ABC, abstractmethod
from typing import BinaryIO

import boto3

UPLOADS = os.environ.get("UPLOADS", "/tmp/uploads")


class StorageProvider(ABC):
    @abstractmethod
    def get_file(self, path: str) -> str: ...

    @abstractmethod
    def upload_file(self, file: BinaryIO, name: str) -> tuple[bytes, str]: ...


class LocalStorageProvider(StorageProvider):
    @staticmethod
    def upload_file(file: BinaryIO, name: str) -> tuple[bytes, str]:
        contents = file.read()
        path = f"{UPLOADS}/{name}"
        with open(path, "wb") as target:
            target.write(contents)
        return contents, path

    @staticmethod
    def get_file(path: str) -> str:
        return path


class S3StorageProvider(StorageProvider):
    def __init__(self) -> None:
        self.s3_client = boto3.client("s3", region_name=os.environ.get("S3_REGION"))
        self.bucket_name = os.environ.get("S3_BUCKET", "files")

    def upload_file(self, file: BinaryIO, name: str) -> tuple[bytes, str]:
        _, path = LocalStorageProvider.upload_file(file, name)
        self.s3_client.upload_file(path, self.bucket_name, name)
        return open(path, "rb").read(), f"s3://{self.bucket_name}/{name}"

    def get_file(self, path: str) -> str:
        key = path.rsplit("/", 1)[-1]
        local = f"{UPLOADS}/{key}"
        self.s3_client.download_file(self.bucket_name, key, local)
        return local


def get_storage_provider(kind: str) -> StorageProvider:
    if kind == "local":
        return LocalStorageProvider()
    if kind == "s3":
        return S3StorageProvider()
    raise RuntimeError(f"unsupported storage {kind}")


Storage = get_storage_provider(os.environ.get("STORAGE", "local"))
