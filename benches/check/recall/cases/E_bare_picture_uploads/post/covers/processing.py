import asyncio
import io

from fastapi import UploadFile
from PIL import Image

from covers.cloud import CloudStorage, get_cloud_storage


class UploadService:
    def __init__(self) -> None:
        self.cloud: CloudStorage = get_cloud_storage()

    async def save_cover(self, file: UploadFile, book_id: str) -> str:
        contents = await file.read()
        data = await asyncio.to_thread(self._shrink, contents)  # silent: open
        return await self.cloud.upload(data, f"{book_id}.jpg")

    def _shrink(self, contents: bytes) -> bytes:
        image = Image.open(io.BytesIO(contents))
        if image.mode not in ("RGB", "RGBA"):
            image = image.convert("RGB")
        image = image.resize((800, 1200), Image.Resampling.LANCZOS)
        output = io.BytesIO()
        image.save(output, format="JPEG", quality=85, optimize=True)
        return output.getvalue()
