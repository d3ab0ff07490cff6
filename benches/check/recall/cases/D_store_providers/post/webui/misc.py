import hashlib
from pathlib import Path


def calculate_sha256(file_path: Path, chunk_size: int) -> str:
    digest = hashlib.sha256()
    with open(file_path, "rb") as file:
        while chunk := file.read(chunk_size):
            digest.update(chunk)
    return digest.hexdigest()
