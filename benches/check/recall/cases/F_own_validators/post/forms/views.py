import asyncio

from forms.form import Field, Form
from forms.rules import folder, not_common, short

SIGN_UP = Form({"password": not_common, "name": short})
TARGET = Field(folder)


async def sign_up(data: dict[str, str]) -> dict[str, str]:
    return await asyncio.to_thread(SIGN_UP.clean, data)  # silent: word


async def choose(data: dict[str, str]) -> str:
    return await asyncio.to_thread(TARGET.read, data["target"])  # silent: factory
