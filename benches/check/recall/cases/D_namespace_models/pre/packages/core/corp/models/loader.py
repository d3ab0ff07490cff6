from pathlib import Path

from corp.models.license import License

LICENSES = Path("/usr/share/licenses")


class Loader:
    def load(self, names: list[str]) -> list[License]:
        return [self._one(name) for name in names]

    def _one(self, name: str) -> License:
        return License(name, LICENSES)
