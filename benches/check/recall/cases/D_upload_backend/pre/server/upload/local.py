import os

from server.upload.base import UploadBackend


class LocalUploadBackend(UploadBackend):
    def store(self, path: str, data: bytes) -> str:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:  # hit: write
            file.write(data)
        return path
