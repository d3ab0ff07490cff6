import asyncio

from mailbox_app.account import Account


async def greeting(account: Account) -> str:
    title = await asyncio.to_thread(str, account.inbox)  # silent: str
    return f"You read {title}"


async def has_mail(account: Account) -> str:
    if await asyncio.to_thread(bool, account.inbox):  # silent: bool
        return "you have mail"
    return "nothing new"


async def subjects(account: Account, name: str) -> list[str]:
    lines = await asyncio.to_thread(list, account.folder(name))  # silent: iter
    return [line.partition(":")[2] for line in lines]
