"""What every engine of `nonblock.cluster` offers, and what it is given: the protocol between rules and machinery."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping


@dataclass(eq=False)
class Call:
    """One attempt to run a function somewhere.

    Attributes:
        function: What to call.
        args: With what.
        kwargs: With what, by name.
        name: What messages and dashboards call it.
        timeout: Seconds it may run, from its start.
        context: Values of context variables, by the module and the attribute that hold them.
        resources: What it needs of its worker.
        on_start: To be called once, on the event loop, when the call has started; only engines that do not keep
            the time themselves call it, and only if there is a timeout.
        key: A name that no other call has.
        ticket: Whatever the engine wants to remember.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    name: str
    timeout: float | None
    context: dict[tuple[str, str], Any] | None
    resources: Mapping[str, float]
    on_start: Callable[[], None] = field(default=lambda: None)
    key: str = field(init=False)
    ticket: Any = None

    def __post_init__(self) -> None:
        """Make the key."""
        self.key = f"{self.name}-{uuid4().hex}"


class Engine(Protocol):
    """What runs calls. It never waits on the event loop, never retries, and does not bound how much it is given.

    Bounds, retries, and timeouts from the start on are kept by `Cluster`, the same for all.
    """

    name: str

    async def submit(self, call: Call) -> Any:
        """Run a call, return what it returns, and raise what it raises; WorkerCrashed if its worker is lost."""
        ...

    def cancel(self, call: Call) -> None:
        """Ask for the end of a call whose `submit` was cancelled, as firmly as the engine can; do not wait."""
        ...

    def stream(self, call: Call) -> AsyncGenerator[Any, None]:
        """Run a call and iterate over what it returns. Closing the iterator closes the generator over there."""
        ...

    async def close(self) -> None:
        """Leave the cluster."""
        ...


def import_engine(module: str, extra: str) -> Any:
    """Import an engine's library, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module:
            raise
        raise ModuleNotFoundError(
            f"the {extra} engine of nonblock.cluster needs the package {module!r}, which is not installed; "
            f"install it with: pip install 'nonblock[{extra}]'",
            name=module,
        ) from None
