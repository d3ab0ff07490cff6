import asyncio

from streams.consumer import Subscriber
from streams.producer import Publisher


class Bridge:
    def __init__(self, source: Subscriber, target: Publisher) -> None:
        self.source = source
        self.target = target

    async def step(self) -> None:
        message = await asyncio.to_thread(self.source.next_message)  # silent: poll
        if message:
            await asyncio.to_thread(self.target.publish, "copy", message)  # silent: flush
