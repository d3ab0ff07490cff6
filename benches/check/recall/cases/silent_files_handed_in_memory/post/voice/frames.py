import io
import tarfile
import wave
import zipfile


async def rate(data: bytes) -> int:
    with io.BytesIO(data) as buffer, wave.open(buffer, "rb") as sound:  # silent: wave
        return sound.getframerate()


async def names(data: bytes) -> list[str]:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer) as archive:  # silent: zip
        return archive.namelist()


async def members(data: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:  # silent: tar
        return archive.getnames()
