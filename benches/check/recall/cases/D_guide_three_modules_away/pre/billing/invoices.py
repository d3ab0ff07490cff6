from billing.gateway import Gateway
from billing.transport import convert


class InvoiceBook:
    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def total(self, customer: int) -> float:
        return float(self.gateway.customer(customer)["open"])

    def pdf(self, number: int) -> bytes:
        document = convert(f"/srv/invoices/{number}.html")
        self.gateway.record(f"{number} rendered\n")
        return document

    def usable(self) -> bool:
        return self.gateway.healthy()
