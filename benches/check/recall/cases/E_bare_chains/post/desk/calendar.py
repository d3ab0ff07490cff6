import asyncio

from googleapiclient.discovery import build


class Calendar:
    def __init__(self, credentials):
        self.service = build("calendar", "v3", credentials=credentials)

    async def upcoming(self):
        request = self.service.events().list(calendarId="primary", maxResults=10)
        found = await asyncio.to_thread(request.execute)  # silent: events
        return found.get("items", [])  # silent: answer
