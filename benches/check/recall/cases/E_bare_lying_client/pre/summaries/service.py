import asyncio

from summaries.provider import AsyncProvider


async def summarise(provider: AsyncProvider, texts: list[str]) -> list[str]:
    return await asyncio.gather(*(provider.generate(text) for text in texts))
