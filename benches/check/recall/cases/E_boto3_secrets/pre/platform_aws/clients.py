from functools import cache
from typing import Any

import boto3


@cache
def client(service: str, region: str = "us-east-1") -> Any:
    return boto3.client(service, region_name=region)  # hit: client
