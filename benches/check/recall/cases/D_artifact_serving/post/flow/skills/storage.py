import asyncio
import shutil
import tempfile
import zipfile
from pathlib import Path


def safe_extract(archive: zipfile.ZipFile, target: Path) -> None:
    for member in archive.infolist():
        if ".." in Path(member.filename).parts:
            raise ValueError("unsafe member")
    archive.extractall(target)


class LocalSkillStorage:
    def __init__(self, root: Path, scanner) -> None:
        self.root = root
        self.scanner = scanner

    async def install(self, archive_path: str | Path) -> str:
        path = Path(archive_path)
        staged = await asyncio.to_thread(self._extract, path)  # silent: extract
        try:
            await self.scanner.scan(staged)
            target = self.root / "custom" / path.stem
            await asyncio.to_thread(shutil.copytree, staged, target)  # silent: stage
        finally:
            await asyncio.to_thread(shutil.rmtree, staged, ignore_errors=True)
        return path.stem

    def _extract(self, path: Path) -> Path:
        staged = Path(tempfile.mkdtemp())
        with zipfile.ZipFile(path) as archive:
            safe_extract(archive, staged)
        return staged
