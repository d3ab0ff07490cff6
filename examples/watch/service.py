"""A small service that blocks its event loop in ways that are often met: for trying `nonblock watch` on.

Run it, and in another terminal `nonblock watch top --pid PID` or `nonblock watch record --pid PID -o report.html`.
"""

import asyncio
import hashlib
import json
import os
import re
import time

ORDERS = [
    {"id": number, "lines": [{"sku": f"A{number}", "count": 3}] * 4} for number in range(15_000)
]


def load_report() -> None:
    """Wait, as a client without async support does."""
    time.sleep(0.25)


def hash_password(password: bytes) -> bytes:
    """Compute in C code that lets other threads run."""
    return hashlib.pbkdf2_hmac("sha256", password, b"salt", 900_000)


def find_coupon(text: str) -> "re.Match[str] | None":
    """Backtrack for long on a short text."""
    return re.match(r"(?:A+)+B", text)


def export_orders() -> str:
    """Compute in Python, deep in a library."""
    return json.dumps(ORDERS, indent=1)


async def handle_report() -> None:
    """Answer a request."""
    load_report()


async def handle_login() -> None:
    """Answer a request."""
    hash_password(b"correct horse battery staple")


async def handle_coupon() -> None:
    """Answer a request."""
    find_coupon("A" * 24)


async def handle_export() -> None:
    """Answer a request."""
    export_orders()


async def handle_ping() -> None:
    """Answer a request as it should be: in no time."""
    await asyncio.sleep(0.005)
    sum(range(10_000))


async def main() -> None:
    """Have requests come, one after another."""
    print(f"ready: process {os.getpid()}", flush=True)  # noqa: T201
    handlers = [handle_report, handle_login, handle_ping, handle_coupon, handle_export]
    while True:
        for handler in handlers:
            await asyncio.create_task(handler(), name=handler.__name__)
            for _ in range(6):
                await asyncio.create_task(handle_ping(), name="handle_ping")
                await asyncio.sleep(0.01)


asyncio.run(main())
