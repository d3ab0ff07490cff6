import boto3
from aioextensions import in_thread

from platform_aws.clients import client


class SecretStore:
    def __init__(self) -> None:
        self._client = boto3.client("secretsmanager", region_name="us-east-1")

    def read(self, name: str) -> str:
        return self._client.get_secret_value(SecretId=name)["SecretString"]  # hit: secret


async def get_secret(store: SecretStore, name: str) -> str:
    return store.read(name)  # via: secret


async def get_elsewhere(name: str) -> str:
    manager = client("secretsmanager", "eu-west-1")  # via: client
    reply = await in_thread(manager.get_secret_value, SecretId=name)
    return reply["SecretString"]


async def publish(bucket: str, key: str, body: bytes) -> None:
    boto3.resource("s3").Bucket(bucket).put_object(Key=key, Body=body)  # hit: upload
