from typing import Any

from shelf.models import Ticket


async def take(request: Any, number: int) -> None:
    ticket = await Ticket.objects.aget(pk=number)
    ticket.seats -= 1
    await ticket.asave()  # silent: save


async def refund(request: Any) -> None:
    async for ticket in Ticket.objects.filter(seats=0):
        await ticket.adelete()  # silent: delete


async def first(request: Any) -> None:
    ticket = await Ticket.objects.filter(seats=0).order_by("pk").afirst()  # silent: first
    if ticket:
        await ticket.arefresh_from_db()  # silent: refresh
