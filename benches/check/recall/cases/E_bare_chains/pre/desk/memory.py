import chromadb

store = chromadb.PersistentClient(path="memory")


def notes():
    return store.get_or_create_collection("notes")


async def remember(key, text):
    notes().add(ids=[key], documents=[text])  # hit: notes
