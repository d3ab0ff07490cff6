import requests

from orders.bus import Bus, OrderPlaced


def audit(event: OrderPlaced) -> None:
    with open("/var/log/orders", "a") as log:
        print(event.number, file=log)


class Webhook:
    def __init__(self, url: str) -> None:
        self.url = url

    def __call__(self, event: OrderPlaced) -> None:
        requests.post(self.url, json={"number": event.number})


def install(bus: Bus) -> None:
    bus.subscribe(OrderPlaced, audit)
    bus.subscribe(OrderPlaced, Webhook("https://hooks.example.org"))
