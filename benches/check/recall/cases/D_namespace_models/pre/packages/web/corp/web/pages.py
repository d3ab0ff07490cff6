import asyncio

from corp.web.context import Context


def footer(context: Context) -> str:
    return context.legal(["mit", "apache"])


async def about(context: Context) -> str:
    await asyncio.sleep(0)
    return f"<pre>{footer(context)}</pre>"  # via: post
