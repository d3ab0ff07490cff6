import asyncio

from printer.machine import Machine


class Connection:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.messages: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def dispatch(self) -> str:
        message = await self.messages.get()  # silent: queue
        match message["method"]:
            case "shutdown":
                return await asyncio.to_thread(self.machine.shutdown, message["reason"])  # silent: sleep
            case other:
                return f"unknown method {other}"
