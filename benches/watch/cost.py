"""What watching costs, beside other tools: the loop's CPU time per turn, a core's share at rest, an attached watch.

    python benches/watch/cost.py [--rounds 9] [--turns 60000] [--rest 10] [--write]

Each round runs every tool once, in a process of its own, in turn; ratios are to the same round's run without a tool, and a
second such run ("nothing, again") shows the noise. CPU time of the loop's thread, so that a busy machine shifts all alike.
`--write` writes `docs/watch-cost.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "watch-cost.md"
NOTHING = ("nothing", "nothing, again")
TOOLS = (
    *NOTHING,
    "a second thread, idle",
    "nonblock",
    "nonblock, strict",
    "asyncio debug",
    "pyleak",
    "blockbuster",
    "aiocop",
    "asynclens",
)
LOOPS = ("asyncio", "uvloop")
COUNTED = """
import asyncio, sys, time
done = 0
async def task():
    global done
    while True:
        await asyncio.sleep(0)
        sum(range(200))
        done += 1
async def main():
    tasks = [asyncio.create_task(task()) for _ in range(10)]
    loop = asyncio.get_running_loop()
    asked = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while await asked.readline():
        print(done, time.thread_time(), flush=True)
asyncio.run(main())
"""


def turns(tool: str, loop_name: str, count: int) -> float:
    """Return the CPU seconds of one turn of a loop under a tool; in a process of its own."""
    command = [sys.executable, __file__, "--one", tool, loop_name, str(count)]
    return float(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    )


def one(tool: str, loop_name: str, count: int) -> None:
    """Print what one turn takes."""
    import tools

    async def main() -> float:
        sleep = asyncio.sleep
        for _ in range(count // 10):
            await sleep(0)
        began = time.thread_time()
        for _ in range(count):
            await sleep(0)
        took = (time.thread_time() - began) / count
        print(repr(took), flush=True)
        return took

    loop = new_loop(loop_name)
    if tool == "nonblock, strict":
        from nonblock.watch import watch

        with watch(terminal=False, strict=True):
            loop.run_until_complete(main())
    elif tool == "a second thread, idle":
        import threading

        threading.Thread(target=time.sleep, args=(1e6,), daemon=True).start()
        loop.run_until_complete(main())
    elif tool in NOTHING:
        loop.run_until_complete(main())
    else:
        tools.TOOLS[tool](loop, main)
    os._exit(0)


def new_loop(name: str) -> asyncio.AbstractEventLoop:
    """Return a loop."""
    if name == "uvloop":
        import uvloop

        loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        return loop
    return asyncio.new_event_loop()


def overhead(rounds: int, count: int) -> list[str]:
    """Return the table of turns."""
    lines = ["| tool | " + " | ".join(LOOPS) + " |", "| --- |" + " --- |" * len(LOOPS)]
    cells: dict[str, list[str]] = {tool: [] for tool in TOOLS}
    for loop in LOOPS:
        taken: dict[str, list[float]] = {tool: [] for tool in TOOLS}
        for _ in range(rounds):
            for tool in TOOLS:
                taken[tool].append(turns(tool, loop, count))
        for tool, times in taken.items():
            ratios = [took / base for took, base in zip(times, taken["nothing"], strict=True)]
            shown = f"{statistics.median(ratios):.3f}"
            if tool == "nothing":
                shown = f"{statistics.median(times) * 1e9:.0f} ns a turn"
            cells[tool].append(shown)
            print(loop, tool, shown, file=sys.stderr, flush=True)
    return lines + [f"| {tool} | " + " | ".join(row) + " |" for tool, row in cells.items()]


def cpu_of(process: int) -> float:
    """Return the CPU seconds of a process so far."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((it / "schedstat").read_text().split()[0]) for it in threads) / 1e9


