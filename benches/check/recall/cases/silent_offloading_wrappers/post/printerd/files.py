import shutil

import requests

from printerd.threads import run_in_thread, threaded


def move(source: str, target: str) -> None:
    shutil.move(source, target)  # silent: move


@threaded
def notify(url: str, text: str) -> int:
    return requests.post(url, data=text).status_code  # silent: post


class FileManager:
    def run_sync(self, function, *args):
        return run_in_thread(function, *args)

    async def rename(self, source: str, target: str) -> int:
        await run_in_thread(move, source, target)  # silent: wrapper
        await self.run_sync(move, target, source)  # silent: method
        return await notify("http://localhost", target)  # silent: decorator
