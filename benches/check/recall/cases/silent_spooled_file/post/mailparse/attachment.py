import tempfile

LIMIT = 1 << 20


class Attachment:
    def __init__(self, name: str) -> None:
        self.name = name
        self.size = 0
        self.spool = tempfile.SpooledTemporaryFile(max_size=LIMIT)  # silent: init

    async def feed(self, chunk: bytes) -> None:
        self.size += self.spool.write(chunk)  # silent: write

    async def head(self) -> bytes:
        self.spool.seek(0)  # silent: seek
        return self.spool.read(16)  # silent: read


async def receive(name: str, chunks: list[bytes]) -> Attachment:
    attachment = Attachment(name)  # silent: construct
    for chunk in chunks:
        await attachment.feed(chunk)
    return attachment
