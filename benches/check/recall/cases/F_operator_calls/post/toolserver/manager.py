import inspect
from typing import Any

from appwrite.client import Client
from appwrite.services.databases import Databases
from appwrite.services.users import Users

SERVICES = {"users": Users, "databases": Databases}


class Service:
    def __init__(self, instance: Any, name: str) -> None:
        self.instance = instance
        self.name = name
        self.methods = {key: method for key, method in inspect.getmembers(instance, inspect.ismethod)}


class ToolManager:
    def __init__(self, client: Client) -> None:
        self.registry: dict[str, tuple[Any, str]] = {}
        for name, cls in SERVICES.items():
            service = Service(cls(client), name)
            for method in service.methods:
                self.registry[f"{name}_{method}"] = (service.instance, method)

    def get(self, name: str) -> tuple[Any, str] | None:
        return self.registry.get(name)
