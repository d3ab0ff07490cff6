"""Functions that work on the loop and in threads, and ask where they are."""

import asyncio
import threading
import time


class Hub:
    """Knows the thread of its loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.loop_thread_id = threading.get_ident()


def report(hub: Hub, what: str) -> None:
    """Report usage; in a thread, wait until the loop has."""
    if hub.loop_thread_id != threading.get_ident():
        future = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, what), hub.loop)
        future.result()  # silent: result
        return
    hub.loop.call_soon(print, what)


def pause() -> None:
    """Pause a script."""
    if threading.current_thread() is not threading.main_thread():
        time.sleep(1)  # silent: paused


def wait_for(hub: Hub) -> None:
    """Wait, where that harms nobody."""
    if hub.loop.is_running():
        return
    time.sleep(1)  # silent: waited


def run_sync(seconds: float) -> None:
    """Run in a script or under a loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        time.sleep(seconds)  # silent: script


async def main(hub: Hub) -> None:
    """Call them all on the loop."""
    report(hub, "main")
    pause()
    wait_for(hub)
    run_sync(1)
    await asyncio.sleep(0)
