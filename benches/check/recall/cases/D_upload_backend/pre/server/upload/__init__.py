from server.upload.base import UploadBackend
from server.upload.local import LocalUploadBackend


def get_backend() -> UploadBackend:
    return LocalUploadBackend()


upload_backend = get_backend()


def upload_file(path: str, data: bytes) -> str:
    return upload_backend.store(path, data)
