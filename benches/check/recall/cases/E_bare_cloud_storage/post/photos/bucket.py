from google.cloud import storage


class PhotoBucket:
    def __init__(self, name: str) -> None:
        self.bucket = storage.Client().bucket(name)

    def upload(self, key: str, data: bytes) -> str:
        blob = self.bucket.blob(key)
        blob.upload_from_string(data, content_type="image/jpeg")
        return blob.public_url
