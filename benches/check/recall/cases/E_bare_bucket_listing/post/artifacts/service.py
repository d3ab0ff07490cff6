"""Artifacts in a bucket."""

import asyncio

from google.cloud import storage


class BucketArtifacts:
    """Lists what agents have left."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self.client = storage.Client()

    def _names(self, session: str) -> list[str]:
        found = []
        blobs = self.client.list_blobs(self.bucket, prefix=session)
        for blob in blobs:
            found.append(blob.name)
        return sorted(found)

    async def names(self, session: str) -> list[str]:
        """Return the names of a session's artifacts."""
        return await asyncio.to_thread(self._names, session)  # silent: page
