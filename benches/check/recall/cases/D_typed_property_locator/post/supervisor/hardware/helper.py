from datetime import datetime, timezone
from pathlib import Path

_PROC_STAT: Path = Path("/proc/stat")


class HwHelper:
    def read_last_boot(self) -> datetime | None:
        for line in _PROC_STAT.read_text(encoding="utf-8").splitlines():
            if line.startswith("btime"):
                return datetime.fromtimestamp(int(line.split()[1]), timezone.utc)
        return None
