import asyncio
import shutil
import subprocess
import tempfile
from functools import lru_cache


@lru_cache(maxsize=1)
def _python3_bin_dir() -> str | None:
    code = "import sysconfig; print(sysconfig.get_path('scripts'))"
    try:
        return subprocess.check_output(["python3", "-c", code], text=True, timeout=5).strip()  # hit: which
    except (OSError, subprocess.SubprocessError):
        return None


def _find(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    folder = _python3_bin_dir()
    return shutil.which(name, path=folder) if folder else None


async def transcribe_audio(path: str) -> str:
    binary = _find("whisper")  # via: which
    process = await asyncio.create_subprocess_exec(binary or "whisper", path, stdout=-1)
    out, _ = await process.communicate()
    return out.decode()


def _to_wav(data: bytes) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".webm") as source:
        source.write(data)
        source.flush()
        done = subprocess.run(  # hit: ffmpeg
            ["ffmpeg", "-i", source.name, "-ar", "16000", "-f", "wav", "-"], capture_output=True
        )
    return done.stdout


def transcribe_uploaded_bytes(data: bytes) -> bytes:
    return _to_wav(data)


async def transcribe_upload(file) -> int:
    return len(transcribe_uploaded_bytes(await file.read()))  # via: ffmpeg
