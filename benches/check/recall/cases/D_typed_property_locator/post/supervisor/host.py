import os


class HostManager:
    @property
    def timezone(self) -> str:
        return os.readlink("/etc/localtime").partition("zoneinfo/")[2]
