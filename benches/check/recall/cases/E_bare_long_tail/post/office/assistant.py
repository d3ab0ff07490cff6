import asyncio
from datetime import date
from office.calendar import Calendar, free_day
from office.documents import Documents


class Assistant:
    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.calendar: Calendar | None = None

    async def login(self, credentials: object) -> None:
        self.calendar = await asyncio.to_thread(Calendar, credentials)  # silent: build

    async def import_document(self, path: str) -> int:
        text = await asyncio.to_thread(self.documents.text, path)  # silent: convert
        await asyncio.to_thread(self.documents.save, path + ".md", text)  # silent: atomic
        return len(text)

    async def is_free(self, country: str, day: date) -> bool:
        return await asyncio.to_thread(free_day, country, day)  # silent: holidays
