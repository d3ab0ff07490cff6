import boto3
from aioextensions import in_thread

from platform_aws.clients import client


class SecretStore:
    def __init__(self) -> None:
        self._client = boto3.client("secretsmanager", region_name="us-east-1")

    def read(self, name: str) -> str:
        return self._client.get_secret_value(SecretId=name)["SecretString"]


async def get_secret(store: SecretStore, name: str) -> str:
    return await in_thread(store.read, name)  # silent: secret


async def get_elsewhere(name: str) -> str:
    manager = await in_thread(client, "secretsmanager", "eu-west-1")  # silent: client
    reply = await in_thread(manager.get_secret_value, SecretId=name)  # silent: reply
    return reply["SecretString"]


async def publish(bucket: str, key: str, body: bytes) -> None:
    s3 = await in_thread(boto3.client, "s3")  # silent: s3
    await in_thread(s3.put_object, Bucket=bucket, Key=key, Body=body)  # silent: upload
