import asyncio

from billing.gateway import Gateway
from billing.invoices import InvoiceBook

book = InvoiceBook(Gateway("https://billing.example.org"))


async def show_total(customer: int) -> str:
    total = await asyncio.to_thread(book.total, customer)  # silent: http
    return f"{total:.2f}"


async def show_pdf(number: int) -> bytes:
    return await asyncio.to_thread(book.pdf, number)  # silent: run


async def wait_until_usable() -> None:
    while not await asyncio.to_thread(book.usable):  # silent: url
        await asyncio.sleep(1)
