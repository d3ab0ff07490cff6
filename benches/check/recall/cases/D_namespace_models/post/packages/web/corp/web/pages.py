import asyncio

from corp.web.context import Context


def footer(context: Context) -> str:
    return context.legal(["mit", "apache"])


async def about(context: Context) -> str:
    text = await asyncio.to_thread(footer, context)  # silent: post
    return f"<pre>{text}</pre>"
