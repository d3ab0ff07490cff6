import asyncio

import gspread
from googleapiclient.discovery import build


def log(row: list[str]) -> None:
    client = gspread.service_account()
    sheet = client.open("log").sheet1
    sheet.append_row(row)


def events(token: str) -> object:
    service = build("calendar", "v3", developerKey=token)
    return service.events().list(calendarId="primary").execute()


async def both(row: list[str], token: str) -> None:
    await asyncio.to_thread(log, row)  # silent: account  # silent: open  # silent: append
    await asyncio.to_thread(events, token)  # silent: build  # silent: execute
