"""The promises of a process pool, each a coroutine that asks one pool and answers yes or no.

Run by `process_matrix.py`, one program a cell.
"""
# ruff: noqa: S110 - each contender is imported only where it is asked

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import processes_matrix_work as work

PATIENCE = 8.0
"""Seconds that an answer may take: the machine may be busy."""
READY = "ready"
"""What a cell prints when its program is to be judged from outside."""


async def still_works(it: Any) -> bool:
    """Whether the pool answers a plain call."""
    return await asyncio.wait_for(it.call(work.double, 4), PATIENCE) == 8


async def cancelling_stops_the_work(it: Any) -> bool:
    """Cancelling the awaiting task stops the work within half a second."""
    path = Path(f"/tmp/nonblock-matrix-{os.getpid()}")  # noqa: S108 - a name of this process's own
    task = asyncio.ensure_future(it.call(work.count_up, str(path)))
    while not path.exists():
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.5)
    before = path.stat().st_size
    await asyncio.sleep(0.3)
    after = path.stat().st_size
    path.unlink()
    return before == after and await still_works(it)


def in_the_middle(it: Any, call: Any) -> tuple[list[Any], Any]:
    """Start a call with calls that run before it, beside it, and after it."""
    before = [asyncio.ensure_future(it.call(work.slow_double, number)) for number in range(3)]
    middle = asyncio.ensure_future(call)
    after = [asyncio.ensure_future(it.call(work.slow_double, number)) for number in range(3, 8)]
    return [*before, *after], middle


async def crash_fails_one_call(it: Any) -> bool:
    """A crash fails its call alone; the others that run and wait get their results."""
    others, crash = in_the_middle(it, it.call(os._exit, 1))
    results = await asyncio.gather(*others, return_exceptions=True)
    try:
        await asyncio.wait_for(crash, PATIENCE)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return results == [2 * number for number in range(8)]
    return False


async def pool_survives_crash(it: Any) -> bool:
    """After a crash the pool works on."""
    try:
        await asyncio.wait_for(it.call(os._exit, 1), PATIENCE)
    except Exception:
        pass
    return await still_works(it)


async def crash_is_named(it: Any) -> bool:
    """The error of a crash names the signal."""
    try:
        await asyncio.wait_for(it.call(work.kill_self, int(signal.SIGSEGV)), PATIENCE)
    except Exception as error:
        return "SIGSEGV" in str(error) or "signal 11" in str(error) or "-11" in str(error)
    return False


async def two_argument_exception(it: Any) -> bool:
    """An exception whose `__init__` takes two arguments arrives as it was."""
    try:
        await asyncio.wait_for(it.call(work.raise_two), PATIENCE)
    except Exception as error:
        return type(error) is work.TwoArgumentsError and "seven" in str(error)
    return False


async def argument_that_cannot_be_pickled(it: Any) -> bool:
    """An argument that cannot be pickled fails that call alone."""
    try:
        await asyncio.wait_for(it.call(work.double, threading.Lock()), PATIENCE)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def result_that_cannot_be_pickled(it: Any) -> bool:
    """A result that cannot be pickled fails that call alone."""
    try:
        await asyncio.wait_for(it.call(work.a_lock), PATIENCE)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def lambda_and_closure(it: Any) -> bool:
    """A lambda that closes over a variable can be called."""
    number = 3
    return await asyncio.wait_for(it.call(lambda: number + 1), PATIENCE) == 4


async def remote_traceback(it: Any) -> bool:
    """The traceback shows the line in the worker."""
    import traceback

    try:
        await it.call(work.raise_plain)
    except Exception as error:
        text = traceback.format_exception(type(error), error, error.__traceback__)
        return 'raise LookupError("plain")' in "".join(text)
    return False


async def pool_survives_two_arguments(it: Any) -> bool:
    """After an exception that cannot be rebuilt the pool works on."""
    try:
        await asyncio.wait_for(it.call(work.raise_two), PATIENCE)
    except Exception:
        return await still_works(it)
    return False


