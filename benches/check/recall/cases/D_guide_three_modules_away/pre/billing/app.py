import asyncio

from billing.gateway import Gateway
from billing.invoices import InvoiceBook

book = InvoiceBook(Gateway("https://billing.example.org"))


async def show_total(customer: int) -> str:
    return f"{book.total(customer):.2f}"  # via: http # via: sleep


async def show_pdf(number: int) -> bytes:
    return book.pdf(number)  # via: run # via: open # via: seek # via: write


async def wait_until_usable() -> None:
    while not book.usable():  # via: url
        await asyncio.sleep(1)
