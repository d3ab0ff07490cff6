from datetime import date

import holidays
from googleapiclient.discovery import build


def free_day(country: str, day: date) -> bool:
    return day in holidays.country_holidays(country)


class Calendar:
    def __init__(self, credentials: object) -> None:
        self.service = build("calendar", "v3", credentials=credentials)
