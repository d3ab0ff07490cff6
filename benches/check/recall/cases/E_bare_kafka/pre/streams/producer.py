from kafka import KafkaProducer


class Publisher:
    def __init__(self, servers: list[str]) -> None:
        self.producer = KafkaProducer(bootstrap_servers=servers)

    def publish(self, topic: str, body: bytes) -> None:
        self.producer.send(topic, body)
        self.producer.flush()  # hit: flush
