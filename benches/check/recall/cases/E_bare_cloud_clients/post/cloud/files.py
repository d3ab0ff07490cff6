import asyncio

from google.cloud import firestore
from minio import Minio
from supabase import create_client


class Files:
    def __init__(self) -> None:
        self.minio = Minio("localhost:9000")
        self.firestore = firestore.Client()
        self.supabase = create_client("url", "key")

    def put(self, name: str, data: bytes) -> None:
        self.minio.fput_object("files", name, "/tmp/x")
        self.firestore.collection("files").document(name).set({"size": len(data)})
        self.supabase.table("files").insert({"name": name}).execute()


async def put(files: Files, name: str) -> None:
    await asyncio.to_thread(files.put, name, b"")  # silent: minio  # silent: firestore  # silent: supabase
