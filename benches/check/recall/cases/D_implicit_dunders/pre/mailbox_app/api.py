import asyncio

from mailbox_app.account import Account


async def greeting(account: Account) -> str:
    await asyncio.sleep(0)
    return f"You read {account.inbox}"  # via: str


async def has_mail(account: Account) -> str:
    if account.inbox:  # via: bool
        return "you have mail"
    return "nothing new"


async def subjects(account: Account, name: str) -> list[str]:
    return [line.partition(":")[2] for line in account.folder(name)]  # via: iter
