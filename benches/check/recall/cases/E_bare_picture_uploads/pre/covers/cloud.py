import os
from abc import ABC, abstractmethod

import boto3
import cloudinary
import cloudinary.uploader


class CloudStorage(ABC):
    @abstractmethod
    async def upload(self, data: bytes, name: str) -> str: ...

    @abstractmethod
    async def delete(self, name: str) -> bool: ...


class S3Storage(CloudStorage):
    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self.client = boto3.client("s3")

    async def upload(self, data: bytes, name: str) -> str:
        self.client.put_object(Bucket=self.bucket, Key=name, Body=data)  # hit: put
        return f"https://{self.bucket}.s3.amazonaws.com/{name}"

    async def delete(self, name: str) -> bool:
        self.client.delete_object(Bucket=self.bucket, Key=name)  # hit: delete
        return True


class CloudinaryStorage(CloudStorage):
    def __init__(self, cloud_name: str) -> None:
        cloudinary.config(cloud_name=cloud_name, secure=True)

    async def upload(self, data: bytes, name: str) -> str:
        result = cloudinary.uploader.upload(data, public_id=name, resource_type="image")  # hit: cloudinary
        return result["secure_url"]

    async def delete(self, name: str) -> bool:
        return False


def get_cloud_storage() -> CloudStorage:
    if bucket := os.environ.get("S3_BUCKET"):
        return S3Storage(bucket)
    return CloudinaryStorage(os.environ["CLOUDINARY_CLOUD_NAME"])
