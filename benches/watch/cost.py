"""What watching costs, beside other tools: the loop's CPU time per turn, a core's share at rest, an attached watch.

    python benches/watch/cost.py [--rounds 60] [--turns 40000] [--windows 60] [--rest 10] [--write]

Every figure is the median of ratios within a round, with the interval in which it lies with 95 %; the lines `nothing,
again` say what the machine's noise alone makes of it. CPU time of the loop's thread, which is kept on one CPU. About three minutes;
`--write` writes `docs/watch-cost.md`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

import outside
import turns
from paired import ratio

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "watch-cost.md"
AT_REST = ("nothing", "nonblock", "asyncio debug", "pyleak", "blockbuster", "aiocop", "asynclens")


def of_turns(rounds: int, count: int) -> list[str]:
    """Return the table of turns."""
    taken = turns.measure(rounds, count)
    nothing, *close = turns.CLOSE
    base = [statistics.median(of[nothing]) * 1e9 for of, _ in taken.values()]
    rows = [(nothing, [f"{it:.0f} ns a turn" for it in base])]
    rows += [(it, [str(ratio(of[it], of[nothing])) for of, _ in taken.values()]) for it in close]
    rows += [
        (it, [str(ratio(of[it], of[nothing])) for _, of in taken.values()]) for it in turns.FAR
    ]
    lines = ["| tool | " + " | ".join(taken) + " |", "| --- |" + " --- |" * len(taken)]
    return lines + [f"| {tool} | " + " | ".join(cells) + " |" for tool, cells in rows]


def cpu_of(process: int) -> float:
    """Return the CPU seconds of a process so far."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((it / "schedstat").read_text().split()[0]) for it in threads) / 1e9


def rest(seconds: float) -> list[str]:
    """Return the table of the share of a core that a process with an idle loop takes; all idle at once."""
    pipe = subprocess.PIPE
    command = [sys.executable, __file__, "--idle"]
    idlers = [subprocess.Popen([*command, tool], stdout=pipe, text=True) for tool in AT_REST]
    try:
        for idler in idlers:
            assert idler.stdout is not None
            idler.stdout.readline()
        before = [cpu_of(idler.pid) for idler in idlers]
        time.sleep(seconds)
        used = [cpu_of(idler.pid) for idler in idlers]
    finally:
        for idler in idlers:
            idler.kill()
            idler.wait()
    shares = [(now - then) / seconds * 100 for now, then in zip(used, before, strict=True)]
    rows = zip(AT_REST, shares, strict=True)
    return ["| tool | percent |", "| --- | --- |", *(f"| {tool} | {it:.3f} |" for tool, it in rows)]


def idle(tool: str) -> None:
    """Be idle under a tool."""
    import tools

    async def main() -> float:
        await asyncio.sleep(2)
        print("ready", flush=True)
        await asyncio.sleep(1e6)
        return 0.0

    loop = asyncio.new_event_loop()
    if tool == "nothing":
        loop.run_until_complete(main())
    else:
        tools.TOOLS[tool](loop, main)


def from_outside(windows: int) -> list[str]:
    """Return the table of throughput."""
    rates = outside.measure(windows)
    lines = ["| watcher | by its own CPU time | by the wall clock |", "| --- | --- | --- |"]
    for name in ("nothing, again", outside.WATCHER, outside.SPY):
        base = rates["nothing"][::10] if name == outside.SPY else rates["nothing"]
        cpu = ratio([it[1] for it in rates[name]], [it[1] for it in base])
        wall = ratio([it[0] for it in rates[name]], [it[0] for it in base])
        lines.append(f"| {name} | {cpu} | {wall} |")
    return lines


def page(arguments: argparse.Namespace) -> str:
    """Return the page."""
    options = f"--rounds {arguments.rounds} --turns {arguments.turns} --windows {arguments.windows} --rest {arguments.rest:g}"
    lines = [
        "# What watching costs",
        "",
        "Written by `python benches/watch/cost.py --write`",
        f"(`{options}`).",
        "Each figure is the median of ratios within a round, with the interval in which it lies with 95 %. A figure is worth what",
        "the line `nothing, again` leaves of it: nothing against nothing, measured the same way.",
        "",
        "## A turn of the loop",
        "",
        "CPU time of the loop's thread for `await asyncio.sleep(0)`, against nothing; lower is better",
        "(`python benches/watch/cost.py`). `a second thread, idle` is what any thread beside the loop costs, which a watchdog is too.",
        "The lines down to `nonblock` are measured in one process, where the tool starts and stops; the others by a process each.",
        "",
        *of_turns(arguments.rounds, arguments.turns),
        "",
        "## At rest",
        "",
        "CPU time of the whole process while its loop idles, in percent of a core.",
        "",
        *rest(arguments.rest),
        "",
        "## From outside",
        "",
        "Throughput of a busy process while it is looked at a hundred times a second, against nothing; higher is better.",
        "",
        *from_outside(arguments.windows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--turns", type=int, default=40_000)
    parser.add_argument("--windows", type=int, default=60)
    parser.add_argument("--rest", type=float, default=10)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--idle")
    arguments = parser.parse_args()
    if arguments.idle:
        return idle(arguments.idle)
    text = page(arguments)
    print(text)
    if arguments.write:
        PAGE.write_text(text)
    return None


if __name__ == "__main__":
    main()
