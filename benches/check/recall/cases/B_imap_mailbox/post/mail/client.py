import asyncio
import imaplib


class Mailbox:
    def __init__(self, host: str, user: str, password: str) -> None:
        self.host = host
        self.user = user
        self.password = password
        self.imap: imaplib.IMAP4_SSL | None = None

    async def unseen(self) -> int:
        return await asyncio.to_thread(self._unseen)  # silent: connect  # silent: login  # silent: search

    def _unseen(self) -> int:
        if self.imap is None:
            self.imap = imaplib.IMAP4_SSL(self.host)
            self.imap.login(self.user, self.password)
        _, data = self.imap.search(None, "UNSEEN")
        return len(data[0].split())
