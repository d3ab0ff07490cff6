import io

from fastapi import UploadFile
from PIL import Image

from covers.cloud import CloudStorage, get_cloud_storage


class UploadService:
    def __init__(self) -> None:
        self.cloud: CloudStorage = get_cloud_storage()

    async def save_cover(self, file: UploadFile, book_id: str) -> str:
        contents = await file.read()
        image = Image.open(io.BytesIO(contents))
        if image.mode not in ("RGB", "RGBA"):
            image = image.convert("RGB")
        image = image.resize((800, 1200), Image.Resampling.LANCZOS)  # hit: resize
        output = io.BytesIO()
        image.save(output, format="JPEG", quality=85, optimize=True)  # hit: save
        return await self.cloud.upload(output.getvalue(), f"{book_id}.jpg")
