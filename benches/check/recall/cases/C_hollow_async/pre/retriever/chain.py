import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any


def make_async(function: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)  # hit: wrapper

    return wrapper


def load_documents(path: str) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


aload_documents = make_async(load_documents)


class Retriever(ABC):
    @abstractmethod
    def retrieve(self, query: str) -> list[str]: ...

    async def aretrieve(self, query: str) -> list[str]:
        return self.retrieve(query)  # hit: default


class FileRetriever(Retriever):
    def __init__(self, path: str) -> None:
        self.path = path

    def retrieve(self, query: str) -> list[str]:
        text = open(self.path, encoding="utf-8").read()
        return [line for line in text.splitlines() if query in line]


async def answer(path: str, query: str) -> int:
    documents = await aload_documents(path)  # via: wrapper
    found = await FileRetriever(path).aretrieve(query)
    return len(documents) + len(found)
