import asyncio
from string import Template
from cms_schema.pages import Page


async def send(body: str) -> int:
    return len(body)


def layout(page: Page) -> str:
    return Template("<main>$body</main>").substitute(body=page.body)


async def show(slug: str) -> int:
    page = await asyncio.to_thread(Page.from_disk, slug)  # silent: read
    return await send(layout(page))  # silent: send
