import re

import httpx

TITLE = re.compile(r"<title>(.*?)</title>", re.S)


def page(url: str) -> str:
    return httpx.get(url, follow_redirects=True, timeout=5).text


def title(url: str) -> str:
    match = TITLE.search(page(url))
    return match[1] if match else url


def sizes(urls: list[str]) -> list[int]:
    client = httpx.Client(http2=False)
    return [int(client.head(url).headers.get("content-length", 0)) for url in urls]
