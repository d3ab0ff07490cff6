import asyncio

import chromadb

store = chromadb.PersistentClient(path="memory")


def notes():
    return store.get_or_create_collection("notes")


def _remember(key, text):
    notes().add(ids=[key], documents=[text])


async def remember(key, text):
    await asyncio.to_thread(_remember, key, text)  # silent: notes
