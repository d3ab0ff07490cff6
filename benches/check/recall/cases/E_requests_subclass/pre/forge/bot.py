from forge.issues import open_issue
from forge.session import ForgeSession


class Bot:
    def __init__(self, token: str) -> None:
        self.session = ForgeSession(token)

    async def report(self, repository: str, user: str, text: str) -> int:
        profile = self.session.user(user)  # via: get
        return open_issue(self.session, repository, f"{profile['name']}: {text}")  # via: post
