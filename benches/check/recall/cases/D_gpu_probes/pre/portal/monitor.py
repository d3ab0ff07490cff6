import subprocess


class GPUMonitor:
    def __init__(self, path: str | None) -> None:
        self._path = path

    def _query(self) -> dict[str, str]:
        result = subprocess.run(  # hit: smi
            [self._path, "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
        load, memory = result.stdout.strip().split(", ")
        return {"load": load, "memory": memory}

    async def stats(self) -> dict[str, str]:
        if self._path:
            try:
                return self._query()  # via: smi
            except RuntimeError:
                pass
        return {}
