import subprocess

import requests


def ping(url: str) -> int:
    return requests.head(url, timeout=2).status_code


def version(binary: str) -> str:
    return subprocess.check_output([binary, "--version"], text=True)
