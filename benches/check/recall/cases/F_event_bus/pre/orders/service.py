from orders.bus import Bus, OrderPlaced
from orders.listeners import install


class OrderService:
    def __init__(self) -> None:
        self.bus = Bus()
        install(self.bus)
        self.next_number = 1

    async def place(self, customer: str) -> int:
        number, self.next_number = self.next_number, self.next_number + 1
        self.bus.publish(OrderPlaced(number, customer))  # via: audit # via: webhook
        return number
