import paho.mqtt.client as mqtt


class Broker:
    def __init__(self) -> None:
        self.client = mqtt.Client()

    def open(self, host: str) -> None:
        self.client.connect(host, 1883)