async def stop_iteration(it: Any) -> bool:
    """StopIteration in the function is an error of the call."""
    try:
        await asyncio.wait_for(it.call(next, iter(())), PATIENCE)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def no_orphans(it: Any) -> bool:
    """Marks two busy workers for `judge_no_orphans`, which kills this process."""
    for _ in range(2):
        asyncio.ensure_future(it.call(work.spin))  # noqa: RUF006 - this process is about to be killed
    await asyncio.sleep(0.7)
    print(READY, flush=True)
    await asyncio.sleep(60)
    return False


async def exit_waits_for_nothing(it: Any) -> bool:
    """Leaves a call running for `judge_exit`, which watches how long this process takes to end."""
    asyncio.ensure_future(it.call(time.sleep, 8))  # noqa: RUF006 - it is abandoned on purpose
    await asyncio.sleep(0.5)
    print(READY, flush=True)
    return True


async def exception_that_cannot_be_pickled(it: Any) -> bool:
    """An exception that cannot be pickled fails its call alone."""
    try:
        await asyncio.wait_for(it.call(work.raise_with_lock), PATIENCE)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return await still_works(it)
    return False


async def timeout_stops_the_work(it: Any) -> bool:
    """A timeout, given as the library wants it, stops the work and hurts no other call."""
    path = Path(f"/tmp/nonblock-matrix-{os.getpid()}")  # noqa: S108 - a name of this process's own
    await asyncio.wait_for(it.call(work.double, 1), 4)
    try:
        await it.call_within(0.5, work.count_up, str(path))
    except Exception:
        pass
    else:
        return False
    await asyncio.sleep(0.5)
    before = path.stat().st_size
    await asyncio.sleep(0.3)
    after = path.stat().st_size
    path.unlink()
    return before == after and await still_works(it)


async def queued_call_is_dropped(it: Any) -> bool:
    """A call cancelled in the queue never runs."""
    path = Path(f"/tmp/nonblock-matrix-{os.getpid()}")  # noqa: S108 - a name of this process's own
    await asyncio.wait_for(it.call(work.double, 1), 4)
    busy = [asyncio.ensure_future(it.call(work.slow_double, it_)) for it_ in range(8)]
    queued = asyncio.ensure_future(it.call(work.count_up, str(path)))
    await asyncio.sleep(0.02)
    queued.cancel()
    await asyncio.wait_for(asyncio.gather(*busy, return_exceptions=True), 5)
    await asyncio.sleep(0.2)
    ran = path.exists()
    path.unlink(missing_ok=True)
    return not ran


async def killed_worker_fails_one_call(it: Any) -> bool:
    """A worker killed from outside, as the kernel does when memory is short, fails the call it ran and no other."""
    others, victim = in_the_middle(it, it.call(work.kill_self, int(signal.SIGKILL)))
    results = await asyncio.gather(*others, return_exceptions=True)
    try:
        await asyncio.wait_for(victim, PATIENCE)
    except asyncio.TimeoutError:
        return False
    except Exception:
        return results == [2 * number for number in range(8)] and await still_works(it)
    return False


async def system_exit(it: Any) -> bool:
    """`sys.exit` in the function ends its call alone."""
    try:
        await asyncio.wait_for(it.call(work.leave), PATIENCE)
    except asyncio.TimeoutError:
        return False
    except BaseException:
        return await still_works(it)
    return False


async def prints_appear(it: Any) -> bool:
    """What the function prints appears on standard output."""
    with tempfile.TemporaryFile() as file:
        saved = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            again = type(it)()
            await asyncio.wait_for(again.call(work.say, "here I am"), 5)
            await asyncio.sleep(0.2)
        finally:
            os.dup2(saved, 1)
        file.seek(0)
        return b"here I am" in file.read()


