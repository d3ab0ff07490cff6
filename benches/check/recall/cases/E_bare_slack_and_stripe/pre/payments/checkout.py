from payments.alerts import Alerts
from payments.charge import charge


class Checkout:
    def __init__(self, alerts: Alerts) -> None:
        self.alerts = alerts

    async def pay(self, customer: str, cents: int) -> str:
        try:
            return charge(customer, cents)  # via: stripe
        except ValueError as error:
            self.alerts.alert(f"{customer}: {error}")  # via: slack
            raise
