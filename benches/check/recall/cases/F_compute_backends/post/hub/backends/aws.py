import boto3

from hub.backends.base import Backend, BackendConfigurator


class AwsBackend(Backend):
    name = "aws"

    def __init__(self, config: dict) -> None:
        self.config = config
        session = boto3.session.Session(region_name=config["region"])
        self._ec2 = session.client("ec2")
        self._s3 = session.client("s3")

    def run_job(self, job: str) -> str:
        reply = self._ec2.run_instances(ImageId=job, MinCount=1, MaxCount=1)
        return reply["Instances"][0]["InstanceId"]

    def list_repo_heads(self) -> list[str]:
        reply = self._s3.list_objects(Bucket=self.config["bucket"], Prefix="repos/l;")
        return [item["Key"] for item in reply.get("Contents", [])]


class AwsConfigurator(BackendConfigurator):
    name = "aws"

    def get_backend(self, config: dict) -> Backend:
        return AwsBackend(config)
