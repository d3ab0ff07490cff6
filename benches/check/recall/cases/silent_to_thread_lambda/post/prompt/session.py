import asyncio
import subprocess
import time


class Session:
    def __init__(self) -> None:
        self.history: list[str] = []

    async def ask(self, question: str) -> str:
        answer = await asyncio.to_thread(lambda: input(question))  # silent: input
        self.history.append(answer)
        return answer

    async def run(self, command: str) -> int:
        def execute() -> int:
            time.sleep(0.1)  # silent: nested
            return subprocess.run(command, shell=True).returncode  # silent: run

        return await asyncio.get_running_loop().run_in_executor(None, execute)  # silent: executor

    async def both(self, command: str) -> list[int]:
        work = lambda: subprocess.call(command, shell=True)  # noqa: E731  # silent: stored
        return await asyncio.gather(asyncio.to_thread(work), asyncio.to_thread(work))
