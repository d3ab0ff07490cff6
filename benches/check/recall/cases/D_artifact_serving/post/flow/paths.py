from pathlib import Path


class Paths:
    def __init__(self, base: str | Path | None = None) -> None:
        self._base = Path(base) if base else None

    @property
    def base_dir(self) -> Path:
        return self._base or Path.home() / ".flow"

    def thread_dir(self, thread_id: str) -> Path:
        return self.base_dir / "threads" / thread_id

    def outputs_dir(self, thread_id: str) -> Path:
        return self.thread_dir(thread_id) / "outputs"

    def uploads_dir(self, thread_id: str) -> Path:
        return self.thread_dir(thread_id) / "uploads"


_paths: Paths | None = None


def get_paths() -> Paths:
    global _paths
    if _paths is None:
        _paths = Paths()
    return _paths
