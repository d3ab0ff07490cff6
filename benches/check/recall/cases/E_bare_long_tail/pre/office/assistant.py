from datetime import date

from office.calendar import Calendar, free_day
from office.documents import Documents


class Assistant:
    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.calendar: Calendar | None = None

    async def login(self, credentials: object) -> None:
        self.calendar = Calendar(credentials)  # via: build

    async def import_document(self, path: str) -> int:
        text = self.documents.text(path)  # via: convert
        self.documents.save(path + ".md", text)  # via: atomic
        return len(text)

    async def is_free(self, country: str, day: date) -> bool:
        return free_day(country, day)  # via: holidays
