from collections.abc import Iterator

import boto3

s3 = boto3.client("s3", region_name="us-east-1")


def keys(bucket: str, prefix: str) -> Iterator[str]:
    paginator = s3.get_paginator("list_objects_v2")
    for page in paginator.paginate(Bucket=bucket, Prefix=prefix):  # hit: pages
        yield from (item["Key"] for item in page.get("Contents", []))


def download(bucket: str, key: str) -> bytes:
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()  # hit: body
