import shutil
import tempfile
import zipfile
from pathlib import Path


def safe_extract(archive: zipfile.ZipFile, target: Path) -> None:
    for member in archive.infolist():
        if ".." in Path(member.filename).parts:
            raise ValueError("unsafe member")
    archive.extractall(target)  # hit: extract


class LocalSkillStorage:
    def __init__(self, root: Path, scanner) -> None:
        self.root = root
        self.scanner = scanner

    async def install(self, archive_path: str | Path) -> str:
        path = Path(archive_path)
        with tempfile.TemporaryDirectory() as tmp:
            staged = Path(tmp)
            with zipfile.ZipFile(path) as archive:
                safe_extract(archive, staged)  # via: extract
            await self.scanner.scan(staged)
            shutil.copytree(staged, self.root / "custom" / path.stem)  # hit: stage
        return path.stem
