from confluent_kafka import Consumer


class Subscriber:
    def __init__(self, settings: dict[str, str], topic: str) -> None:
        self.consumer = Consumer(settings)
        self.consumer.subscribe([topic])

    def next_message(self) -> bytes | None:
        message = self.consumer.poll(1.0)
        return message.value() if message is not None else None
