import subprocess
from collections.abc import Sequence


class Child:
    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)

    async def first_line(self) -> str:
        assert self.process is not None and self.process.stdout is not None
        return self.process.stdout.readline()  # hit: line

    async def stop(self) -> int:
        if self.process is None:
            return 0
        self.process.terminate()
        return self.process.wait(timeout=5)  # hit: wait

    async def collect(self) -> str:
        if self.process is None:
            raise RuntimeError("not started")
        out, _ = self.process.communicate()  # hit: communicate
        return out
