import asyncio
import json
import os


class AddonError(Exception):
    pass


class Addon:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.slug = os.path.basename(folder)
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as text:
            self.config: dict = json.loads(next(text))
        if "version" not in self.config:
            raise AddonError(f"{self.slug} has no version")

    @property
    def version(self) -> str:
        return self.config["version"]

    @classmethod
    def all_in(cls, root: str) -> list["Addon"]:
        return [cls(os.path.join(root, name)) for name in os.listdir(root)]


class AddonManager:
    def __init__(self, root: str) -> None:
        self.root = root
        self.addons: dict[str, Addon] = {}

    async def load(self) -> None:
        addons = await asyncio.to_thread(Addon.all_in, self.root)  # silent: listing
        self.addons = {addon.slug: addon for addon in addons}

    async def install(self, slug: str) -> str:
        addon = await asyncio.to_thread(Addon, os.path.join(self.root, slug))  # silent: init
        self.addons[slug] = addon
        return addon.version