async def workers_inherit_no_sockets(it: Any) -> bool:
    """A socket of the application is not open in its workers, where it would keep the port in use."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        mine = str(Path(f"/proc/self/fd/{listener.fileno()}").readlink())
        again = type(it)()  # whose workers start after the socket was made
        return mine not in await asyncio.wait_for(again.call(work.descriptors), 4)


async def locks_are_free(it: Any) -> bool:
    """A lock that a thread of the application holds is free in the worker."""
    taken = threading.Event()
    free = threading.Event()

    def hold() -> None:
        with work.LOCK:
            taken.set()
            free.wait(8)

    threading.Thread(target=hold, daemon=True).start()
    taken.wait(5)
    try:
        again = type(it)()  # whose workers start after the lock was taken
        return await asyncio.wait_for(again.call(work.can_lock), 5)
    finally:
        free.set()


async def works_in_a_forked_child(it: Any) -> bool:
    """After a fork of the application the child's calls work, and the parent's go on."""
    await asyncio.wait_for(it.call(work.double, 1), 4)
    child = os.fork()
    if child == 0:
        works: list[bool] = []
        # The loop belongs to the parent: the child runs one of its own, in a thread.
        thread = threading.Thread(target=lambda: works.append(asyncio.run(still_works(it))))
        thread.start()
        thread.join(5)
        os._exit(0 if works == [True] else 1)
    deadline = time.monotonic() + 7
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)  # noqa: ASYNC222 - it returns at once
        if pid:
            return status == 0 and await still_works(it)
        await asyncio.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    return False


async def input_is_consumed_lazily(it: Any) -> bool | None:
    """A long input is consumed as workers become free: not all of it at once."""
    if not hasattr(it, "consume"):
        return None
    taken = itertools.count()
    it.consume(work.slow_double, (next(taken) for _ in range(10_000)))
    await asyncio.sleep(2.0)
    return next(taken) < 5000


async def workers_are_replaced(it: Any) -> bool | None:
    """A worker is replaced after a number of calls."""
    if not hasattr(it, "recycling"):
        return None
    again = it.recycling(2)
    pids = [await asyncio.wait_for(again.call(os.getpid), 5) for _ in range(8)]
    return len(set(pids)) >= 3


async def streams(it: Any) -> bool | None:
    """A generator's items arrive one by one, and leaving early closes it."""
    if not hasattr(it, "generate"):
        return None
    taken = []
    async for item in it.generate(work.forever):
        taken.append(item)
        if len(taken) == 5000:
            break
    return taken == list(range(5000)) and await still_works(it)


async def context_is_carried(it: Any) -> bool | None:
    """Context variables reach the worker if asked for."""
    if not hasattr(it, "call_with_context"):
        return None
    work.request.set("r-17")
    return await it.call_with_context([work.request], work.read_request) == "r-17"


async def interrupt_ends_all(it: Any) -> bool:
    """Keeps two workers busy for `judge_interrupt`, which presses Ctrl-C."""
    calls = [it.call(work.spin) for _ in range(2)]
    asyncio.get_running_loop().call_later(0.7, lambda: print(READY, flush=True))
    await asyncio.gather(*calls)
    return False


CELLS: dict[str, Any] = {
    "cancelling the awaiting task stops the work": cancelling_stops_the_work,
    "a timeout stops the work and hurts no other call": timeout_stops_the_work,
    "a call cancelled in the queue never runs": queued_call_is_dropped,
    "a crash fails its own call alone": crash_fails_one_call,
    "a worker killed from outside fails its own call alone": killed_worker_fails_one_call,
    "the pool works on after a crash (d24)": pool_survives_crash,
    "the error of a crash names the signal": crash_is_named,
    "an exception with a two-argument `__init__` arrives (d26)": two_argument_exception,
    "the pool works on after such an exception (d26)": pool_survives_two_arguments,
    "an exception that cannot be pickled fails its call alone": exception_that_cannot_be_pickled,
    "an argument that cannot be pickled fails its call alone": argument_that_cannot_be_pickled,
    "a result that cannot be pickled fails its call alone": result_that_cannot_be_pickled,
    "lambdas and closures (d25)": lambda_and_closure,
    "the worker's traceback is shown": remote_traceback,
    "`StopIteration` is an error of the call": stop_iteration,
    "`sys.exit` ends its call alone": system_exit,
    "what the function prints appears": prints_appear,
    "workers do not inherit sockets": workers_inherit_no_sockets,
    "locks that threads of the application hold are free in workers": locks_are_free,
    "it works in a forked child (d29 d30)": works_in_a_forked_child,
    "a long input is consumed as workers become free": input_is_consumed_lazily,
    "a worker is replaced after a number of calls": workers_are_replaced,
    "a generator's items arrive one by one": streams,
    "context variables reach the worker if asked for": context_is_carried,
    "Ctrl-C ends everything within a second": interrupt_ends_all,
    "no orphan 1 s after `kill -9` of the parent": no_orphans,
    "the program's end waits for no abandoned work (d27)": exit_waits_for_nothing,
}
