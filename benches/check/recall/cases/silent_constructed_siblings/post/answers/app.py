from answers.base import PlainAnswer


async def index() -> PlainAnswer:
    return PlainAnswer("hello")  # silent: made
