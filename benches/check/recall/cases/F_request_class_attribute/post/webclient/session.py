import asyncio

from webclient.request import FileRequest, Request


class Session:
    def __init__(self, *, request_class: type[Request] = Request) -> None:
        self._request_class = request_class
        self._upload_class = FileRequest

    async def get(self, url: str) -> Request:
        return await asyncio.to_thread(self._request_class, "GET", url)  # silent: netrc

    async def upload(self, url: str, path: str) -> Request:
        return await asyncio.to_thread(self._upload_class, "PUT", url, path)  # silent: body
