"""The engine without a cluster: worker processes on this machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from nonblock._process_errors import name_of
from nonblock._process_stream import Stream
from nonblock._processes import PROCESS_POOL

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from nonblock._cluster_engine import Call


class LocalEngine:
    """Runs calls in the pool of `in_process`, which keeps timeouts itself. Resources mean nothing to it."""

    name = "local"

    async def submit(self, call: Call) -> Any:
        """Run a call in a worker process."""
        port = PROCESS_POOL.ensure().port(asyncio.get_running_loop())
        # The pool knows functions by name itself, and puts names that were given in quotes.
        name = None if call.name == name_of(call.function) else call.name
        future, token = port.submit(
            call.function, call.args, call.kwargs, call.timeout, call.context, name
        )
        call.ticket = port, token
        try:
            return await future
        finally:
            del future

    def cancel(self, call: Call) -> None:
        """Kill the worker that runs the call."""
        if call.ticket is not None:
            port, token = call.ticket
            port.cancel(token)

    async def stream(self, call: Call) -> AsyncGenerator[Any, None]:
        """Draw the items of a generator in a worker process."""
        stream: Stream[Any] = Stream(
            asyncio.get_running_loop(),
            PROCESS_POOL.ensure(),
            call.function,
            call.args,
            call.kwargs,
            call.timeout,
            call.context,
        )
        try:
            while (batch := await stream.next_batch()) is not None:
                for item in batch:
                    yield item
        finally:
            await stream.close()

    async def close(self) -> None:
        """Leave the pool to the rest of the program."""
