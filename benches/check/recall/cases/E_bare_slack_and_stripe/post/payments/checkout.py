import asyncio

from payments.alerts import Alerts
from payments.charge import charge


class Checkout:
    def __init__(self, alerts: Alerts) -> None:
        self.alerts = alerts

    async def pay(self, customer: str, cents: int) -> str:
        try:
            return await asyncio.to_thread(charge, customer, cents)  # silent: stripe
        except ValueError as error:
            await asyncio.to_thread(self.alerts.alert, f"{customer}: {error}")  # silent: slack
            raise
