import asyncio
import boto3
from pycognito import aws_srp


class BatchExecutor:
    def __init__(self, queue: str) -> None:
        self.queue = queue

    async def run(self, name: str, path: str) -> str:
        job = await asyncio.to_thread(self._submit, name, path)  # silent: batch
        return job["jobId"]

    def _submit(self, name: str, path: str) -> dict:
        boto3.client("s3").upload_file(path, "bucket", name)
        batch = boto3.client("batch")
        return batch.submit_job(jobName=name, jobQueue=self.queue, jobDefinition="d")


class Session:
    def __init__(self) -> None:
        self._client = None

    def get_cognito_client(self):
        if self._client is None:
            self._client = boto3.client("cognito-idp", region_name="us-east-1")
        return self._client

    async def refresh(self, token: str) -> dict:
        return await asyncio.to_thread(self._refresh, token)  # silent: cognito

    def _refresh(self, token: str) -> dict:
        return self.get_cognito_client().initiate_auth(
            ClientId="c", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
        )
