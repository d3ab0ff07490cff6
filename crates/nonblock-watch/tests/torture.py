"""A program that makes and frees frames, code objects and threads as fast as it can.

Every function is called `KIND FAMILY _ DEPTH` (`t3_5`), is called only by `t3_4`, and stands on the lines from
`DEPTH * 10 + 1` on: whoever reads a stack can tell whether it ever existed.
"""

import asyncio
import gc
import sys
import threading

DEPTH = 12
sys.setswitchinterval(0.0005)


def family(kind: str, number: int) -> object:
    """Compile a family anew, so that its code objects are made and freed."""
    lines = [""] * (DEPTH * 10 + 10)
    word, wait = ("async def", "await ") if kind == "c" else ("def", "")
    for depth in range(DEPTH):
        at = depth * 10
        lines[at] = f"{word} {kind}{number}_{depth}(n):"
        lines[at + 1] = "    try:"
        if depth + 1 < DEPTH:
            lines[at + 2] = f"        return {wait}{kind}{number}_{depth + 1}(n)"
        else:
            lines[at + 2] = f"        {'await sleep(0)' if kind == 'c' else 'x = [n] * 50'}"
            lines[at + 3] = "        if n % 3 == 0: raise ValueError(n)"
        lines[at + 4] = "    finally:"
        lines[at + 5] = "        n += 1"
    names = {"sleep": asyncio.sleep}
    exec(compile("\n".join(lines), f"<family {kind}{number}>", "exec"), names)
    return names[f"{kind}{number}_0"]


def busy(number: int, rounds: int) -> None:
    for _ in range(rounds):
        function = family("t", number)
        for n in range(20):
            try:
                function(n)
            except ValueError:
                pass


def start_threads() -> None:
    number = 100
    while True:
        thread = threading.Thread(target=busy, args=(number, 2), daemon=True)
        thread.start()
        thread.join()
        number += 1
        gc.collect(0)


async def steps(number: int) -> None:
    while True:
        function = family("c", number)
        for n in range(20):
            try:
                await function(n)
            except ValueError:
                pass


async def main() -> None:
    for number in range(2):
        threading.Thread(target=busy, args=(number, 1 << 40), daemon=True).start()
    threading.Thread(target=start_threads, daemon=True).start()
    print("ready")
    await asyncio.gather(*(steps(number) for number in range(20)))


asyncio.run(main())
