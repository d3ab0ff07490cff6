from typing import Any

from shelf.models import Ticket


async def take(request: Any, number: int) -> None:
    ticket = await Ticket.objects.aget(pk=number)
    ticket.seats -= 1
    ticket.save()  # hit: save


async def refund(request: Any) -> None:
    async for ticket in Ticket.objects.filter(seats=0):
        ticket.delete()  # hit: delete


async def first(request: Any) -> None:
    ticket = Ticket.objects.filter(seats=0).order_by("pk").first()  # hit: first
    if ticket:
        ticket.refresh_from_db()  # hit: refresh
