from forms.form import Field, Form
from forms.rules import folder, not_common, short

SIGN_UP = Form({"password": not_common, "name": short})
TARGET = Field(folder)


async def sign_up(data: dict[str, str]) -> dict[str, str]:
    return SIGN_UP.clean(data)  # via: word


async def choose(data: dict[str, str]) -> str:
    return TARGET.read(data["target"])  # via: factory
