import logging

import paho.mqtt.client as mqtt

log = logging.getLogger(__name__)


class Bridge:
    def __init__(self, host: str) -> None:
        self.host = host
        self._client = None
        self._topics: list[str] = []

    def listen(self, topic: str) -> None:
        self._topics.append(topic)

    def prepare(self) -> None:
        self._client = mqtt.Client()
        self._client.on_connect = self._connected

    def _connected(self, client: object, *_: object) -> None:
        log.info("connected: %s", client)

    async def start(self) -> None:
        self.prepare()
        self._client.connect(self.host, 1883)  # hit: connect

    async def stop(self) -> None:
        if self._client is not None:
            self._client.loop_stop()  # hit: stop
