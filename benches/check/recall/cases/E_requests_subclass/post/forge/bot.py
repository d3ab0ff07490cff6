import asyncio

from forge.issues import open_issue
from forge.session import ForgeSession


class Bot:
    def __init__(self, token: str) -> None:
        self.session = ForgeSession(token)

    async def report(self, repository: str, user: str, text: str) -> int:
        profile = await asyncio.to_thread(self.session.user, user)  # silent: get
        title = f"{profile['name']}: {text}"
        return await asyncio.to_thread(open_issue, self.session, repository, title)  # silent: post
