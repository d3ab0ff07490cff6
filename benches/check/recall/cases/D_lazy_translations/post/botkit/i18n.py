import gettext
from functools import cached_property


class I18n:
    def __init__(self, path: str, domain: str = "messages") -> None:
        self.path = path
        self.domain = domain

    @cached_property
    def locales(self) -> dict[str, gettext.GNUTranslations]:
        return self.find_locales()

    def find_locales(self) -> dict[str, gettext.GNUTranslations]:
        with open(f"{self.path}/en/LC_MESSAGES/{self.domain}.mo", "rb") as file:
            return {"en": gettext.GNUTranslations(file)}

    def gettext(self, text: str) -> str:
        return self.locales["en"].gettext(text)
