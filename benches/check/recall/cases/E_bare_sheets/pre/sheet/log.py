import gspread
from googleapiclient.discovery import build


async def log(row: list[str]) -> None:
    client = gspread.service_account()  # hit: account
    sheet = client.open("log").sheet1  # hit: open
    sheet.append_row(row)  # hit: append


async def events(token: str) -> object:
    service = build("calendar", "v3", developerKey=token)  # hit: build
    return service.events().list(calendarId="primary").execute()  # hit: execute
