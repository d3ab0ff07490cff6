"""A soak of the process pool: mixed calls with kills, timeouts, cancels and large buffers; every call is accounted for.

    python tests/soak/processes.py --seconds 60 [--calls 200000] [--seed 1]

It ends with exit code 1 and says what is wrong if a call got another call's result, an outcome it cannot have, or
none, or if a process, a descriptor or shared memory is left over.
"""

# ruff: noqa: FBT001 - a program that looks at /proc and prints

from __future__ import annotations

import argparse
import asyncio
import collections
import gc
import os
import random
import signal
import sys
import time
from typing import Any

import nonblock
from nonblock import WorkerCrashed, in_process

CALLERS = 32
DEADLINE = 30.0


def give(value: Any) -> Any:
    """Give back."""
    return value


def crash(how: str) -> None:
    """End this worker."""
    if how == "exit":
        os._exit(3)
    os.kill(os.getpid(), signal.SIGKILL)


def fail(number: int) -> None:
    """Raise."""
    raise LookupError(number)


class Soak:
    """The calls, and what became of them."""

    def __init__(
        self, pool: nonblock.ProcessPool, source: random.Random, until: float, calls: int
    ) -> None:
        """Know when to stop."""
        self.pool, self.source, self.until, self.left = pool, source, until, calls
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.faults: list[str] = []
        self.call = in_process.options(pool=pool)

    def expect(self, is_right: bool, fault: str) -> None:
        """Note a fault."""
        if not is_right:
            self.faults.append(fault)

    async def one(self, number: int) -> None:
        """One call of a kind chosen at random."""
        dice = self.source.random()
        if dice < 0.55:
            self.expect(
                await self.call(give, number) == number, f"call {number} got another result"
            )
            self.outcomes["small"] += 1
        elif dice < 0.90:
            numbers = range(number, number + 20)
            results = await asyncio.gather(*[self.call(give, it) for it in numbers])
            self.expect(
                results == list(numbers), f"the burst at {number} got other results: {results}"
            )
            self.outcomes["small"] += 20
        elif dice < 0.93:
            value = bytes([number % 251]) * self.source.choice([1 << 16, 1 << 18, 3 << 20])
            self.expect(await self.call(give, value) == value, f"buffer {number} came back changed")
            self.outcomes["large"] += 1
        elif dice < 0.95:
            await self.raises(LookupError, self.call(fail, number), "error")
        elif dice < 0.96:
            await self.raises(
                WorkerCrashed, self.call(crash, self.source.choice(["exit", "kill"])), "crash"
            )
        elif dice < 0.97:
            slow = in_process.options(pool=self.pool, timeout=0.02)
            await self.raises(asyncio.TimeoutError, slow(time.sleep, 30), "timeout")
        elif dice < 0.985:
            await self.cancel(number)
        else:
            await self.stream(number)

    async def raises(self, kind: type[BaseException], call: Any, name: str) -> None:
        """A call that must raise."""
        try:
            await call
        except kind:
            self.outcomes[name] += 1
        else:
            self.faults.append(f"a call that must end by {name} returned")

    async def cancel(self, number: int) -> None:
        """A call that is cancelled at a random moment: it ends by that, or it was faster."""
        large = self.source.random() < 0.3
        value: Any = bytearray(2 << 20) if large else number
        function, argument = (give, value) if self.source.random() < 0.5 else (time.sleep, 30)
        task: asyncio.Task[Any] = asyncio.ensure_future(self.call(function, argument))
        await asyncio.sleep(self.source.random() * 0.01)
        task.cancel()
        try:
            result = await task
        except asyncio.CancelledError:
            self.outcomes["cancel"] += 1
        else:
            self.expect(result == value, f"the cancelled call {number} got another result")
            self.outcomes["cancel too late"] += 1

    async def stream(self, number: int) -> None:
        """A stream that is left at a random place."""
        length, leave = self.source.randrange(300), self.source.randrange(300)
        stream = in_process.options(pool=self.pool).generate(range, number, number + length)
        taken = 0
        async for item in stream:
            self.expect(
                item == number + taken, f"the stream at {number} gave {item} as item {taken}"
            )
            taken += 1
            if taken > leave:
                break
        await stream.aclose()
        self.expect(
            taken == min(length, leave + 1), f"the stream at {number} ended after {taken} items"
        )
        self.outcomes["stream"] += 1

    async def killer(self) -> None:
        """Kill workers from outside now and then: the calls they run then fail, and say so."""
        while time.monotonic() < self.until:
            await asyncio.sleep(self.source.random() * 0.5)
            pids = self.pool.worker_pids()
            if pids:
                try:
                    os.kill(self.source.choice(pids), signal.SIGKILL)
                    self.outcomes["killed from outside"] += 1
                except ProcessLookupError:
                    continue

    async def caller(self, first: int) -> None:
        """Call again and again."""
        number = first
        while time.monotonic() < self.until and self.left > 0:
            self.left -= 1
            number += CALLERS * 1000
            try:
                await asyncio.wait_for(self.one(number), DEADLINE)
            except WorkerCrashed as error:
                # The killer's work; a crash by any other cause is a fault.
                self.expect(error.signal == signal.SIGKILL, f"call {number}: {error}")
                self.outcomes["hit from outside"] += 1
            except asyncio.TimeoutError:
                self.faults.append(
                    f"call {number} had no outcome after {DEADLINE} s; load {self.pool.core().load()}"
                )

    async def settle(self) -> None:
        """Wait for the outcomes of calls that were cancelled just before they ended."""
        deadline = time.monotonic() + 5
        while self.pool.core().load() != (0, 0) and time.monotonic() < deadline:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.01)

    async def run(self) -> None:
        """Run all callers and the killer."""
        killer = asyncio.ensure_future(self.killer())
        await asyncio.gather(*[self.caller(number * 1000) for number in range(CALLERS)])
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
        await self.settle()
        self.expect(
            self.pool.core().load() == (0, 0),
            f"the pool still holds calls: {self.pool.core().load()}",
        )


def descendants() -> set[int]:
    """Live processes of this process's session that are not this process."""
    session, found = os.getsid(0), set()
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                state, _, _, its_session = file.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its_session) == session and state != "Z":
            found.add(int(name))
    return found


def arenas() -> int:
    """Mappings and descriptors of memory files that are still here."""
    with open("/proc/self/maps") as file:
        return sum("memfd:nonblock" in line for line in file)


def main() -> int:
    """Soak, then look for leftovers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--calls", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    before_fds, before_processes = set(os.listdir("/proc/self/fd")), descendants()
    pool = nonblock.ProcessPool(max_workers=options.workers)
    soak = Soak(
        pool, random.Random(options.seed), time.monotonic() + options.seconds, options.calls
    )
    asyncio.run(soak.run())
    pool.shutdown()
    del pool, soak.pool, soak.call
    gc.collect()
    deadline = time.monotonic() + 2
    while (left := descendants() - before_processes) and time.monotonic() < deadline:
        os.sched_yield()
    soak.expect(not left, f"processes are left: {left}")
    fds = set(os.listdir("/proc/self/fd")) - before_fds
    soak.expect(not fds, f"descriptors are left: {fds}")
    soak.expect(arenas() == 0, f"{arenas()} shared mappings are left")
    print(f"{sum(soak.outcomes.values())} outcomes: {dict(soak.outcomes.most_common())}")
    for fault in soak.faults[:50]:
        print("FAULT", fault)
    print("faults:", len(soak.faults))
    return 1 if soak.faults else 0


if __name__ == "__main__":
    sys.exit(main())
