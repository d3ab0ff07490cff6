import boto3


def table(name: str):
    return boto3.resource("dynamodb").Table(name)
