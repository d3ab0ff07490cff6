"""Artifacts in a bucket."""

from google.cloud import storage


class BucketArtifacts:
    """Lists what agents have left."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self.client = storage.Client()

    async def names(self, session: str) -> list[str]:
        """Return the names of a session's artifacts."""
        found = []
        blobs = self.client.list_blobs(self.bucket, prefix=session)
        for blob in blobs:  # hit: page
            found.append(blob.name)
        return sorted(found)
