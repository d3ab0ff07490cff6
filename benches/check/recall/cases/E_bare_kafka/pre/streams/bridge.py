from streams.consumer import Subscriber
from streams.producer import Publisher


class Bridge:
    def __init__(self, source: Subscriber, target: Publisher) -> None:
        self.source = source
        self.target = target

    async def step(self) -> None:
        message = self.source.next_message()  # via: poll
        if message:
            self.target.publish("copy", message)  # via: flush
