import asyncio

from webclient.request import FileRequest, Request


class Session:
    def __init__(self, *, request_class: type[Request] = Request) -> None:
        self._request_class = request_class
        self._upload_class = FileRequest

    async def get(self, url: str) -> Request:
        request = self._request_class("GET", url)  # via: netrc
        await asyncio.sleep(0)
        return request

    async def upload(self, url: str, path: str) -> Request:
        request = self._upload_class("PUT", url, path)  # via: body
        await asyncio.sleep(0)
        return request
