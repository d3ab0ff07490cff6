import anyio
from anyio import to_thread

from service.conf import DATA_DIR, certificate_path


class HealthCheck:
    names = ("server", "client")

    async def ready(self) -> bool:
        return await anyio.Path(DATA_DIR / "ready").exists()  # silent: exists

    async def certificates(self) -> dict[str, float]:
        ages = {}
        for name in self.names:
            found = await to_thread.run_sync(certificate_path(name).stat)  # silent: stat
            ages[name] = found.st_mtime
        return ages

    async def fingerprint(self, name: str) -> int:
        pem = certificate_path(name)
        async with await anyio.open_file(pem, "rb") as data:  # silent: open
            return hash(data.name)
