from googleapiclient.discovery import build


class Calendar:
    def __init__(self, credentials):
        self.service = build("calendar", "v3", credentials=credentials)

    async def upcoming(self):
        found = self.service.events().list(calendarId="primary", maxResults=10).execute()  # hit: events
        return found.get("items", [])
