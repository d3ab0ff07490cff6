import asyncio
import json
import os


class AddonError(Exception):
    pass


class Addon:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.slug = os.path.basename(folder)
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as text:  # hit: init
            self.config: dict = json.loads(next(text))
        if "version" not in self.config:
            raise AddonError(f"{self.slug} has no version")

    @property
    def version(self) -> str:
        return self.config["version"]

    @classmethod
    def all_in(cls, root: str) -> list["Addon"]:
        return [cls(os.path.join(root, name)) for name in os.listdir(root)]  # hit: listing


class AddonManager:
    def __init__(self, root: str) -> None:
        self.root = root
        self.addons: dict[str, Addon] = {}

    async def load(self) -> None:
        self.addons = {addon.slug: addon for addon in Addon.all_in(self.root)}  # via: listing
        await asyncio.sleep(0)

    async def install(self, slug: str) -> str:
        addon = Addon(os.path.join(self.root, slug))  # via: init
        self.addons[slug] = addon
        return addon.version
