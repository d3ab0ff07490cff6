import asyncio
import functools
import signal
from pathlib import Path


class Service:
    def __init__(self, loop: asyncio.AbstractEventLoop, home: Path) -> None:
        self.loop = loop
        self.home = home
        self.beats = 0

    def _heartbeat(self) -> None:
        self.beats += 1
        self.loop.run_in_executor(None, (self.home / "heartbeat").touch)  # silent: later
        self.loop.call_later(5, self._heartbeat)

    def _finished(self, name: str, task: "asyncio.Task[int]") -> None:
        self.loop.run_in_executor(None, (self.home / name).write_text, str(task.result()))  # silent: done

    def _reload(self) -> None:
        self.task = self.loop.create_task(  # silent: signal
            asyncio.create_subprocess_exec("systemctl", "reload", "service")
        )

    def _cool_down(self, seconds: float) -> None:
        self.task = self.loop.create_task(asyncio.sleep(seconds))  # silent: threadsafe

    async def start(self) -> None:
        self.loop.call_soon(self._heartbeat)
        self.loop.add_signal_handler(signal.SIGHUP, self._reload)
        task = self.loop.create_task(self._count())
        task.add_done_callback(functools.partial(self._finished, "count"))

    def overheated(self) -> None:
        self.loop.call_soon_threadsafe(lambda: self._cool_down(2))

    async def _count(self) -> int:
        await asyncio.sleep(1)
        return self.beats
