import asyncio

import requests

from mqttlike import Client


def forward(topic: str, payload: bytes) -> None:
    requests.post(f"https://sink.example.org/{topic}", data=payload)  # hit: hook


def main() -> None:
    client = Client("localhost")
    client.on_message = forward
    asyncio.run(client.run())


if __name__ == "__main__":
    main()
