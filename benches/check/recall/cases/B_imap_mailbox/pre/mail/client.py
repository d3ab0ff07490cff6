import imaplib


class Mailbox:
    def __init__(self, host: str, user: str, password: str) -> None:
        self.host = host
        self.user = user
        self.password = password
        self.imap: imaplib.IMAP4_SSL | None = None

    async def unseen(self) -> int:
        if self.imap is None:
            self.imap = imaplib.IMAP4_SSL(self.host)  # hit: connect
            self.imap.login(self.user, self.password)  # hit: login
        _, data = self.imap.search(None, "UNSEEN")  # hit: search
        return len(data[0].split())
