import asyncio

from printer.machine import Machine


class Connection:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.messages: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def dispatch(self) -> str:
        message = await self.messages.get()
        match message["method"]:
            case "shutdown":
                return self.machine.shutdown(message["reason"])  # via: sleep # via: exists
            case other:
                return f"unknown method {other}"