def rest(tool: str, seconds: float) -> float:
    """Return the share of a core that a process with an idle loop takes, in percent."""
    child = subprocess.Popen(
        [sys.executable, __file__, "--idle", tool], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        child.stdout.readline()
        before = cpu_of(child.pid)
        time.sleep(seconds)
        return (cpu_of(child.pid) - before) / seconds * 100
    finally:
        child.kill()
        child.wait()


def idle(tool: str) -> None:
    """Be idle under a tool."""
    import tools

    async def main() -> float:
        await asyncio.sleep(2)
        print("ready", flush=True)
        await asyncio.sleep(1e6)
        return 0.0

    loop = asyncio.new_event_loop()
    if tool in NOTHING:
        loop.run_until_complete(main())
    else:
        tools.TOOLS[tool](loop, main)


def attached(rounds: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Return the throughput of a busy process while it is looked at from outside, by wall clock and by CPU time."""
    folder = Path(sys.executable).parent
    watchers: dict[str, list[str] | None] = {
        "nothing": None,
        "nothing, again": None,
        "nonblock watch --pid": [str(folder / "nonblock"), "watch", "--pid", "PID"],
        "py-spy record --rate 100": [
            *(str(folder / "py-spy"), "record", "--rate", "100", "--pid", "PID"),
            *("--format", "raw", "--output", "/dev/null", "--duration", "3600"),
        ],
    }
    target = subprocess.Popen(
        [sys.executable, "-c", COUNTED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )

    def counted() -> tuple[int, float, float]:
        assert target.stdin is not None
        assert target.stdout is not None
        target.stdin.write("\n")
        done, cpu = target.stdout.readline().split()
        return int(done), float(cpu), time.monotonic()

    rates: dict[str, list[tuple[float, float]]] = {name: [] for name in watchers}
    try:
        counted()
        for _ in range(rounds):
            for name, command in watchers.items():
                spy = None
                if command:
                    ours = [part.replace("PID", str(target.pid)) for part in command]
                    spy = subprocess.Popen(
                        ours, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                    )
                time.sleep(0.7)
                before = counted()
                time.sleep(seconds)
                after = counted()
                if spy:
                    spy.send_signal(signal.SIGINT)
                    spy.wait()
                done = after[0] - before[0]
                rates[name].append((done / (after[2] - before[2]), done / (after[1] - before[1])))
    finally:
        target.kill()
        target.wait()

    def ratio(name: str, part: int) -> float:
        pairs = zip(rates[name], rates["nothing"], strict=True)
        return statistics.median(one[part] / other[part] for one, other in pairs)

    return {name: (ratio(name, 0), ratio(name, 1)) for name in watchers if name != "nothing"}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--turns", type=int, default=60_000)
    parser.add_argument("--rest", type=float, default=10)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", nargs=3)
    parser.add_argument("--idle")
    arguments = parser.parse_args()
    if arguments.one:
        return one(arguments.one[0], arguments.one[1], int(arguments.one[2]))
    if arguments.idle:
        return idle(arguments.idle)
    lines = [
        "# What watching costs",
        "",
        "Written by `python benches/watch/cost.py --write`, on a machine with other work; a ratio is worth what the line",
        "`nothing, again` leaves of it.",
        "",
        "## A turn of the loop",
        "",
        "CPU time of the loop's thread for `await asyncio.sleep(0)`, against nothing; medians of interleaved rounds",
        f"(`python benches/watch/cost.py --rounds {arguments.rounds} --turns {arguments.turns} --rest {arguments.rest:g}`).",
        "`a second thread, idle` shows what any thread beside the loop costs, which a watchdog is.",
        "",
        *overhead(arguments.rounds, arguments.turns),
        "",
        "## At rest",
        "",
        "CPU time of the whole process while its loop idles, in percent of a core.",
        "",
        "| tool | percent |",
        "| --- | --- |",
        *(
            f"| {tool} | {rest(tool, arguments.rest):.3f} |"
            for tool in (
                "nothing",
                "nonblock",
                "asyncio debug",
                "pyleak",
                "blockbuster",
                "aiocop",
                "asynclens",
            )
        ),
        "",
        "## From outside",
        "",
        "Throughput of a busy process while it is looked at a hundred times a second.",
        "",
        "| watcher | by the wall clock | by its own CPU time |",
        "| --- | --- | --- |",
        *(
            f"| {name} | {wall:.3f} | {cpu:.3f} |"
            for name, (wall, cpu) in attached(arguments.rounds, 2).items()
        ),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if arguments.write:
        PAGE.write_text(text)
    return None


if __name__ == "__main__":
    main()
